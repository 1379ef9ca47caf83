"""Film catalogues read from raw folders, once each, and what a plain reading of the raw files finds in them."""

import ast
import csv
import io
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from recsys.domain.schema import CREDITS, MOVIES, conform
from recsys.ingest.raw import Rejections
from recsys.ingest.sources.tmdb_credits import credit_file, read_credits
from recsys.ingest.sources.tmdb_movies import movie_files, read_movies
from recsys.serving.queries.films import Films
from recsys.serving.queries.money import MoneyQueries
from recsys.serving.queries.movies import MovieQueries

LISTS = ("genres", "production_companies", "production_countries", "spoken_languages", "belongs_to_collection")


class Reading(NamedTuple):
    """The tidy tables of a folder's film catalogue, and the account of what did not enter them."""

    movies: pd.DataFrame
    credits: pd.DataFrame
    rejections: Rejections


@cache
def reading(folder: Path) -> Reading:
    """The film catalogue below `folder`. Not to be changed."""
    rejections = Rejections(folder)
    movies = read_movies(movie_files(folder / "tmdb"), rejections)
    path = credit_file(folder / "tmdb")
    assert path is not None
    return Reading(movies, read_credits(path, set(movies["movie_id"]), rejections), rejections)


@cache
def queries(folder: Path) -> tuple[MovieQueries, MoneyQueries]:
    """The queries over the film catalogue below `folder`."""
    read = reading(folder)
    films = Films(conform(read.movies, MOVIES, "movies"))
    return MovieQueries(films), MoneyQueries(films, conform(read.credits, CREDITS, "credits"))


@cache
def raw_films(folder: Path) -> pd.DataFrame:
    """Kaggle's file as pandas reads it, lists as lists; rows without a date or a numeric id left out."""
    path = folder / "tmdb" / "movies_dataset.csv"
    films = pd.read_csv(path, dtype=str, keep_default_na=False)
    films = films[films["id"].str.isdecimal() & (films["release_date"] != "")].drop_duplicates("id")
    for column in ("budget", "revenue", "popularity", "vote_average", "vote_count", "runtime"):
        films[column] = pd.to_numeric(films[column], errors="coerce")
    films["date"] = pd.to_datetime(films["release_date"])
    films["key"] = films["title"].map(plain)
    for column in LISTS:
        films[column] = [ast.literal_eval(cell) if cell else [] for cell in films[column]]
    return films.set_index("id", drop=False)


@cache
def raw_people(folder: Path, mentioned: str = "") -> pd.DataFrame:
    """(film, person, name, role) of the credits rows that mention a text, every pair of film and person once a role."""
    path = folder / "tmdb" / "credits.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False).drop_duplicates("id")
    rows = rows[(rows["cast"] + rows["crew"]).str.contains(mentioned, regex=False)]
    people = []
    for row in rows.itertuples():
        people += [(row.id, person["id"], person["name"], "actor") for person in ast.literal_eval(str(row.cast))]
        crew = [person for person in ast.literal_eval(str(row.crew)) if person["job"] == "Director"]
        people += [(row.id, person["id"], person["name"], "director") for person in crew]
    return pd.DataFrame(people, columns=["film", "person", "name", "role"]).drop_duplicates()


def plain(text: str) -> str:
    """Letters and digits without case and accents: a second opinion on which names are the same."""
    bare = unicodedata.normalize("NFKD", text.replace("&", " and ")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^0-9a-z]+", " ", bare.replace("'", "")).strip()


def csv_text(columns: tuple[str, ...], *rows: dict[str, object]) -> str:
    """A CSV file of these rows; what a row does not give is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
