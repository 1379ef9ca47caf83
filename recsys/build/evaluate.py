"""What the collaborative model is worth on ratings held out, and what orders a list, learned on such ratings too."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from recsys.build.evaluation.learn_ranker import learn_lists
from recsys.build.evaluation.report import rating_report
from recsys.models.content.model import ContentModel
from recsys.models.dataset.dataset import Dataset
from recsys.models.ranking.model import RankingModel
from recsys.progress import Progress, silent


class Evaluation(NamedTuple):
    """The metrics, empty where there are too few ratings, and the list model, None where none could be learned."""

    metrics: dict[str, Any]
    lists: RankingModel | None

    @property
    def signal(self) -> bool:
        """Whether titles explain anything of the ratings."""
        return bool(self.metrics) and bool(self.metrics["titles"]["signal"])


def evaluate(
    known: Dataset | None,
    timestamps: NDArray[np.int64],
    content: ContentModel,
    engine: str | None,
    seed: int,
    progress: Progress = silent,
) -> Evaluation:
    """Judge the engine, None only where nothing is known; `timestamps` (n_ratings,), `content` of the known works."""
    if known is None or engine is None:
        return Evaluation({}, None)
    # Thousands of people are answered, as the app does it: threads within a product double what each of them costs.
    with threadpool_limits(1):
        found = Evaluation(rating_report(known, engine, seed, progress), None)
        progress("learning what orders a list")
        if not found.signal:  # nothing is to be learned, and popularity is chance
            return found
        lists = learn_lists(known, timestamps, content, engine, seed)
    if lists is None:
        return found
    return Evaluation(found.metrics | {"lists": {"weights": dict(lists.ranker.weights)}}, lists)
