"""Titles like this one, by what works have in common, what sets them apart, and what people like together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.models.content.term_rows import Floats
from recsys.models.cooccurrence.model import COOCCURRENCE_FIELD
from recsys.models.explain import Part
from recsys.models.similar.nearest import Nearest
from recsys.serving.catalogue import Catalogue, Work
from recsys.serving.filters import FilterIndex, Filters
from recsys.serving.recommend.diversity import Diversity, DiversitySettings
from recsys.serving.requests import SimilarRequest

PLAIN_LIST_LENGTH = 5
_SMALLEST_SHARE = 0.01  # smaller parts are put together
_THE_REST = ("other", "")


@dataclass(frozen=True)
class SharedFeature:
    """Something that makes two works similar or sets them apart, its part of their similarity, and its share of all
    that makes them similar.

    `field` is the models': title, saga, genre, director, cast, person, country, company, collection, keyword,
    description, language, year, decade, votes, score, runtime, type, «liked together», or «other» for what is little.
    An empty `value` is all of the field that has no share of its own. A part below 0 speaks against, as does its share.
    """

    field: str
    value: str
    part: float
    share: float

    @property
    def by_people(self) -> bool:
        """Whether it is what the same people like, not what the works are."""
        return self.field == COOCCURRENCE_FIELD


@dataclass(frozen=True)
class SimilarWork:
    """A recommended work: how similar it is, and the features that add up to it, largest first.

    The similarity is in the unit of a grade, in which people call suggestions loose (1), good (2) or excellent (3), but
    for a constant; `chance` is the probability, as far as it tells, that they call this one good.
    """

    work: Work
    similarity: float
    chance: float
    shared: list[SharedFeature]


@dataclass(frozen=True)
class Recommendations:
    """The works most similar to `work`, best first; `namesakes` are other works of its title, with their years."""

    work: Work
    namesakes: list[str]
    filters: Filters
    diversity: DiversitySettings
    results: list[SimilarWork]


class Recommender:
    """Answers `recommend` from a bundle's similar model."""

    def __init__(self, catalogue: Catalogue, filters: FilterIndex, diversity: Diversity) -> None:
        self._similar = catalogue.bundle.similar
        self._catalogue = catalogue
        self._filters = filters
        self._diversity = diversity

    def recommend(self, request: SimilarRequest) -> Recommendations:
        """The k works most similar to the seed work; never itself, and none that has nothing to do with it."""
        passing = self._filters.mask(request.filters)
        rows, scores = self._listed(request.seed, passing, request.k, request.diversity)
        works = self._catalogue.works_at([request.seed, *rows.tolist()], request.locale)
        explained = self._similar.explain(request.seed, rows)
        found = zip(works[1:], scores.tolist(), self._similar.chances(scores).tolist(), explained, strict=True)
        return Recommendations(
            work=works[0],
            namesakes=[self._catalogue.dated(other, request.locale) for other in request.namesakes],
            filters=request.filters,
            diversity=request.diversity,
            results=[SimilarWork(work, score, chance, _shared(parts, score)) for work, score, chance, parts in found],
        )

    def names(self, titulo: object) -> list[str]:
        """The titles of the five works on a service most similar to a title, best first.

        Of several works of the title one that a service lists answers.
        """
        listed = self._catalogue.is_listed
        named = self._catalogue.namesakes("titulo", titulo)
        seed = next((work for work in named if listed[work]), named[0])
        rows, _ = self._listed(seed, listed, PLAIN_LIST_LENGTH, DiversitySettings())
        return [self._catalogue.name(row) for row in rows.tolist()]

    def _listed(
        self, seed: int, passing: NDArray[np.bool_], k: int, settings: DiversitySettings
    ) -> tuple[NDArray[np.intp], Floats]:
        """The rows of the list and their scores, among the works that are `passing` (n_works,)."""
        kept = self._similar.kept.to(seed) if self._similar.kept is not None else None
        found = self._among(kept, seed, passing, k, settings) if kept is not None else None
        if found is not None:
            return found
        scores, related = self._similar.scored(seed)
        eligible = passing & related
        eligible[seed] = False
        rows = self._diversity.chosen(scores, k, eligible, settings, known=[seed])
        return rows, scores[rows]

    def _among(
        self, best: Nearest, seed: int, passing: NDArray[np.bool_], k: int, settings: DiversitySettings
    ) -> tuple[NDArray[np.intp], Floats] | None:
        """The same from the works that are most like the seed alone; None where these are too few."""
        eligible = np.zeros(len(passing), dtype=bool)
        eligible[best.rows] = passing[best.rows]
        beside = self._diversity.in_place_of(best.rows)
        beside = beside[passing[beside] & ~eligible[beside] & (beside != seed)]
        eligible[beside] = self._are_related(seed, beside)
        rows = self._diversity.chosen_among(best, k, eligible, settings, known=[seed])
        if rows is None:
            return None
        places = (best.rows == rows[:, None]).argmax(axis=1)
        scores = best.scores[places]
        others = np.flatnonzero(best.rows[places] != rows)  # an earlier part of a saga may stand for one of the best
        if len(others):
            scores[others], _ = self._similar.scored_among(seed, rows[others])
        return rows, scores

    def _are_related(self, seed: int, others: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Which of some works have anything to do with the seed, (n_others,)."""
        related = self._similar.pairs.facts.share_genre(seed, others)
        if not related.all():
            related[~related] = self._similar.scored_among(seed, others[~related])[1]
        return related


def _shared(parts: list[Part], similarity: float) -> list[SharedFeature]:
    alike = sum(part for _, _, part in parts if part > 0)
    large = [part for part in parts if abs(part[2]) >= _SMALLEST_SHARE * alike]
    # The sum in sight, to the last digit: what rounding leaves is among the rest too.
    rest = similarity - sum(part for _, _, part in large)
    if len(large) < len(parts):
        large.append((*_THE_REST, rest))
    return [SharedFeature(field, value, part, part / alike if alike else 0.0) for field, value, part in large]
