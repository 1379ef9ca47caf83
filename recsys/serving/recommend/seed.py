"""The title that somebody wants more of: a work on a service, or a film of the film catalogue that is on none."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.bundle.bundle import Bundle, FilmCatalogue
from recsys.models.content.term_rows import Floats
from recsys.models.explain import Part
from recsys.serving.catalogue import Catalogue, Work
from recsys.serving.film_works import FilmWorks


@dataclass(frozen=True)
class Asked:
    """What a list is made of: how similar each work is, (n_works,), 0 for those that cannot be listed.

    `namesakes` are other works of the title, with their years; `explain` tells the parts of some works' scores.
    """

    work: Work
    namesakes: list[str]
    scores: Floats
    explain: Callable[[NDArray[np.integer]], list[list[Part]]]


class Asking:
    """Finds what a title means and compares it with every work on a service."""

    def __init__(self, bundle: Bundle, catalogue: Catalogue, film_works: FilmWorks) -> None:
        self._similar = bundle.similar
        self._films = bundle.films
        self._catalogue = catalogue
        self._film_works = film_works

    def work(self, parameter: str, title: object) -> Work:
        """The work of that title, or else the film. Raises what `Catalogue.find` does."""
        work_nums, films = self._called(parameter, title)
        return self._catalogue.work(work_nums[0]) if work_nums else self._film_works.work(films[0])

    def about(self, parameter: str, title: object) -> Asked:
        """What a list of titles like that work, or film, is made of; a film is compared with works that are films too.

        Raises what `Catalogue.find` does.
        """
        work_nums, films = self._called(parameter, title)
        if not work_nums and self._films is not None:
            return self._about_film(self._films, films)
        work_num, *others = work_nums
        scores = self._similar.similarities(work_num)
        scores[work_num] = 0.0
        return Asked(
            self._catalogue.work(work_num),
            [f"{self._catalogue.name(other)} ({self._catalogue.year(other)})" for other in others],
            scores,
            lambda work_nums: self._similar.explain(work_num, work_nums),
        )

    def _called(self, parameter: str, title: object) -> tuple[list[int], list[int]]:
        """All works of that title by number; where there are none, all such films by row, and at least one."""
        work_nums = self._catalogue.works_called(parameter, title)
        films = [] if work_nums else self._catalogue.films_called(title)
        return (work_nums, films) if work_nums or films else (self._catalogue.namesakes(parameter, title), [])

    def _about_film(self, films: FilmCatalogue, rows: list[int]) -> Asked:
        row, others = rows[0], [self._film_works.work(other) for other in rows[1:]]
        on_service = np.flatnonzero(films.work_nums >= 0)
        scores = np.zeros(len(self._catalogue), dtype=np.float32)
        scores[films.work_nums[on_service]] = films.similar.similarities(row)[on_service]
        film_of = np.zeros(len(scores), dtype=np.intp)
        film_of[films.work_nums[on_service]] = on_service
        return Asked(
            self._film_works.work(row),
            [f"{other.title} ({other.year})" for other in others],
            scores,
            lambda work_nums: films.similar.explain(row, film_of[work_nums]),
        )
