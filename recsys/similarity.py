"""What is needed for titles like this one, of both catalogues, from the tidy tables and from likes."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recsys.data.likes import LIKED_FROM, read_likes
from recsys.data.load import RawData
from recsys.data.movielens import find_folders
from recsys.data.portraits import Portraits, portraits
from recsys.models.affinity import AffinityModel
from recsys.models.content import ContentModel
from recsys.models.likes import Likes
from recsys.models.similar import SimilarModel
from recsys.models.vocabulary import Vocabulary


class Similarity(NamedTuple):
    """The models of the streaming catalogue's works, in their order, and of the film catalogue's films."""

    works: SimilarModel
    films: SimilarModel


def fit_content(data: RawData, works: Vocabulary) -> tuple[Portraits, ContentModel]:
    """What is known of the works of both catalogues, each once, and their content model."""
    known = portraits(data.titles, works.ids, data.movies, data.credits)
    return known, ContentModel.fit(known.words)


def fit_similarity(known: Portraits, content: ContentModel, likes: Likes) -> Similarity:
    """The models over both catalogues, taken apart; `likes` are by the rows of `known`."""
    both = SimilarModel(content, AffinityModel.fit(known.film_words, known.film_numbers, likes))
    return Similarity(both.take(known.work_rows), both.take(np.arange(known.n_films)))


def known_likes(data: RawData, folder: Path, works: Vocabulary, work_rows: NDArray[np.integer], signal: bool) -> Likes:
    """Who likes what, by the rows of `fit_content`: MovieLens' films, and, given a `signal`, titles rated by users.

    The ratings of MovieLens that belong to titles are among those of its films already, where there is a film
    catalogue.
    """
    folders = find_folders(folder / "movielens") if len(data.movies) else []
    films = read_likes(folders, data.movies)
    of_films = Likes.of(films["user"], films["folder"], films["row"])
    if not signal:
        return of_films
    liked = data.ratings[data.ratings["rating"] >= LIKED_FROM]
    source = liked["user_id"].cat.categories.str.rsplit("-", n=1).str[0]
    counted = ~source.isin([path.name for path in folders])[liked["user_id"].cat.codes]
    return Likes.join(of_films, _of_titles(liked[counted], source, data.titles, works, work_rows))


def _of_titles(
    liked: pd.DataFrame, source: pd.Index, titles: pd.DataFrame, works: Vocabulary, work_rows: NDArray[np.integer]
) -> Likes:
    work_of = titles.set_index("title_id")["work_id"]
    rated = liked["title_id"].cat
    rows = work_rows[works.numbers(work_of[rated.categories])][rated.codes]
    users, user_nums = np.unique(liked["user_id"].cat.codes, return_inverse=True)
    groups = np.unique(source[users].astype(str), return_inverse=True)[1]
    return Likes(user_nums.astype(np.int32), rows.astype(np.int32), groups.astype(np.int32))
