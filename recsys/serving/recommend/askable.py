"""The works that newcomers may be asked about, and what asking has to know of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recsys.domain.maturity import AGES
from recsys.models.ranking.topk import top_k
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.serving.catalogue import Catalogue
from recsys.serving.recommend.familiarity import chance_known, circles

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

RECENT_YEARS = 10
# Of what is asked or shown at least, where the country makes any that are known; by judgement: nobody's data say who
# knows them.
AT_HOME = 0.2
_OF_A_KIND = 300  # films, and as many series: the best known ones
_MOST_AT_HOME = 20  # of either, the best known ones that were made in the country
_DRAWS = 8  # of the posterior's, as many as change a choice
_FOR_CHILDREN = {"kids", "family"}
_GROWN_UP = 13  # years: what is not for the younger is not for children, whatever a genre says
# However much more of one is watched than of the other, whoever likes either finds it.
_LEAST_OF_A_KIND = 1 / 3
_OF_EACH = ("works", "chances", "is_series", "is_recent", "is_home", "for_children", "franchises", "genres")


@dataclass(frozen=True)
class Askable:
    """Works that may be asked about; n of them, S draws of the model, k coefficients.

    `works` (n,) are their row numbers, `chances` (n,) P(known) of somebody who told nothing, `alike` (n, n) how much of
    one circle they are; `x` (S, n, k) are regressors of a rating, `all_x` (S, k, k) their sum of squares, `sure` (S, n)
    how many times as precise as a rating of a known work theirs is. `is_series`, `is_recent`, `is_home` (made in the
    person's country), `for_children`, `franchises`, those of ALONE in none, and `genres`, the first of each, "" for
    none, are (n,); `series_share` is the part of what is asked that should be series.
    """

    works: NDArray[np.intp]
    chances: Floats
    alike: Floats
    draws: NDArray[np.int64]
    x: Floats
    all_x: Floats
    sure: Floats
    is_series: Mask
    is_recent: Mask
    is_home: Mask
    for_children: Mask
    franchises: NDArray[np.int32]
    genres: NDArray[np.object_]
    series_share: float

    @classmethod
    def of(
        cls,
        model: CollaborativeModel,
        catalogue: Catalogue,
        eligible: Mask,
        home: Mask,
        franchises: NDArray[np.int32],
        now: int,
    ) -> "Askable":
        """Of the `eligible` works, (n_works,), the best known, and of those made at `home`, (n_works,); `franchises`
        (n_works,), `now` is the year it is.
        """
        hours = catalogue.bundle.works.column("hours_viewed").fill_null(0).to_numpy().astype(np.float64)
        chances = _chances(model, catalogue, hours)
        known = eligible & (chances > 0)
        groups = ((_OF_A_KIND, True), (_MOST_AT_HOME, home))
        kinds = (catalogue.is_movie, ~catalogue.is_movie)
        best = [top_k(chances, count, known & kind & group) for kind in kinds for count, group in groups]
        works = np.unique(np.concatenate(best))
        genres = [catalogue.genres(work) for work in works.tolist()]
        years, is_movie = catalogue.years[works], catalogue.is_movie[works]
        draws = np.linspace(0, model.n_draws - 1, min(_DRAWS, model.n_draws)).astype(np.int64)
        x = model.coefficients_of(works)[:, draws].transpose(1, 0, 2).astype(np.float64)
        x[:, :, 0] = 1.0
        unsure = (model.noise_precision * model.work_variance_seen(model.prior_mean))[draws].astype(np.float64)
        return cls(
            works=works,
            chances=chances[works],
            alike=circles(years.astype(np.float64), is_movie, _members(genres)),
            draws=draws,
            x=x,
            all_x=x.transpose(0, 2, 1) @ x,
            sure=1 / (1 + np.outer(unsure, model.doubt[works])),
            is_series=~is_movie,
            is_recent=years > now - RECENT_YEARS,
            is_home=home[works],
            for_children=_for_children(genres, catalogue.bundle.works.column("maturity").take(works).to_pylist()),
            franchises=franchises[works],
            genres=np.array([*(next(iter(of), "") for of in genres), None], dtype=object)[:-1],
            series_share=series_share(catalogue, eligible, hours),
        )

    def __len__(self) -> int:
        return len(self.works)

    def only(self, kept: Mask) -> "Askable":
        """Some of them, `kept` (n,)."""
        x = self.x[:, kept]
        return replace(
            self,
            alike=self.alike[np.ix_(kept, kept)],
            x=x,
            all_x=x.transpose(0, 2, 1) @ x,
            sure=self.sure[:, kept],
            **{name: getattr(self, name)[kept] for name in _OF_EACH},
        )

    def places(self, works: Sequence[int]) -> NDArray[np.intp]:
        """Where some works stand among these; those that do not are left out."""
        given = np.asarray(works, dtype=np.intp)
        return np.searchsorted(self.works, given[np.isin(given, self.works)])


def _chances(model: CollaborativeModel, catalogue: Catalogue, hours: Floats) -> Floats:
    """P(known) of every work, (n_works,): of one that nobody voted for, by how often it was rated here; 0 for what
    nobody knows.
    """
    counted = (catalogue.votes > 0) | (hours > 0)
    known = chance_known(catalogue.votes.astype(np.float64), hours, catalogue.is_movie)
    rated = catalogue.popularity * model.rated(np.arange(len(catalogue)))
    rated = np.where(rated >= 1, rated, 0)
    return np.where(counted, known, 0.5 * rated / rated.max(initial=1.0))


def series_share(catalogue: Catalogue, eligible: Mask, hours: Floats) -> float:
    """The part of the hours viewed, (n_works,), that goes to series; where nobody counted hours, of the works."""
    series = ~catalogue.is_movie[eligible]
    weights = hours[eligible] if hours[eligible].any() else np.ones(len(series))
    share = float(weights[series].sum() / max(weights.sum(), 1.0))
    return min(max(share, _LEAST_OF_A_KIND), 1 - _LEAST_OF_A_KIND)


def _for_children(genres: Sequence[Sequence[str]], maturity: Sequence[str | None]) -> Mask:
    return np.array(
        [
            not _FOR_CHILDREN.isdisjoint(of) and AGES.get(rating or "", 0) < _GROWN_UP
            for of, rating in zip(genres, maturity, strict=True)
        ],
        dtype=bool,
    )


def _members(genres: Sequence[Sequence[str]]) -> Floats:
    names = sorted({genre for of in genres for genre in of})
    return np.array([[float(name in of) for name in names] for of in genres]).reshape(len(genres), len(names))
