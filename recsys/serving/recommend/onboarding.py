"""Which titles to ask a newcomer to rate: those that many know now, unlike each other, whose answer tells most.

What is not known of a person are their coefficients w, of which a model says p(w) = N(m, Σ); a rating of work i with
noise α leaves Σ - α Σ x_i x_iᵀ Σ / (1 + α x_iᵀ Σ x_i), whatever the rating is (Bayesian experimental design; Chaloner
and Verdinelli 1995). Asked is the work that takes most from the variance of the predictions of all that may be asked,

    gain(i) = α x_iᵀ Σ M Σ x_i / (1 + α x_iᵀ Σ x_i),   M = Σ_j x_j x_jᵀ,

times the chance that the person knows it (`familiarity`) to the power of _CARE, then the one that takes most from what
is left, and so on. A work that the person does not know says so of the works of its circle, which are asked later for
it. Before all this go rules (`_by_rules`): a fifth made in the person's country, series and films as they are watched,
half of the last ten years, no two of a franchise, not too many of a genre, and what is made for children last.
docs/onboarding.md says what was measured.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pyarrow.compute as pc

from recsys.bundle.rows import work_numbers
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.user_posterior import UserPosterior
from recsys.serving.catalogue import Catalogue
from recsys.serving.filters import FilterIndex, Filters
from recsys.serving.recommend.askable import AT_HOME, Askable, Floats, Mask
from recsys.serving.recommend.diversity import Diversity
from recsys.serving.recommend.familiarity import after_answers
from recsys.serving.recommend.franchises import ALONE
from recsys.serving.recommend.newcomers import newest_year

# How much more it matters that a work is known than what it tells. By 2, 5 and 10 people who are not reported on had
# seen 29 to 30 % (MovieLens 1M) and 22 to 24 % (latest-small) of ten titles; lists were the same within their errors.
_CARE = 5
_RECENT = 0.5  # of what is asked, at least
_PER_GENRE = 2  # of those asked at once, by their first genre
_FIRST = 10  # questions in which nothing is made for children
_COUNTRIES = 16  # remembered
_FEWEST = 50  # works that a country's services show: of fewer nobody can choose


class Onboarding:
    """Chooses what to ask."""

    def __init__(
        self, model: CollaborativeModel, catalogue: Catalogue, filters: FilterIndex, diversity: Diversity
    ) -> None:
        self._model, self._catalogue, self._filters, self._diversity = model, catalogue, filters, diversity
        self.askable = lru_cache(_COUNTRIES)(self._askable)

    def next(
        self,
        posterior: UserPosterior,
        rated: Sequence[int],
        unseen: Sequence[int],
        shown: Sequence[int],
        count: int,
        country: str | None = None,
    ) -> list[int]:
        """The works to show, by number: those shown now that are not done stay in their places, others fill the rest.

        `rated` are works that the person has rated, `unseen` those that they do not know; fewer than `count` where
        there are no more. Asked is what the services of the `country` show, and what was made there.
        """
        return next_works(self.askable(country), posterior, rated, unseen, shown, count)

    def _askable(self, country: str | None) -> Askable:
        works = self._catalogue.bundle.works
        made = [countries == [country] for countries in works.column("countries").to_pylist()]
        home = np.array(made, dtype=bool)
        offered = self._shown(country) | (home & self._shown(None))
        eligible = offered if offered.sum() >= _FEWEST else np.ones(len(self._catalogue), dtype=bool)
        now = newest_year(self._catalogue)
        return Askable.of(self._model, self._catalogue, eligible, home, self._diversity.franchises, now)

    def _shown(self, country: str | None) -> Mask:
        """The works that a service shows in a country, or anywhere, (n_works,); and those of which it does not say
        where.
        """
        offers = self._catalogue.bundle.offers
        shown = pc.is_null(offers.column("until"))
        if country is not None:
            shown = pc.and_(shown, pc.is_null(offers.column("country")))
        found = np.zeros(len(self._catalogue), dtype=bool)
        found[work_numbers(offers.column("work_id"), self._catalogue.work_ids)[shown.to_numpy()]] = True
        return found if country is None else found | self._filters.mask(Filters(country=country))


def next_works(
    askable: Askable,
    posterior: UserPosterior,
    rated: Sequence[int],
    unseen: Sequence[int],
    shown: Sequence[int],
    count: int,
) -> list[int]:
    """What `Onboarding.next` answers, of some works that may be asked."""
    known, unknown = askable.places(rated), askable.places(unseen)
    chances = after_answers(askable.chances, askable.alike, known, unknown)
    state = _State(askable, posterior)
    done = {*rated, *unseen}
    slots: list[int | None] = [work if work not in done else None for work in shown[:count]]
    slots += [None] * (count - len(slots))
    kept = askable.places([work for work in slots if work is not None])
    for place in kept.tolist():
        state.rate(place)
    asked = [*known.tolist(), *unknown.tolist(), *kept.tolist()]
    at_once = kept.tolist()
    free = np.ones(len(askable), dtype=bool)
    free[[*asked, *askable.places(shown).tolist()]] = False
    for slot, work in enumerate(slots):
        if work is not None:
            continue
        if not free.any():
            break
        gains = np.where(_by_rules(askable, free, asked, at_once), state.gains() * chances**_CARE, -1.0)
        place = int(np.argmax(gains))
        slots[slot] = int(askable.works[place])
        free[place] = False
        state.rate(place)
        asked.append(place)
        at_once.append(place)
    return [work for work in slots if work is not None]


class _State:
    """What is not known of the person yet."""

    def __init__(self, askable: Askable, posterior: UserPosterior) -> None:
        self._x, self._all_x = askable.x, askable.all_x
        self._covariance = posterior.covariance[askable.draws].astype(np.float64)
        self._noise = posterior.noise_precision[askable.draws].astype(np.float64)[:, None] * askable.sure  # (S, n)

    def gains(self) -> Floats:
        """What a rating of each work takes from the variance of all predictions, (n,)."""
        reach = self._x @ self._covariance  # (S, n, k)
        taken = self._noise * ((reach @ self._all_x) * reach).sum(axis=2)
        gains: Floats = (taken / (1 + self._noise * (reach * self._x).sum(axis=2))).mean(axis=0)
        return gains

    def rate(self, place: int) -> None:
        """Go on to what is left once that work is rated."""
        x, noise = self._x[:, place], self._noise[:, place]
        reach = np.einsum("sij,sj->si", self._covariance, x)
        weight = noise / (1 + noise * (reach * x).sum(axis=1))
        self._covariance = self._covariance - weight[:, None, None] * reach[:, :, None] * reach[:, None, :]


def _by_rules(askable: Askable, free: Mask, asked: Sequence[int], at_once: Sequence[int]) -> Mask:
    """The free works, (n,), that the rules allow after those `asked`, of which some are asked `at_once`; a rule that
    would leave none is passed over.
    """
    number = len(asked) + 1
    series_due = askable.is_series[asked].sum() < np.floor(askable.series_share * number + 0.5)
    home_due = (free & askable.is_home).any() and askable.is_home[asked].sum() < np.floor(AT_HOME * number + 0.5)
    rules = [askable.is_home] if home_due else []
    rules.append(askable.is_series == series_due)
    if askable.is_recent[asked].sum() < np.ceil(_RECENT * number):
        rules.append(askable.is_recent)
    if number <= _FIRST:
        rules.append(~askable.for_children)
    franchises = askable.franchises[asked]
    rules.append(~np.isin(askable.franchises, franchises[franchises != ALONE]))
    if not home_due:  # of the few made at home the best known ones are asked, whatever their genre
        genres, counts = np.unique(askable.genres[at_once].astype(str), return_counts=True)
        rules.append(~np.isin(askable.genres.astype(str), genres[(counts >= _PER_GENRE) & (genres != "")]))
    for rule in rules:
        if (free & rule).any():
            free = free & rule
    return free
