"""Titles like this one, by the content model."""

from dataclasses import dataclass

from recsys.bundle import Bundle
from recsys.models.content import ContentModel
from recsys.serving import checks
from recsys.serving.catalogue import Catalogue, Work
from recsys.serving.films import Films
from recsys.serving.filters import FilterIndex, Filters

PLAIN_LIST_LENGTH = 5


@dataclass(frozen=True)
class SharedFeature:
    """Something two works share, and its part of their similarity. `field` is the content model's."""

    field: str
    value: str
    part: float


@dataclass(frozen=True)
class SimilarWork:
    """A recommended work: its similarity (cosine, 0 to 1) and the features that add up to it, largest first."""

    work: Work
    similarity: float
    shared: list[SharedFeature]


@dataclass(frozen=True)
class Recommendations:
    """The works most similar to `work`, best first; `namesakes` are other works of its title, with their years."""

    work: Work
    namesakes: list[str]
    filters: Filters
    results: list[SimilarWork]


class Recommender:
    """Answers `recommend` from a bundle's content model."""

    def __init__(self, bundle: Bundle, catalogue: Catalogue, filters: FilterIndex) -> None:
        self._content = bundle.content
        self._catalogue = catalogue
        self._filters = filters

    def recommend(self, title: object, k: object, filters: Filters) -> Recommendations:
        """The k works most similar to a title; never itself, and none that shares nothing with it."""
        count = checks.k(k)
        work_num, *others = self._catalogue.namesakes("title", title)
        rows, scores = self._content.nearest(work_num, count, self._filters.mask(filters))
        return Recommendations(
            work=self._catalogue.work(work_num),
            namesakes=[f"{self._catalogue.name(other)} ({self._catalogue.year(other)})" for other in others],
            filters=filters,
            results=[
                self._similar(work_num, row, score) for row, score in zip(rows.tolist(), scores.tolist(), strict=True)
            ],
        )

    def names(self, titulo: object) -> list[str]:
        """The plain list: the titles of the five works most similar to a title, best first."""
        rows, _ = self._content.nearest(self._catalogue.find("titulo", titulo), PLAIN_LIST_LENGTH)
        return [self._catalogue.name(row) for row in rows.tolist()]

    def _similar(self, work_num: int, row: int, similarity: float) -> SimilarWork:
        work = self._catalogue.work(row)
        spelling = {name.lower(): name for name in [*work.directors, *work.cast]}
        shared = [
            SharedFeature(field, spelling.get(term, term), part)
            for field, term, part in self._content.shared_terms(work_num, row)
        ]
        return SimilarWork(work, similarity, shared)


class FilmRecommender:
    """Answers `recomendacion` over the film catalogue, whose content model is None where there is no catalogue."""

    def __init__(self, films: Films, content: ContentModel | None) -> None:
        self._films = films
        self._content = content

    def recomendacion(self, titulo: str) -> list[str]:
        """The plain list: the titles of the five films most similar to a film, best first.

        Args:
            titulo: a film's whole title; with its year, as in «Cinderella (1950)», where several share it
        """
        row = self._films.find("titulo", titulo)[0]
        if self._content is None:
            return []
        rows, _ = self._content.nearest(row, PLAIN_LIST_LENGTH)
        return [self._films.titles[other] for other in rows.tolist()]
