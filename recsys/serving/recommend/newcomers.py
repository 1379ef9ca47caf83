"""What people like in general now, for whoever has said nothing of themselves: well liked, well known and recent works.

    score = quality + _FAME fame + exp(-years since it came out / _FADES),

quality and fame as `standing` has them. Films and series take turns by how much each is watched, and works made in the
country that was asked for alone are a fifth at least, as far as it has made any that are known: the lists of all these
are put together so that each has its share of every beginning of the whole.
"""

from functools import lru_cache

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from recsys.serving.catalogue import Catalogue
from recsys.serving.recommend.askable import AT_HOME, Mask, series_share
from recsys.serving.recommend.familiarity import fame_of
from recsys.serving.recommend.standing import known_by, liked_by

_FADES = 8.0  # years
_FAME = 2.0  # next to how well liked and how new a work is
# Of `known_by`, some 4,000 votes: what is made at home has its share as far as it is as well known as this.
_FEWEST_KNOW = 0.6
_BESIDE_ALL = AT_HOME / (1 - AT_HOME)  # for each of all works so many of home, which are a fifth then
_COUNTRIES = 16  # remembered


class Newcomers:
    """Scores works for whoever nothing is known of."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._hours = catalogue.bundle.works.column("hours_viewed").fill_null(0).to_numpy().astype(np.float64)
        fame = fame_of(catalogue.votes.astype(np.float64) + catalogue.popularity, self._hours, catalogue.is_movie)
        self._known = known_by(fame)
        age = np.maximum(newest_year(catalogue) - catalogue.years, 0)
        self._now = liked_by(catalogue) + _FAME * self._known + np.exp(-age / _FADES)
        self._home = lru_cache(_COUNTRIES)(self._made_in)

    def scores(self, eligible: Mask, country: str | None) -> NDArray[np.float64]:
        """The score of every work, (n_works,), above 0 for those that are `eligible`, (n_works,)."""
        of_series = series_share(self._catalogue, eligible, self._hours)
        scores = np.zeros(len(self._catalogue))
        for kind, share in ((self._catalogue.is_movie, 1 - of_series), (~self._catalogue.is_movie, of_series)):
            for group, part in ((kind, share), (kind & self._home(country), share * _BESIDE_ALL)):
                works = np.flatnonzero(eligible & group)
                best_first = works[np.argsort(-self._now[works], kind="stable")]
                places = (np.arange(len(works)) + 0.5) / part  # of the whole list
                scores[best_first] = np.maximum(scores[best_first], 1 / (1 + places))
        return scores

    def _made_in(self, country: str | None) -> Mask:
        """The works that were made in a country alone and are known, (n_works,)."""
        made = [countries == [country] for countries in self._catalogue.bundle.works.column("countries").to_pylist()]
        return np.array(made, dtype=bool) & (self._known >= _FEWEST_KNOW)


def newest_year(catalogue: Catalogue) -> int:
    """The year of the newest snapshot of a service, else of the newest work."""
    snapshots = pc.unique(catalogue.bundle.offers.column("snapshot")).to_pylist()
    return int(max(snapshots)[:4]) if snapshots else int(catalogue.years.max(initial=0))
