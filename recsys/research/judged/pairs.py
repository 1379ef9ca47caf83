"""Pairs of works as the similar model sees them: a column for each thing that its weights weigh."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recsys.build.item_features import CONTENT_FIELDS
from recsys.models.similar.model import SimilarModel
from recsys.models.similar.weights import SimilarWeights
from recsys.models.sparse import match_columns

Matrix = NDArray[np.float64]
FIELD, APART = "field: ", "apart: "  # before the name of a field or genre
# A weight of 1 on each field: what the content model is fitted with to learn from.
UNIT = SimilarWeights(dict.fromkeys(CONTENT_FIELDS, 1.0))


@dataclass(frozen=True)
class PairFeatures:
    """The features of pairs, over a `model` whose content is fitted with weights of 1 (`UNIT`)."""

    model: SimilarModel

    @property
    def names(self) -> tuple[str, ...]:
        """What the columns are, in their order."""
        return (
            *(FIELD + field for field in CONTENT_FIELDS),
            *("semantic", "liked"),
            *_MEASURES,
            *(APART + genre for genre in self.model.pairs.facts.genres),
        )

    def of(self, seed: int, others: NDArray[np.integer]) -> Matrix:
        """The features of a seed work with each of some others, (n_others, n_features)."""
        content, pairs, cooccurrence = self.model.content, self.model.pairs, self.model.cooccurrence
        facts, nothing = pairs.facts, np.zeros(len(others))
        entries, whose, places, common = match_columns(content.row_starts, content.row_terms, seed, others)
        shared = entries[common]
        products = content.row(seed)[1][places[common]] * content.row_weights[shared]
        fields = self._field_of_term[content.row_terms[shared]]
        places = whose[common] * len(CONTENT_FIELDS) + fields
        by_field = np.bincount(places, products, len(others) * len(CONTENT_FIELDS))
        liked = np.zeros(content.n_works, dtype=np.float32)
        if cooccurrence is not None:
            cooccurrence.add_to(liked, seed, 1.0)
        measures = dict(facts.measures(seed, others))
        own, theirs = facts.genre_sets[facts.genre_set[seed]], facts.genre_sets[facts.genre_set[others]]
        return np.column_stack(
            [
                by_field.reshape(len(others), -1),
                pairs.semantic.cosines(seed, others) if pairs.semantic is not None else nothing,
                liked[others],
                *(measures.get(name, nothing) for name in _MEASURES),
                -(own ^ theirs).astype(float),
            ]
        )

    @cached_property
    def _field_of_term(self) -> NDArray[np.int64]:
        number = {field: place for place, field in enumerate(CONTENT_FIELDS)}
        return np.array([number[term.split(":", 1)[0]] for term in self.model.content.terms], dtype=np.int64)


_MEASURES = ("years", "kind", "episode", "fame", "quality", "unlike")


def weights_of(names: Sequence[str], values: NDArray[np.floating], chance: tuple[float, float]) -> SimilarWeights:
    """The weights by which a sum over features of these names is the model's score; small ones are left out."""
    by_name = {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}
    return SimilarWeights(
        **{name: by_name[name] for name in ("semantic", "liked", *_MEASURES)},
        fields={field: by_name[FIELD + field] for field in CONTENT_FIELDS},
        apart={name.removeprefix(APART): value for name, value in by_name.items() if name.startswith(APART) and value},
        chance=chance,
    )
