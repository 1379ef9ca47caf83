"""What each group of features is worth: weights learned on one third without it, measured on another."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from recsys.build.item_features import CONTENT_FIELDS
from recsys.progress import Progress, silent
from recsys.research.judged.examples import Examples
from recsys.research.judged.gold import CHOOSE
from recsys.research.judged.learn import learn
from recsys.research.judged.measure import Mean, graded_figures, make_lists
from recsys.research.judged.pairs import APART, FIELD, PairFeatures
from recsys.research.judged.seeds import Seeds
from recsys.research.judged.served import model_scores

NOTHING_LEFT_OUT = "nothing"
_GENRES_APART = "genres apart"
# What is left out, one at a time; groups are features by name, but for the genres that only one work has.
GROUPS = (
    *(FIELD + field for field in CONTENT_FIELDS),
    *("semantic", "liked", "years", "kind", "episode", "fame", "quality", "unlike", _GENRES_APART),
)


@dataclass(frozen=True)
class AblationRow:
    """The figures GRADED of `judged.measure` over the graded seeds of the third for choosing, without one group."""

    left_out: str
    seeds: int
    figures: tuple[Mean, ...]


def ablation(
    features: PairFeatures, found: Examples, seeds: Seeds, progress: Progress = silent
) -> Iterator[AblationRow]:
    """Learn from some examples with every feature, then without each group that anything is known of."""
    measured = seeds.graded(CHOOSE)
    for left_out in (NOTHING_LEFT_OUT, *GROUPS):
        columns = np.array([left_out == _group_of(name) for name in features.names])
        if left_out != NOTHING_LEFT_OUT and not found.features[:, columns].any():
            continue
        progress(f"without {left_out}")
        model = features.weighted(learn(found.without(columns), features.names))
        figures = graded_figures(make_lists(model_scores(model), seeds.gold, measured), seeds.gold, measured)
        yield AblationRow(left_out, len(measured), tuple(Mean.of(column) for column in figures.T))


def _group_of(name: str) -> str:
    return _GENRES_APART if name.startswith(APART) else name
