"""What the collaborative model is worth and what orders lists, learned in a cluster, judged as on one machine.

People are judged by one at a time, and the tables of a report need thousands of them, not billions of ratings: so the
judges are whole users, drawn by hash, with at most about MOST_JUDGED ratings together, and the functions of
`build.evaluate` run on these, on the driver. What is judged learns from all other ratings, too, in the cluster.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyspark import StorageLevel
from pyspark.sql import DataFrame

from recsys.build.dataset import FEWEST_RATINGS
from recsys.build.evaluate import PROGRESS, WATCHED_REG, Evaluation, Judged, judged
from recsys.build.evaluation.splits import Mask
from recsys.models.content.cosine import CosineModel
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.dataset.dataset import Dataset
from recsys.models.ranking.ease import REG, EaseModel, most_rated
from recsys.models.ratings.bias import BiasModel
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.engines import ALS
from recsys.models.similar.model import PairModel
from recsys.progress import Progress
from recsys.spark.als import MOST_MEASURED, AlsParameters, fit_als, pairs_of, tuned
from recsys.spark.biases import WorkBiases
from recsys.spark.counts import together
from recsys.spark.dataset import Sample, SparkRatings, without, without_works

MOST_JUDGED = MOST_MEASURED


class _Tuned:
    """The parameters of ALS, tuned when they are first asked for: on the first split, whose test is not seen."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._found: AlsParameters | None = None

    def of(self, ratings: SparkRatings) -> AlsParameters:
        if self._found is None:
            self._found = tuned(ratings, self._seed)
        return self._found


@dataclass(frozen=True)
class SparkTraining:
    """Ratings in a cluster that models may learn from (`Training`); `sample` are those of the judges among them."""

    ratings: SparkRatings
    sample: RatingArrays
    parameters: _Tuned
    seed: int

    def __len__(self) -> int:
        return len(self.ratings)

    def bias(self) -> BiasModel:
        """As `Training`: the biases of works by all ratings, those of the judges next to them."""
        mean, of_works = WorkBiases.of(self.ratings.by_work)
        data = self.sample
        return BiasModel.of_works(mean, of_works, data.user_nums, data.work_nums, data.ratings, len(data.users))

    def fit(self) -> CollaborativeModel:
        """As `Training`."""
        return fit_als(self.ratings, self.sample, self.parameters.of(self.ratings), self.seed)

    def quick_fit(self) -> CollaborativeModel:
        """As `Training`: the same."""
        return self.fit()

    def ease(self) -> EaseModel:
        """As `Training`."""
        return fit_ease(self.ratings.frame, self.popularity())

    def popularity(self) -> NDArray[np.int64]:
        """As `Training`."""
        return self.ratings.by_work.counts


def fit_ease(pairs: DataFrame, counts: NDArray[np.int64], reg: float = REG) -> EaseModel:
    """EASE on the `user` and `work` of a frame, in which works stand so often, `counts` (n_works,)."""
    kept = most_rated(counts)
    return EaseModel.of_gram(together(pairs, kept), kept, len(counts), reg)


def evaluate(
    ratings: SparkRatings,
    watched: DataFrame,
    content: CosineModel,
    pairs: PairModel,
    seed: int,
    progress: Progress,
    most: int = MOST_JUDGED,
) -> Evaluation:
    """Judge ALS and learn what orders lists, as `build.evaluate.evaluate` does the engine of one machine.

    `watched` has `user` and `work`, each pair once. Of no more than `most` ratings the judges are everybody, and the
    splits those of one machine.
    """
    if len(ratings) < FEWEST_RATINGS:
        progress(PROGRESS[0])
        return Evaluation({}, [], None)
    frame = ratings.frame.persist(StorageLevel.MEMORY_AND_DISK)
    judges = ratings.sample(most, seed)
    n_works, parameters = len(ratings.works), _Tuned(seed)

    def fits(held_out: Mask, cold: Mask) -> SparkTraining:
        left = without(without_works(frame, cold), pairs_of(judges, held_out))
        kept = ~held_out & ~cold[judges.ratings.work_nums]
        return SparkTraining(ratings.where(left), judges.ratings.where(kept), parameters, seed)

    def fit_watched() -> EaseModel | None:
        table = watched.groupBy("work").count().toArrow()
        if not table.num_rows:
            return None
        counts = np.zeros(n_works, dtype=np.int64)
        counts[table.column("work").to_numpy()] = table.column("count").to_numpy()
        return fit_ease(watched, counts, WATCHED_REG)

    dataset = Dataset(judges.ratings, ratings.features, ratings.scale)
    found = judged(Judged(dataset, judges.timestamps, ALS, fits, fit_watched), content, pairs, seed, progress)
    frame.unpersist()
    return found if len(judges.ratings) == len(ratings) else _told(found, judges)


def _told(found: Evaluation, judges: Sample) -> Evaluation:
    """The report with the words that its judges are some of the users."""
    people = f", of {len(judges.ratings.users):,} users drawn by hash, all others' learned from"
    metrics = found.metrics | {"split": found.metrics["split"] + people}
    if metrics["cold_works"]:
        metrics["cold_works"] = metrics["cold_works"] | {"split": metrics["cold_works"]["split"] + people}
    return found._replace(metrics=metrics)
