"""Titles like this one, by what works have in common and what people like together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.models.cooccurrence.model import LIFT_FIELD
from recsys.models.explain import Part
from recsys.models.similar import SimilarModel
from recsys.serving import checks
from recsys.serving.catalogue import Catalogue, Work
from recsys.serving.filters import FilterIndex, Filters
from recsys.serving.queries.films import Films
from recsys.serving.recommend.diversity import Variety, VarietySettings
from recsys.serving.recommend.seed import Asked, Asking

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

    @property
    def by_people(self) -> bool:
        """Whether it is what the same people like, not what the works are."""
        return self.field == LIFT_FIELD


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
    """Answers `recommend` from a bundle's similar models."""

    def __init__(self, asking: Asking, catalogue: Catalogue, filters: FilterIndex, variety: Variety) -> None:
        self._asking = asking
        self._catalogue = catalogue
        self._filters = filters
        self._variety = variety

    def recommend(self, title: object, k: object, filters: Filters, settings: VarietySettings) -> Recommendations:
        """The k works most similar to a title; never itself, and none that has nothing to do with it."""
        count = checks.k(k)
        asked = self._asking.about("title", title)
        rows = self._listed(asked, count, filters, settings)
        scores = asked.scores[rows].tolist()
        works, explained = self._catalogue.works_at(rows.tolist()), asked.explain(rows)
        return Recommendations(
            work=asked.work,
            namesakes=asked.namesakes,
            filters=filters,
            variety=settings,
            results=[
                SimilarWork(work, score, _shared(parts, score))
                for work, score, parts in zip(works, scores, explained, strict=True)
            ],
        )

    def names(self, titulo: object) -> list[str]:
        """The plain list: the titles of the five works most similar to a title, best first."""
        asked = self._asking.about("titulo", titulo)
        rows = self._listed(asked, PLAIN_LIST_LENGTH, Filters(), VarietySettings())
        return [self._catalogue.name(row) for row in rows.tolist()]

    def _listed(self, asked: Asked, k: int, filters: Filters, settings: VarietySettings) -> NDArray[np.intp]:
        return self._variety.chosen(asked.scores, k, self._filters.mask(filters) & (asked.scores > 0), settings)


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
