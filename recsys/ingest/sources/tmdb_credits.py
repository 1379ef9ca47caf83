"""Who acted in and who directed the films of the film catalogue."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from recsys.domain.schema import CREDITS
from recsys.ingest.nested import parse_nested, text_of
from recsys.ingest.raw import Rejections, read_rows
from recsys.ingest.sources.tmdb_movies import parse_id

# Kaggle's two layouts: the file, and its column with the film's id.
FILES = {"credits.csv": "id", "tmdb_5000_credits.csv": "movie_id"}
_IDS = 2**63  # what a column of whole numbers can hold


def credit_file(folder: Path) -> Path | None:
    """The credits file that is there, the fuller one where both are."""
    return next((folder / name for name in FILES if (folder / name).is_file()), None)


def read_credits(path: Path, movie_ids: set[int], rejections: Rejections) -> pd.DataFrame:
    """One row per film, person and role, in the columns of `schema.CREDITS`, each once.

    `order` is the place in the cast, or among the directors. A row whose film is not in `movie_ids`, or stood in the
    file before, goes to `rejections`.
    """
    id_column = FILES[path.name]
    credited: list[tuple[Any, ...]] = []
    seen: set[int] = set()
    for line, row in read_rows(path, (id_column, "cast", "crew"), rejections):
        movie_id = parse_id(row[id_column])
        if movie_id is None or movie_id not in movie_ids:
            rejections.add_row(path, line, "the film catalogue has no film of this id", row[id_column])
        elif movie_id in seen:
            rejections.add_row(path, line, "the credits of this film stand on an earlier line", row[id_column])
        else:
            seen.add(movie_id)
            cast, crew = parse_nested(row["cast"]), parse_nested(row["crew"])
            for column, people in (("cast", cast), ("crew", crew)):
                if people is None:
                    rejections.add_value(path, line, f"{column} is no list of people", row[column])
            actors = sorted(cast or (), key=_billing)
            directors = [person for person in crew or () if person.get("job") == "Director"]
            for role, people in (("actor", actors), ("director", directors)):
                credited += [(movie_id, *person, role, order) for order, person in enumerate(_people(people))]
    return pd.DataFrame.from_records(credited, columns=CREDITS.names)


def _billing(person: dict[str, Any]) -> float:
    order = person.get("order")
    return order if isinstance(order, int | float) else float("inf")


def _people(people: list[dict[str, Any]]) -> Iterator[tuple[int | None, str]]:
    """(person_id, name) of each person once: a director may be listed twice, an actor with two characters too."""
    seen: set[object] = set()
    for person in people:
        name, person_id = text_of(person), person.get("id")
        if isinstance(person_id, bool) or not isinstance(person_id, int) or not 0 <= person_id < _IDS:
            person_id = None
        key = name if person_id is None else person_id
        if name and key not in seen:
            seen.add(key)
            yield person_id, name
