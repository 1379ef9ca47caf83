"""What is served, as scores: the similar model, and the rules that lists go by."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recsys.bundle.bundle import Bundle
from recsys.domain.schema import TABLES
from recsys.models.similar.model import SimilarModel
from recsys.research.judged.measure import K, Scores
from recsys.serving.catalogue import Catalogue
from recsys.serving.recommend.diversity import Diversity, DiversitySettings


def model_scores(model: SimilarModel) -> Scores:
    """The model's scores alone; what has nothing to do with the seed is not listed."""

    def scores(seed: int) -> NDArray[np.floating]:
        found, related = model.scored(seed)
        return np.where(related, found, np.nan)

    return scores


def served_scores(model: SimilarModel, tables: Mapping[str, pa.Table]) -> Scores:
    """Scores by which the K works come first that `recommend` answers with, in its order (`recommend.diversity`).

    Behind them the others stand by the model's scores. `tables` are those of a bundle (`domain.schema`).
    """
    of_bundle = {name: tables[name] for name in TABLES}
    bundle = Bundle(**of_bundle, similar=model, collaborative=None, svd=None, ranker=None, metrics={}, manifest={})
    diversity, alone = Diversity(Catalogue(bundle)), model_scores(model)

    def scores(seed: int) -> NDArray[np.floating]:
        found = alone(seed)
        found[seed] = np.nan
        listed = diversity.chosen(found, K, ~np.isnan(found), DiversitySettings(), known=[seed])
        found[listed] = np.nanmax(found, initial=0.0) + np.arange(len(listed), 0, -1)
        return found

    return scores
