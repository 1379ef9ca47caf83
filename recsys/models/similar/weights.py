"""What each thing that two works share, or do not, counts for in how alike they are."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from recsys.errors import UnreadableError, shown

# Learned from graded pairs, with sentence embeddings and without: `python -m recsys evaluate --suite judged-weights`
# writes such a file, `research.judged.learn` says how.
_LEARNED = Path(__file__).with_name("weights.json")
_BY_NAME = ("fields", "apart")
_LARGEST = 1e30  # what 32 bits hold, with room for a product


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
    def from_text(cls, text: str) -> "SimilarWeights":
        """The weights that `to_json` made, as JSON. Raises UnreadableError where they are others."""
        try:
            stored = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise UnreadableError(f"weights must be JSON: {error}") from error
        return cls.from_json(stored)

    @classmethod
    def from_json(cls, stored: Any) -> "SimilarWeights":  # noqa: ANN401 - of a file that anybody may have written
        """The weights that `to_json` stored. Raises UnreadableError where they are others."""
        known = {one.name for one in fields(cls)}
        if not isinstance(stored, dict) or "fields" not in stored or not known.issuperset(stored):
            raise UnreadableError(f"weights must be those of {', '.join(sorted(known))}, found {shown(stored)}")
        found: dict[str, Any] = {}
        for name, value in stored.items():
            if name in _BY_NAME:
                found[name] = {str(one): _finite(weight) for one, weight in _of_type(dict, name, value).items()}
            elif name == "chance":
                found[name] = tuple(_finite(number) for number in _of_type(list, name, value))
            else:
                found[name] = _finite(value)
        if len(found.get("chance", (0, 1))) != 2:
            raise UnreadableError(f"chance must be two numbers, found {len(found['chance'])}")
        return cls(**found)

    def to_json(self) -> dict[str, Any]:
        """The weights as plain values."""
        return asdict(self) | {"chance": list(self.chance)}


def _finite(weight: object) -> float:
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not abs(weight) <= _LARGEST:
        raise UnreadableError(f"a weight must be a number of at most {_LARGEST:g}, found {shown(weight)}")
    return float(weight)


def _of_type(wanted: type, name: str, value: Any) -> Any:  # noqa: ANN401 - as JSON had it
    if not isinstance(value, wanted):
        raise UnreadableError(f"{name} must be a {wanted.__name__}, found {shown(value)}")
    return value
