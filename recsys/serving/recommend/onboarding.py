"""Which titles to ask a newcomer to rate: well known, unlike each other, and such that the answer tells most.

What is not known of a person are their coefficients w, of which a model says p(w) = N(m, Σ); a rating of work i with
noise α leaves Σ - α Σ x_i x_iᵀ Σ / (1 + α x_iᵀ Σ x_i), whatever the rating is (Bayesian experimental design; Chaloner
and Verdinelli 1995). Asked is the work that takes most from the variance of the predictions of all well-known works,

    gain(i) = α x_iᵀ Σ M Σ x_i / (1 + α x_iᵀ Σ x_i),   M = Σ_j x_j x_jᵀ,

times the chance that the person knows it, then the one that takes most from what is left, and so on.
"""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from recsys.models.ranking.topk import top_k
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.user_posterior import UserPosterior
from recsys.serving.catalogue import Catalogue

_WELL_KNOWN = 400  # of the works that were rated most
_PER_GENRE = 2  # of those asked at once, by their first genre
_DRAWS = 8  # of the posterior's, as many as change a choice


class Onboarding:
    """Chooses what to ask."""

    def __init__(self, model: CollaborativeModel, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        rated = catalogue.popularity * model.rated(np.arange(len(catalogue)))
        self._works: NDArray[np.intp] = top_k(rated, _WELL_KNOWN, rated >= 1)
        known = rated[self._works]
        self._known = known / known.max(initial=1.0)
        self._draws = np.linspace(0, model.n_draws - 1, min(_DRAWS, model.n_draws)).astype(np.int64)
        x = model.coefficients_of(self._works)[:, self._draws].transpose(1, 0, 2).astype(np.float64)  # (S, n, k)
        x[:, :, 0] = 1.0
        self._x = x
        self._all = np.einsum("sni,snj->sij", x, x)
        self._genre = [next(iter(catalogue.genres(work)), "") for work in self._works.tolist()]

    def next(self, posterior: UserPosterior, done: Collection[int], shown: Sequence[int], count: int) -> list[int]:
        """The works to show, by number: those shown now that are not done stay in their places, others fill the rest.

        `done` are works that the person has rated or does not know. Fewer than `count` where there are no more.
        """
        covariance = posterior.covariance[self._draws].astype(np.float64)
        noise = posterior.noise_precision[self._draws].astype(np.float64)
        place_of = {work: place for place, work in enumerate(self._works.tolist())}
        free = np.ones(len(self._works), dtype=bool)
        free[[place_of[work] for work in {*done, *shown} if work in place_of]] = False
        slots: list[int | None] = [work if work not in done else None for work in shown[:count]]
        slots += [None] * (count - len(slots))
        for work in slots:
            if work in place_of:
                covariance = self._after(covariance, noise, place_of[work])
        for slot, kept in enumerate(slots):
            if kept is not None:
                continue
            if not free.any():
                break
            place = self._most_telling(covariance, noise, self._of_other_genres(slots, place_of, free))
            slots[slot] = int(self._works[place])
            free[place] = False
            covariance = self._after(covariance, noise, place)
        return [work for work in slots if work is not None]

    def _most_telling(
        self, covariance: NDArray[np.float64], noise: NDArray[np.float64], free: NDArray[np.bool_]
    ) -> int:
        seen = np.matmul(self._x, covariance)  # (S, n, k)
        taken = noise[:, None] * np.einsum("sni,sij,snj->sn", seen, self._all, seen)
        gain = (taken / (1 + noise[:, None] * (seen * self._x).sum(axis=2))).mean(axis=0) * self._known
        return int(np.argmax(np.where(free, gain, -1.0)))

    def _after(self, covariance: NDArray[np.float64], noise: NDArray[np.float64], place: int) -> NDArray[np.float64]:
        """What is left of the covariance once that work is rated."""
        x = self._x[:, place]
        reach = np.einsum("sij,sj->si", covariance, x)
        total = 1 + noise * (reach * x).sum(axis=1)
        left: NDArray[np.float64] = covariance - (noise / total)[:, None, None] * reach[:, :, None] * reach[:, None, :]
        return left

    def _of_other_genres(
        self, slots: Sequence[int | None], place_of: dict[int, int], free: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """The free works whose first genre is not asked often enough yet; all of them where none would be left."""
        asked = [self._genre[place_of[work]] for work in slots if work in place_of]
        other = free & np.array([not genre or asked.count(genre) < _PER_GENRE for genre in self._genre], dtype=bool)
        return other if other.any() else free
