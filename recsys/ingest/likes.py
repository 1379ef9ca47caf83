"""Who liked which films of the film catalogue, from MovieLens folders."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from recsys.ingest.linking.films import link_films
from recsys.ingest.raw import Rejections, read_rows
from recsys.ingest.sources.movielens import MovieLens, files_of, read_film_ratings, read_movielens
from recsys.ingest.sources.tmdb_movies import parse_id
from recsys.text import title_key

LIKED_FROM = 4.0  # stars; that of `models.collaborative`, which data may not import: a test holds them together
LINKS = "links.csv"  # of later folders: the films' numbers in TMDB


def read_likes(folders: Sequence[Path], movies: pd.DataFrame) -> pd.DataFrame:
    """The likes of films in `movies`: `user` (carries its folder), `folder`, `row` in `movies`, each pair once.

    A folder with `links.csv` is linked by TMDB's numbers, another by title and year. Raises DataError when a folder's
    files cannot be read.
    """
    parts = [pd.DataFrame({"user": [], "folder": [], "row": []}, dtype="str").astype({"row": "int64"})]
    for folder in folders:
        rejections = Rejections(folder)
        rows = _by_number(folder, movies, rejections) if (folder / LINKS).is_file() else _by_title(folder, movies)
        ratings = read_film_ratings(files_of(folder)[1], rejections)
        liked = ratings[(ratings["rating"] >= LIKED_FROM) & ratings["film"].isin(list(rows))]
        part = pd.DataFrame(
            {"user": folder.name + "-" + liked["user"], "folder": folder.name, "row": liked["film"].map(rows)}
        )
        parts.append(part.astype({"row": "int64"}))
    return pd.concat(parts).drop_duplicates(["user", "row"], ignore_index=True)


def _by_number(folder: Path, movies: pd.DataFrame, rejections: Rejections) -> dict[str, int]:
    row_of = {movie: row for row, movie in enumerate(movies["movie_id"].tolist())}
    numbers = (
        (line["movieid"], parse_id(line["tmdbid"]))
        for _, line in read_rows(folder / LINKS, ("movieid", "tmdbid"), rejections)
    )
    return {film: row_of[number] for film, number in numbers if number in row_of}


def _by_title(folder: Path, movies: pd.DataFrame) -> dict[str, int]:
    source: MovieLens = read_movielens(folder, Rejections(folder))
    index: dict[str, dict[int, str]] = defaultdict(dict)
    titles, years = movies["title"].tolist(), movies["release_year"].tolist()
    # Of several films of one title and year the one with the most votes is meant, the first of equals.
    for row in movies["vote_count"].sort_values(kind="stable", ascending=False).index.tolist():
        index[title_key(titles[row])].setdefault(int(years[row]), str(row))
    return {film: int(row) for film, row in link_films(source.films, index).items()}
