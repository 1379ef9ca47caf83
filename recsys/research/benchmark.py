"""The folders that suites run on, and the splits that they make of them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.build.evaluation.engines import documents_of
from recsys.build.evaluation.methods import PlainDataset, WorkFeatures
from recsys.build.evaluation.splits import Mask, cold_works, hold_out, k_folds, last_in_time
from recsys.models.content.model import ContentModel
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.vocabulary import Vocabulary
from recsys.research.rankers import TimedDataset
from recsys.research.rated_films import RatedFilms

SEED = 0
CONTENT_WEIGHTS = {"genre": 2.0, "decade": 1.0}


@dataclass(frozen=True)
class Benchmark:
    """A folder's ratings with all that a split or a method can ask for.

    `timestamps` (n_ratings,) in seconds, UTC; `held_out` (n_ratings,) the test part of a published split.
    """

    ratings: RatingArrays
    timestamps: NDArray[np.int64]
    features: WorkFeatures
    scale: tuple[float, float]
    held_out: Mask

    @classmethod
    def of(cls, source: RatedFilms) -> "Benchmark":
        """The folder's tables by row number; the scale goes from the lowest rating to the highest."""
        films, users = source.ratings["film"], source.ratings["user"]
        works, raters = Vocabulary.of(films), Vocabulary.of(users)
        stars = source.ratings["rating"].to_numpy(dtype=np.float32)
        facts = [source.facts.get(film) for film in works.ids]
        features = WorkFeatures(
            genres=tuple(fact.genres if fact else () for fact in facts),
            years=np.array([fact.year or 0 if fact else 0 for fact in facts], dtype=np.int32),
        )
        return cls(
            ratings=RatingArrays(raters, works, raters.numbers(users), works.numbers(films), stars),
            timestamps=source.ratings["timestamp"].to_numpy(dtype=np.int64),
            features=features,
            scale=(float(stars.min()), float(stars.max())),
            held_out=source.held_out,
        )

    def training(self, rows: Mask) -> PlainDataset:
        """What a method may see of these rows."""
        return PlainDataset(self.ratings.where(rows), self.scale, self.features)

    def timed(self) -> TimedDataset:
        """What rankers may see, the split in time still to be made; content is the works' genres and decades."""
        content = ContentModel.fit(documents_of(self.features), CONTENT_WEIGHTS)
        return TimedDataset(PlainDataset(self.ratings, self.scale, self.features), self.timestamps, content)


@dataclass(frozen=True)
class Split:
    """One way to hold ratings out, one mask for each of its folds."""

    name: str
    words: str
    masks: Callable[[Benchmark], list[Mask]]
    folds: int = 1


@dataclass(frozen=True)
class Suite:
    """A folder below `movielens/`, and the splits that are made of it."""

    folder: str
    splits: tuple[Split, ...]
    newcomers: bool = True
    lists: bool = True
    published_split: str = ""


FOLDS = Split(
    "5 folds",
    "scikit-learn's KFold(5, shuffle=True, random_state=0) of the ratings in the order of the file",
    lambda data: k_folds(len(data.ratings), 5, SEED),
    folds=5,
)
PUBLISHED = Split("u1", "the published u1.base and u1.test", lambda data: [data.held_out])
RANDOM = Split(
    "random 90/10", "a random tenth of the ratings held out", lambda data: [hold_out(len(data.ratings), SEED)]
)
COLD = Split(
    "cold works",
    "all ratings of a random tenth of the works held out",
    lambda data: [cold_works(data.ratings.work_nums, len(data.ratings.works), SEED)],
)
LATEST = Split(
    "time-ordered",
    "the last 20 % of each user's ratings held out",
    lambda data: [last_in_time(data.ratings.user_nums, data.timestamps)],
)
SUITES = {
    "ml-100k": Suite("ml-100k", (FOLDS, COLD, LATEST)),
    "u1": Suite("ml-100k", (PUBLISHED,), newcomers=False, lists=False, published_split="u1"),
    "ml-1m-part": Suite("ml-1m-part", (RANDOM, COLD, LATEST)),
    "ml-latest-small": Suite("ml-latest-small", (RANDOM, COLD, LATEST)),
}
