"""The plain list of similar films, of the film catalogue alone."""

import numpy as np

from recsys.models.similar.model import SimilarModel
from recsys.serving.queries.films import Films

PLAIN_LIST_LENGTH = 5


class FilmRecommendations:
    """Answers `recomendacion` from the similar model, whose rows are those of the works table."""

    def __init__(self, films: Films, similar: SimilarModel) -> None:
        self._films = films
        self._similar = similar

    def recomendacion(self, titulo: str) -> list[str]:
        """The plain list: the titles of the five films most similar to a film, best first.

        Args:
            titulo: a film's whole title; with its year, as in «Cinderella (1950)», where several share it
        """
        row = self._films.find("titulo", titulo)[0]
        eligible = np.zeros(self._similar.n_works, dtype=bool)
        eligible[self._films.work_nums] = True
        found, _ = self._similar.nearest(int(self._films.work_nums[row]), PLAIN_LIST_LENGTH, eligible)
        return [self._films.titles[other] for other in np.searchsorted(self._films.work_nums, found).tolist()]
