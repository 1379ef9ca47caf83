"""The collaborative model, fitted on all ratings."""

from recsys.build.dataset import FEWEST_RATINGS
from recsys.models.dataset.dataset import Dataset
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.engines import default_engine, fit_engine


def engine_for(n_ratings: int, asked: str | None) -> str | None:
    """The engine that was asked for, else the most accurate that so many ratings can afford; None for too few."""
    return asked or (default_engine(n_ratings) if n_ratings >= FEWEST_RATINGS else None)


def fit_collaborative(dataset: Dataset | None, seed: int, engine: str | None) -> CollaborativeModel | None:
    """The engine's model, None where there are too few ratings."""
    if dataset is None:
        return None
    chosen = engine_for(len(dataset.ratings), engine)
    return fit_engine(chosen, *dataset, seed) if chosen is not None else None
