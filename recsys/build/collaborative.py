"""The collaborative model, fitted on all ratings."""

from pathlib import Path

from safetensors.numpy import save_file

from recsys.build.codecs import Codec
from recsys.build.dataset import FEWEST_RATINGS
from recsys.files import read_arrays
from recsys.models.dataset.dataset import Dataset
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.engines import default_engine, fit_engine
from recsys.models.storage import packed, part, prefixed, vocabulary


def engine_for(n_ratings: int, asked: str | None) -> str | None:
    """The engine that was asked for, else the most accurate that so many ratings can afford; None for too few."""
    return asked or (default_engine(n_ratings) if n_ratings >= FEWEST_RATINGS else None)


def fit_collaborative(dataset: Dataset | None, seed: int, engine: str | None) -> CollaborativeModel | None:
    """The engine's model, None where there are too few ratings."""
    if dataset is None:
        return None
    chosen = engine_for(len(dataset.ratings), engine)
    return fit_engine(chosen, *dataset, seed) if chosen is not None else None


def _save(value: CollaborativeModel | None, path: Path) -> None:
    arrays = packed("ids", value.works.ids) | prefixed("model_", value.to_arrays()) if value is not None else {}
    save_file(arrays, path)


def _load(path: Path) -> CollaborativeModel | None:
    arrays = read_arrays(path)
    if not arrays:
        return None
    return CollaborativeModel.from_arrays(part("model_", arrays), vocabulary(arrays, "ids"))


# With the ids of its works, which the model itself leaves to the bundle.
COLLABORATIVE = Codec(".safetensors", _save, _load, CollaborativeModel)
