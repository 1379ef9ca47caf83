"""What people like together, of both catalogues."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recsys.build.numbering import works_of
from recsys.build.tidy import FilmLikes
from recsys.ingest.item_features import Portraits
from recsys.models.cooccurrence.likes import Likes
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.ratings.collaborative import LIKED_FROM


class Affinities(NamedTuple):
    """The affinities of the streaming catalogue's works, in their order, and of the film catalogue's films."""

    works: CooccurrenceModel
    films: CooccurrenceModel


def fit_affinities(
    known: Portraits, film_likes: FilmLikes, titles: pd.DataFrame, ratings: pd.DataFrame, signal: bool
) -> Affinities | None:
    """One model over both catalogues, taken apart; None where too little is liked to learn from."""
    likes = known_likes(film_likes, titles, ratings, known.work_rows, signal)
    both = CooccurrenceModel.fit(known.film_words, known.film_numbers, likes)
    return Affinities(both.take(known.work_rows), both.take(np.arange(known.n_films))) if both is not None else None


def known_likes(
    film_likes: FilmLikes, titles: pd.DataFrame, ratings: pd.DataFrame, work_rows: NDArray[np.integer], signal: bool
) -> Likes:
    """Who likes what, by the rows of the portraits: MovieLens' films, and, given a `signal`, titles rated by users.

    The ratings of MovieLens that belong to titles are among those of its films already, where there is a film
    catalogue.
    """
    if not signal:
        return film_likes.likes
    liked = ratings[ratings["rating"] >= LIKED_FROM]
    source = liked["user_id"].cat.categories.str.rsplit("-", n=1).str[0]
    counted = ~source.isin(film_likes.folders)[liked["user_id"].cat.codes]
    return Likes.join(film_likes.likes, _of_titles(liked[counted], source, titles, work_rows))


def _of_titles(liked: pd.DataFrame, source: pd.Index, titles: pd.DataFrame, work_rows: NDArray[np.integer]) -> Likes:
    work_of = titles.set_index("title_id")["work_id"]
    rated = liked["title_id"].cat
    rows = work_rows[works_of(titles).numbers(work_of[rated.categories])][rated.codes]
    users, user_nums = np.unique(liked["user_id"].cat.codes, return_inverse=True)
    groups = np.unique(source[users].astype(str), return_inverse=True)[1]
    return Likes(user_nums.astype(np.int32), rows.astype(np.int32), groups.astype(np.int32))
