"""Titles like this one, by what works have in common and what people like together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.bundle import Bundle
from recsys.models.parts import Part
from recsys.models.similar import SimilarModel
from recsys.serving import checks
from recsys.serving.catalogue import Catalogue, Work
from recsys.serving.films import Films
from recsys.serving.filters import FilterIndex, Filters
from recsys.serving.variety import Variety, VarietySettings

PLAIN_LIST_LENGTH = 5
_SMALLEST_SHARE = 0.01  # of a similarity that is told by itself
_THE_REST = ("other", "")


@dataclass(frozen=True)
class SharedFeature:
    """Something that makes two works similar, its part of their similarity, and its share, part / similarity.

    `field` is the models': title, genre, director, cast, person, country, company, collection, keyword, description,
    language, year, decade, votes, score, runtime, «liked together», or «other» for what is little. An empty `value`
    is all of the field that has no share of its own. A part below 0 speaks against.
    """

    field: str
    value: str
    part: float
    share: float


@dataclass(frozen=True)
class SimilarWork:
    """A recommended work: how similar it is, and the features that add up to it, largest first.

    The similarity is a cosine, from 0 to 1, to which comes, between films that the film catalogue knows, how much
    more they are liked together than by chance.
    """

    work: Work
    similarity: float
    shared: list[SharedFeature]


@dataclass(frozen=True)
class Recommendations:
    """The works most similar to `work`, best first; `namesakes` are other works of its title, with their years."""

    work: Work
    namesakes: list[str]
    filters: Filters
    variety: VarietySettings
    results: list[SimilarWork]


class Recommender:
    """Answers `recommend` from a bundle's similar model."""

    def __init__(self, bundle: Bundle, catalogue: Catalogue, filters: FilterIndex, variety: Variety) -> None:
        self._similar = bundle.similar
        self._catalogue = catalogue
        self._filters = filters
        self._variety = variety

    def recommend(self, title: object, k: object, filters: Filters, settings: VarietySettings) -> Recommendations:
        """The k works most similar to a title; never itself, and none that has nothing to do with it."""
        count = checks.k(k)
        work_num, *others = self._catalogue.namesakes("title", title)
        rows, scores = self._nearest(work_num, count, filters, settings)
        work, *listed = self._catalogue.works_at([work_num, *rows.tolist()])
        explained = self._similar.explain(work_num, rows)
        return Recommendations(
            work=work,
            namesakes=[f"{self._catalogue.name(other)} ({self._catalogue.year(other)})" for other in others],
            filters=filters,
            variety=settings,
            results=[
                SimilarWork(other, score, _shared(parts, score))
                for other, score, parts in zip(listed, scores.tolist(), explained, strict=True)
            ],
        )

    def names(self, titulo: object) -> list[str]:
        """The plain list: the titles of the five works most similar to a title, best first."""
        work_num = self._catalogue.find("titulo", titulo)
        rows, _ = self._nearest(work_num, PLAIN_LIST_LENGTH, Filters(), VarietySettings())
        return [self._catalogue.name(row) for row in rows.tolist()]

    def _nearest(
        self, work_num: int, k: int, filters: Filters, settings: VarietySettings
    ) -> tuple[NDArray[np.intp], NDArray[np.floating]]:
        scores = self._similar.similarities(work_num)
        eligible = self._filters.mask(filters) & (scores > 0)
        eligible[work_num] = False
        rows = self._variety.chosen(scores, k, eligible, settings)
        return rows, scores[rows]


def _shared(parts: list[Part], similarity: float) -> list[SharedFeature]:
    told = [part for part in parts if abs(part[2]) >= _SMALLEST_SHARE * similarity]
    # The sum in sight, to the last digit: what rounding leaves is among the rest too.
    rest = similarity - sum(part for _, _, part in told)
    if len(told) < len(parts):
        told.append((*_THE_REST, rest))
    return [SharedFeature(field, value, part, part / similarity) for field, value, part in told]


class FilmRecommender:
    """Answers `recomendacion` over the film catalogue, whose similar model is None where there is no catalogue."""

    def __init__(self, films: Films, similar: SimilarModel | None) -> None:
        self._films = films
        self._similar = similar

    def recomendacion(self, titulo: str) -> list[str]:
        """The plain list: the titles of the five films most similar to a film, best first.

        Args:
            titulo: a film's whole title; with its year, as in «Cinderella (1950)», where several share it
        """
        row = self._films.find("titulo", titulo)[0]
        if self._similar is None:
            return []
        rows, _ = self._similar.nearest(row, PLAIN_LIST_LENGTH)
        return [self._films.titles[other] for other in rows.tolist()]
