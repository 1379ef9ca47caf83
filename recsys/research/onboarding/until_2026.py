"""How titles to rate were chosen until November 2026, kept as a baseline: by how often they were rated, times gain."""

import numpy as np

from recsys.models.ranking.topk import top_k
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.user_posterior import UserPosterior
from recsys.serving.catalogue import Catalogue

_WELL_KNOWN, _PER_GENRE, _DRAWS = 400, 2, 8


class YesterdaysOnboarding:
    """Asks for the work with the largest gain (`serving.recommend.onboarding`) times its share of all ratings."""

    def __init__(self, model: CollaborativeModel, catalogue: Catalogue) -> None:
        rated = catalogue.popularity * model.rated(np.arange(len(catalogue)))
        self.works = top_k(rated, _WELL_KNOWN, rated >= 1)
        self._known = rated[self.works] / rated[self.works].max(initial=1.0)
        self._draws = np.linspace(0, model.n_draws - 1, min(_DRAWS, model.n_draws)).astype(np.int64)
        x = model.coefficients_of(self.works)[:, self._draws].transpose(1, 0, 2).astype(np.float64)
        x[:, :, 0] = 1.0
        self._x, self._all = x, x.transpose(0, 2, 1) @ x
        self._genres = np.array([next(iter(catalogue.genres(work)), "") for work in self.works.tolist()])

    def next(self, posterior: UserPosterior, done: set[int], shown: list[int]) -> int | None:
        """One work more than those `shown`."""
        covariance = posterior.covariance[self._draws].astype(np.float64)
        noise = posterior.noise_precision[self._draws].astype(np.float64)[:, None]
        on_screen = np.isin(self.works, shown)
        for place in np.flatnonzero(on_screen).tolist():
            reach = np.einsum("sij,sj->si", covariance, self._x[:, place])
            weight = noise[:, 0] / (1 + noise[:, 0] * (reach * self._x[:, place]).sum(axis=1))
            covariance = covariance - weight[:, None, None] * reach[:, :, None] * reach[:, None, :]
        free = ~on_screen & ~np.isin(self.works, list(done))
        genres, counts = np.unique(self._genres[on_screen], return_counts=True)
        other = free & ~np.isin(self._genres, genres[(counts >= _PER_GENRE) & (genres != "")])
        free = other if other.any() else free
        if not free.any():
            return None
        reach = self._x @ covariance
        gain = noise * ((reach @ self._all) * reach).sum(axis=2) / (1 + noise * (reach * self._x).sum(axis=2))
        return int(self.works[np.argmax(np.where(free, gain.mean(axis=0) * self._known, -1.0))])
