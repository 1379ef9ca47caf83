"""Similarity of works: what two have in common, less what sets them apart."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.errors import UnreadableError
from recsys.models.content.model import ContentModel
from recsys.models.content.term_rows import Floats
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.explain import Part
from recsys.models.ranking.topk import top_k
from recsys.models.similar.facts import ItemFacts
from recsys.models.similar.nearest import NearestWorks
from recsys.models.similar.semantic import SemanticModel
from recsys.models.similar.weights import SimilarWeights
from recsys.models.storage import Arrays, packed, part, prefixed, unpacked


@dataclass(frozen=True)
class PairModel:
    """Facts of all works, sentence embeddings where there are any, and the weights of everything in a pair's score."""

    facts: ItemFacts
    weights: SimilarWeights
    semantic: SemanticModel | None = None

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "PairModel":
        """The model that `to_arrays` stored. Raises UnreadableError where arrays do not fit."""
        semantic = part("semantic_", arrays)
        model = cls(
            ItemFacts.from_arrays(part("facts_", arrays)),
            SimilarWeights.from_text("".join(unpacked(arrays, "weights"))),
            SemanticModel.from_arrays(semantic) if semantic else None,
        )
        if model.semantic is not None and model.semantic.n_works != model.n_works:
            raise UnreadableError(f"embeddings of {model.semantic.n_works} works for {model.n_works} works")
        return model

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The model as named arrays."""
        semantic = prefixed("semantic_", self.semantic.to_arrays()) if self.semantic is not None else {}
        weights = json.dumps(self.weights.to_json(), sort_keys=True)
        return prefixed("facts_", self.facts.to_arrays()) | semantic | packed("weights", (weights,))

    @property
    def n_works(self) -> int:
        """The number of works."""
        return self.facts.n_works

    def take(self, works: NDArray[np.integer]) -> "PairModel":
        """The same model of some works, each named once, in their order."""
        semantic = self.semantic.take(works) if self.semantic is not None else None
        return PairModel(self.facts.take(works), self.weights, semantic)


@dataclass(frozen=True)
class SimilarModel:
    """Score s(i, j) of a seed work i and another j: w·f(i, j), a weighted sum of what the pair has in common and not.

    f are the cosines of the fields of `content`, that of sentence embeddings, the score of `cooccurrence`, and the
    facts of `pairs` (`ItemFacts.measures`, genres one by one). The weights are learned from graded pairs
    (`SimilarWeights.learned`). How well known j is counts by how well known i is: whoever asks for a blockbuster is not
    sent to a short that nobody knows, whoever asks for that may be. How well rated j is counts too, how well rated i is
    does not, so that s(i, j) is not s(j, i). Without `cooccurrence` or embeddings these count for nothing. `kept` has
    the works nearest to some seeds, as `nearest` finds them.
    """

    content: ContentModel
    pairs: PairModel
    cooccurrence: CooccurrenceModel | None = None
    kept: NearestWorks | None = None

    def __post_init__(self) -> None:
        """Raises ValueError where the parts are not of the same works."""
        for other in (self.pairs, self.cooccurrence, self.kept):
            if other is not None and other.n_works != self.content.n_works:
                raise ValueError(f"{type(other).__name__} of {other.n_works} works for {self.content.n_works}")

    @property
    def n_works(self) -> int:
        """The number of works."""
        return self.content.n_works

    def take(self, works: NDArray[np.integer]) -> "SimilarModel":
        """The same model of some works, each named once, in their order; none of their nearest works are kept."""
        cooccurrence = self.cooccurrence.take(works) if self.cooccurrence is not None else None
        return SimilarModel(self.content.take(works), self.pairs.take(works), cooccurrence)

    def similarities(self, work_num: int) -> Floats:
        """The score of the work with every work, itself included, shape (n_works,)."""
        return self.scored(work_num)[0]

    def similarities_to(self, work_num: int, others: NDArray[np.integer]) -> Floats:
        """The score of the work with some others, shape (n_others,)."""
        pairs, scores = self.pairs, self.content.similarities_to(work_num, others)
        if pairs.semantic is not None:
            scores += np.float32(pairs.weights.semantic) * pairs.semantic.cosines(work_num, others)
        if self.cooccurrence is not None and pairs.weights.liked:
            scores += np.float32(pairs.weights.liked) * self.cooccurrence.scores_with(work_num, others)
        pairs.facts.add_to(scores, work_num, pairs.weights, others)
        return scores

    def alike(self, work_nums: NDArray[np.integer]) -> Floats:
        """How alike some works are to one another, from 0 to 1, shape (n, n), 1 on the diagonal.

        It is the mean of the chances (`chances`) that each of two is a good suggestion for whoever likes the other.
        """
        chances = np.stack([self.chances(self.similarities_to(work, work_nums)) for work in work_nums.tolist()])
        found: Floats = (chances + chances.T) / np.float32(2)
        np.fill_diagonal(found, 1)
        return found

    def nearest(
        self, work_num: int, k: int, eligible: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.intp], Floats]:
        """The rows of the k most similar works and their scores, best first, ties by row number.

        Never the work itself, and none that has nothing to do with it; `eligible`, of shape (n_works,), limits them.
        """
        scores, related = self.scored(work_num)
        allowed = related if eligible is None else eligible & related
        allowed[work_num] = False
        rows = top_k(scores, k, allowed)
        return rows, scores[rows]

    def scored(self, work_num: int) -> tuple[Floats, NDArray[np.bool_]]:
        """The score of the work with every work, and which works have anything to do with it, both (n_works,).

        Those share words, people, a country, a genre, what their descriptions mean, or people who like both.
        """
        scores = self._in_common(work_num)
        related = (scores > 0) | self.pairs.facts.share_genre(work_num)
        self.pairs.facts.add_to(scores, work_num, self.pairs.weights)
        return scores, related

    def scored_among(
        self, work_num: int, others: NDArray[np.integer], of_content: Floats | None = None
    ) -> tuple[Floats, NDArray[np.bool_]]:
        """What `scored` says of some others, to the last digit, both (n_others,).

        `of_content` (n_others,) are their `content.similarities`, where these are known.
        """
        weights = self.pairs.weights
        scores = self.content.similarities_among(work_num, others) if of_content is None else of_content.copy()
        if self.pairs.semantic is not None:
            self.pairs.semantic.add_to(scores, work_num, weights.semantic, others)
        if self.cooccurrence is not None and weights.liked:
            self.cooccurrence.add_to(scores, work_num, weights.liked, others)
        related = (scores > 0) | self.pairs.facts.share_genre(work_num, others)
        self.pairs.facts.add_to(scores, work_num, weights, others)
        return scores, related

    def chances(self, scores: NDArray[np.floating]) -> Floats:
        """The probability that people call a suggestion with such a score a good one, in the scores' shape."""
        intercept, slope = self.pairs.weights.chance
        log_odds = intercept + slope * scores.astype(np.float64)
        return (1 / (1 + np.exp(-log_odds))).astype(np.float32)

    def explain(self, work_num: int, others: NDArray[np.integer]) -> list[list[Part]]:
        """The parts of the score of a work with each of some others, (n_others,): (field, term, part of the score).

        Largest part first. The parts add up to the score; those that count against are below 0, and those that can
        only be given by field have the term "".
        """
        pairs = self.pairs
        found = [self.content.explain(work_num, others), pairs.facts.explain(work_num, others, pairs.weights)]
        if pairs.semantic is not None:
            cosines = pairs.weights.semantic * pairs.semantic.cosines(work_num, others)
            found.append([[("description", "", cosine)] if cosine else [] for cosine in cosines.tolist()])
        if self.cooccurrence is not None and pairs.weights.liked:
            liked = self.cooccurrence.explain(work_num, others)
            found.append([[(field, term, pairs.weights.liked * value) for field, term, value in of] for of in liked])
        return [_together(of_pair) for of_pair in zip(*found, strict=True)]

    def _in_common(self, work_num: int) -> Floats:
        """What the pair has in common alone, shape (n_works,)."""
        weights = self.pairs.weights
        scores = self.content.similarities(work_num)
        if self.pairs.semantic is not None:
            self.pairs.semantic.add_to(scores, work_num, weights.semantic)
        if self.cooccurrence is not None and weights.liked:
            self.cooccurrence.add_to(scores, work_num, weights.liked)
        return scores


def _together(found: Iterable[list[Part]]) -> list[Part]:
    parts: dict[tuple[str, str], float] = defaultdict(float)
    for of_model in found:
        for field, term, value in of_model:
            parts[field, term] += value
    return sorted(((field, term, value) for (field, term), value in parts.items()), key=lambda part: -part[2])
