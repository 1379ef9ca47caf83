"""What each thing that two works share, or do not, counts for in how alike they are."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

# Learned from graded pairs, with sentence embeddings and without: `python -m recsys evaluate --suite judged-weights`
# writes such a file, `research.judged.learn` says how.
_LEARNED = Path(__file__).with_name("weights.json")


@dataclass(frozen=True)
class SimilarWeights:
    """The weights of `SimilarModel`, in units of its score.

    `fields` are those of the cosines of the content model's fields, `semantic` and `liked` those of sentence embeddings
    and of co-occurrence. `years` counts for each ten years apart, `kind` for a series beside a film, `episode` for an
    hour between the lengths of two series' episodes, `fame` for each power of ten between their votes, `quality` for
    each point of the other's score, `unlike` for each point between both, `apart` for each genre that only one has.
    `chance` are the intercept and the slope of the log-odds that people call a suggestion good, given its score.
    """

    fields: Mapping[str, float]
    semantic: float = 0.0
    liked: float = 0.0
    years: float = 0.0
    kind: float = 0.0
    episode: float = 0.0
    fame: float = 0.0
    quality: float = 0.0
    unlike: float = 0.0
    apart: Mapping[str, float] = field(default_factory=dict)
    chance: tuple[float, float] = (0.0, 1.0)

    @classmethod
    def learned(cls, *, semantic: bool) -> "SimilarWeights":
        """The weights for works with sentence embeddings, or without."""
        return cls.from_json(json.loads(_LEARNED.read_text())["semantic" if semantic else "plain"])

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "SimilarWeights":
        """The weights that `to_json` stored. Raises TypeError or ValueError where they are others."""
        weights = cls(**stored)
        intercept, slope = weights.chance
        found: dict[str, Any] = {name: _finite_by_name(getattr(weights, name)) for name in ("fields", "apart")}
        found["chance"] = (_finite(intercept), _finite(slope))
        found |= {one.name: _finite(getattr(weights, one.name)) for one in fields(cls) if one.name not in found}
        return cls(**found)

    def to_json(self) -> dict[str, Any]:
        """The weights as plain values."""
        return asdict(self) | {"chance": list(self.chance)}


def _finite(weight: Any) -> float:  # noqa: ANN401 - of a file that anybody may have written
    number = float(weight)
    if not math.isfinite(number):
        raise ValueError(f"a weight must be a finite number, found {number}")
    return number


def _finite_by_name(weights: Any) -> dict[str, float]:  # noqa: ANN401
    return {str(name): _finite(weight) for name, weight in dict(weights).items()}
