"""What the first stage makes of raw data."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from recsys.domain.schema import CREDITS, MOVIES, RATINGS, REJECTED, TITLES
from recsys.models.cooccurrence.likes import Likes

TABLES = {"titles": TITLES, "ratings": RATINGS, "movies": MOVIES, "credits": CREDITS, "rejected": REJECTED}


class FilmLikes(NamedTuple):
    """Who likes which rows of `movies`, and the MovieLens folders that were asked for it."""

    likes: Likes
    folders: tuple[str, ...]


@dataclass(frozen=True)
class Account:
    """Where the tables come from; `inputs` are the raw files with their hash and size."""

    sample: bool
    inputs: dict[str, dict[str, Any]]
    files: list[dict[str, Any]]
    links: list[dict[str, Any]]
    superseded: int


@dataclass(frozen=True)
class Tidy:
    """The tables as `domain.schema.frame` gives them, who likes which films, and the account of the raw files."""

    titles: pd.DataFrame
    ratings: pd.DataFrame
    movies: pd.DataFrame
    credits: pd.DataFrame
    rejected: pd.DataFrame
    film_likes: FilmLikes
    account: Account
