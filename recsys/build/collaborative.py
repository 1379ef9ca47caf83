"""The collaborative model, fitted on all ratings."""

from recsys.build.numbering import FEWEST_RATINGS
from recsys.models.dataset.dataset import Dataset
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.engines import default_engine, fit_engine


def engine_for(n_ratings: int, asked: str | None) -> str | None:
    """The engine that was asked for, else the most accurate that so many ratings can afford; None for too few."""
    return asked or (default_engine(n_ratings) if n_ratings >= FEWEST_RATINGS else None)


def fit_collaborative(known: Dataset | None, engine: str | None, seed: int) -> CollaborativeModel | None:
    """The engine's model, None where nothing is known."""
    return fit_engine(engine, *known, seed) if known is not None and engine is not None else None
