"""A MovieLens folder whole, linked to nothing: what published figures are measured on."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recsys.domain.genres import canonical_genres
from recsys.errors import DataError
from recsys.ingest.fields import is_fill_word
from recsys.ingest.raw import Rejections
from recsys.ingest.sources.movielens import SOURCE, files_of, film_lines, parse_film, read_film_ratings


@dataclass(frozen=True)
class Facts:
    """What a folder says of a film besides its title; `year` is None where the title carries none."""

    genres: tuple[str, ...]
    year: int | None


@dataclass(frozen=True)
class RatedFilms:
    """One folder.

    `facts` are by the film's number; `ratings` (`user`, `film`, `rating`, `timestamp`) are in the order of the file,
    and `held_out` (n_ratings,) marks the test part of a published split.
    """

    facts: dict[str, Facts]
    ratings: pd.DataFrame
    held_out: NDArray[np.bool_]


def read_rated_films(folder: Path, published_split: str = "") -> RatedFilms:
    """The folder's films and all of its ratings; those of `u1.base` and `u1.test` for the published split `u1`.

    Raises DataError when a file is missing or a rating cannot be read: figures on fewer would compare with nothing.
    """
    rejections = Rejections(folder)
    films_file, ratings_file = files_of(folder)
    files = [folder / f"{published_split}.{part}" for part in ("base", "test")] if published_split else [ratings_file]
    facts = {}
    for _, number, text, labels in film_lines(films_file, rejections):
        film = parse_film(number, text)
        genres = tuple(canonical_genres(label for label in labels if not is_fill_word(label)))
        facts[number] = Facts(genres, film.year if film else None)
    parts = [read_film_ratings(file, rejections) for file in files]
    rejected = rejections.table()
    broken = rejected[rejected["file"].isin([file.name for file in files])]
    if len(broken):
        first = broken.iloc[0]
        raise DataError(
            f"{folder / first['file']}: expected ratings alone, found {len(broken):,} other rows, the first in line "
            f"{first['line']} ({first['reason']}). Fetch the folder anew from {SOURCE}."
        )
    held_out = np.repeat([False, True][: len(parts)], [len(part) for part in parts])
    return RatedFilms(facts, pd.concat(parts, ignore_index=True), held_out)
