"""Pairs of works as the similar model sees them: a column for each thing that its weights weigh."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from recsys.build.item_features import CONTENT_FIELDS
from recsys.models.similar.model import PairModel, SimilarModel
from recsys.models.similar.weights import SimilarWeights
from recsys.models.sparse import match_columns

Matrix = NDArray[np.float64]
FIELD, APART = "field: ", "apart: "  # before the name of a field or genre
# A weight of 1 on each field: what the content model is fitted with to learn from.
UNIT = SimilarWeights(dict.fromkeys(CONTENT_FIELDS, 1.0))
_MEASURES = ("years", "kind", "episode", "fame", "quality", "unlike")


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
        pairs, cooccurrence, nothing = self.model.pairs, self.model.cooccurrence, np.zeros(len(others))
        liked = np.zeros(self.model.n_works, dtype=np.float32)
        if cooccurrence is not None:
            cooccurrence.add_to(liked, seed, 1.0)
        measures = dict(pairs.facts.measures(seed, others))
        own, theirs = (pairs.facts.genre_sets[pairs.facts.genre_set[works]] for works in (seed, others))
        return np.column_stack(
            [
                self._cosines(seed, others),
                pairs.semantic.cosines(seed, others) if pairs.semantic is not None else nothing,
                liked[others],
                *(measures.get(name, nothing) for name in _MEASURES),
                -(own ^ theirs).astype(float),
            ]
        )

    def weighted(self, weights: SimilarWeights) -> SimilarModel:
        """The same model by other weights, as if its content were fitted with them."""
        content, pairs = self.model.content, self.model.pairs
        lengths = np.sqrt([weights.fields[field] for field in CONTENT_FIELDS])[self._field_of_term]
        by_term = np.repeat(lengths, np.diff(content.term_starts))
        content = replace(
            content,
            row_weights=(content.row_weights * lengths[content.row_terms]).astype(np.float32),
            term_weights=(content.term_weights * by_term).astype(np.float32),
        )
        return SimilarModel(content, PairModel(pairs.facts, weights, pairs.semantic), self.model.cooccurrence)

    def _cosines(self, seed: int, others: NDArray[np.integer]) -> Matrix:
        """The cosine of each field, (n_others, n_fields)."""
        content = self.model.content
        entries, whose, places, common = match_columns(content.row_starts, content.row_terms, seed, others)
        shared = entries[common]
        products = content.row(seed)[1][places[common]] * content.row_weights[shared]
        cells = whose[common] * len(CONTENT_FIELDS) + self._field_of_term[content.row_terms[shared]]
        sums = np.bincount(cells, products.astype(np.float64), len(others) * len(CONTENT_FIELDS))
        return np.asarray(sums, dtype=np.float64).reshape(len(others), len(CONTENT_FIELDS))

    @cached_property
    def _field_of_term(self) -> NDArray[np.int64]:
        number = {field: place for place, field in enumerate(CONTENT_FIELDS)}
        return np.array([number[term.split(":", 1)[0]] for term in self.model.content.terms], dtype=np.int64)


def weights_of(names: Sequence[str], values: NDArray[np.floating], chance: tuple[float, float]) -> SimilarWeights:
    """The weights by which a sum over features of these names is the model's score, with four decimals."""
    by_name = {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}
    return SimilarWeights(
        **{name: by_name[name] for name in ("semantic", "liked", *_MEASURES)},
        fields={field: by_name[FIELD + field] for field in CONTENT_FIELDS},
        apart={name.removeprefix(APART): value for name, value in by_name.items() if name.startswith(APART) and value},
        chance=chance,
    )
