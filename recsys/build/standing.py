"""How well known and how well liked works are, on one scale for all sources."""

import json
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from recsys.build.columns import floats
from recsys.bundle.tables import codes
from recsys.domain.schema import FILM_CATALOGUE, TMDB_API, TYPES

Floats = NDArray[np.float64]
STANDING = ("fame", "quality")  # what `standing` tells
FEWEST_COMPARED = 30  # works that have both numbers, for estimating one from the other
# Of the known votes of its type: what a work is taken to have of which nothing tells how well known it is.
_UNKNOWN = 0.1
# A score counts as if so many more people had given the mean. Of a work with n votes, the ratings of MovieLens follow
# the score with a slope that n / (n + 900) fits: 0.03 at 1 vote of TMDB, 0.28 at 8, 0.38 at 15, 0.49 from 50 on.
_PRIOR_VOTES = 900.0
# What tells how well known a work is where nobody counted its votes, the most telling first.
_INDICATORS = ("hours_viewed", "weight", "popularity")


def vote_sources(works: pa.Table) -> NDArray[np.object_]:
    """The source that each work's votes are from, "" where none is named, shape (n_works,)."""
    texts, numbers = codes(works.column("fact_sources"))
    return np.array([*(json.loads(text).get("votes", "") for text in texts), ""], dtype=object)[numbers]


def standing(works: pa.Table) -> dict[str, Floats]:
    """By name, each (n_works,), no work without: `fame`, log10 of 1 + votes, and `quality`, a score from 0 to 10.

    TMDB counts a hundredth of the votes that IMDb does, so its counts are multiplied by how many times more IMDb has,
    in the median, for films as popular; where no source but TMDB counts, its votes stand as they are. Without votes
    they are estimated, by a line through the logarithms, from hours viewed, TVmaze's weight or TMDB's popularity. The
    quality is the mean score, shrunk to that of all works by _PRIOR_VOTES.
    """
    fame = _fame(works)
    votes, score = floats(works.column("votes")), floats(works.column("vote_average"))
    known = (votes > 0) & np.isfinite(score)
    mean = float(score[known].mean()) if known.any() else 5.0
    counted = np.where(known, 10**fame, 0.0)
    quality = (np.where(known, score, 0.0) * counted + mean * _PRIOR_VOTES) / (counted + _PRIOR_VOTES)
    return {"fame": fame, "quality": quality}


def _fame(works: pa.Table) -> Floats:
    votes, sources = floats(works.column("votes")), vote_sources(works)
    logs = {name: np.log10(1 + floats(works.column(name))) for name in _INDICATORS}
    is_film = np.asarray(works.column("type").to_numpy(zero_copy_only=False) == TYPES[0])
    counted, of_tmdb = votes > 0, np.isin(sources, (FILM_CATALOGUE, TMDB_API))
    times = np.where(of_tmdb, _times_more(votes, logs["popularity"], counted & is_film, of_tmdb), 1.0)
    fame = np.where(counted, np.log10(1 + times * np.maximum(votes, 0)), np.nan)
    for of_type in (is_film, ~is_film):
        fame[of_type] = _estimated(fame[of_type], {name: values[of_type] for name, values in logs.items()})
    return fame


def _times_more(votes: Floats, popularity: Floats, counted: NDArray[np.bool_], of_tmdb: NDArray[np.bool_]) -> float:
    """How many times more votes others count than TMDB, in the median, for works of the same popularity.

    Of works `counted`, films alone: IMDb has fewer votes of series, and TMDB counts none.
    """
    known = counted & np.isfinite(popularity)
    logs = np.log10(np.where(known, votes, 1.0))
    own, others = known & of_tmdb, known & ~of_tmdb
    curve = _curve(popularity[own], logs[own], 2) if others.sum() >= FEWEST_COMPARED else None
    if curve is None:
        return 1.0
    return float(10 ** np.median(logs[others] - np.polyval(curve, popularity[others])))


def _estimated(fame: Floats, indicators: Mapping[str, Floats]) -> Floats:
    """The fame of works of one type, estimated where it is NaN."""
    known = np.isfinite(fame)
    filled = fame.copy()
    for values in indicators.values():
        both, only = known & np.isfinite(values), np.isnan(filled) & np.isfinite(values)
        line = _curve(values[both], fame[both], 1)
        if line is not None:
            filled[only] = np.polyval(line, values[only])
    least = float(np.quantile(fame[known], _UNKNOWN)) if known.any() else 0.0
    return np.maximum(np.where(np.isnan(filled), least, filled), 0.0)


def _curve(x: Floats, y: Floats, degree: int) -> Floats | None:
    """The polynomial of that degree that fits best, None where too few works tell, or all the same."""
    if len(x) < FEWEST_COMPARED or len(np.unique(x)) <= degree:
        return None
    return np.polyfit(x, y, degree)
