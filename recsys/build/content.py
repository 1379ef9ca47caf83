"""What works of both catalogues have in common by what is known of them."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recsys.build.numbering import works_of
from recsys.ingest.item_features import Portraits, portraits
from recsys.models.content.model import ContentModel


class Contents(NamedTuple):
    """The content models of the streaming catalogue's works, in their order, and of the film catalogue's films.

    `film_works` (n_films,) says which work of the streaming catalogue a film is, -1 for a film on no service.
    """

    works: ContentModel
    films: ContentModel
    film_works: NDArray[np.int32]


def draw_portraits(titles: pd.DataFrame, movies: pd.DataFrame, credits: pd.DataFrame) -> Portraits:
    """What is known of the works of both catalogues, each once."""
    return portraits(titles, works_of(titles).ids, movies, credits)


def fit_content(known: Portraits) -> Contents:
    """One model over both catalogues, taken apart."""
    both = ContentModel.fit(known.words)
    return Contents(both.take(known.work_rows), both.take(np.arange(known.n_films)), known.film_works)
