"""The chance that somebody knows a work now: from how well known it is, and from what they know and do not know.

On its own it follows from fame F, IMDb's votes and who watches it now:

    logit P(known) = a + b log10(F / 100,000),   F = votes + hours viewed / hours a vote.

a and b are of people of MovieLens' latest-small who are not reported on (`python -m recsys evaluate --suite onboarding`
learns them again), over films with 1,000 votes and more that were out two years before: of films of a million votes
they rated 12 %, of those of 100,000 1 %. Hours count what those data cannot show: who watches now. Everybody knows more
than they rate: what is used is the order of the works, and how far they are apart.

Every answer shifts it for the works of the same circle, by a step of kernel logistic regression: with k_ij how alike
two works are,

    logit P_i += Σ_{known j} s k_ij (1 - P_j) - Σ_{unknown j} s k_ij P_j.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_AT_100_000, _PER_TENFOLD = -4.26, 2.31
# Medians of the works of 2022 and later with 10,000 votes and more, whose viewing was counted from the first day.
_FILM_HOURS, _SERIES_HOURS = 600.0, 4_900.0
# Of 0, 0.25, 0.5, 1 and 2, the least log-loss of who has rated which of the well-known works, ten others being told,
# by people of MovieLens and of those who watch series: 0.385, 0.354, 0.336, 0.338 and 0.382 a work. On series alone
# answers teach nothing of others (0.208 by 0, 0.209 by 0.5).
STEP = 0.5
_MOST_SHIFT = 3.0  # an import of hundreds of ratings must not make everything known
_YEARS = 10.0  # so far apart two works are alike by 1/e


def chance_known(votes: Floats, hours: Floats, is_movie: NDArray[np.bool_]) -> Floats:
    """P(known) of works by their votes and hours viewed, 0 where nobody counted; all (n,)."""
    fame = fame_of(votes, hours, is_movie)
    return _logistic(_AT_100_000 + _PER_TENFOLD * np.log10(np.maximum(fame, 1.0) / 1e5))


def fame_of(votes: Floats, hours: Floats, is_movie: NDArray[np.bool_]) -> Floats:
    """F: votes, and the hours viewed as votes; all (n,)."""
    fame: Floats = votes + hours / np.where(is_movie, _FILM_HOURS, _SERIES_HOURS)
    return fame


def circles(years: Floats, is_movie: NDArray[np.bool_], genres: NDArray[np.floating]) -> Floats:
    """How alike works are, (n, n), from 0 to 1; `genres` (n, n_genres) is 1 where a work is of a genre."""
    lengths = np.maximum(np.sqrt(genres.sum(axis=1)), 1.0)
    of_genres = (genres @ genres.T) / np.outer(lengths, lengths)
    of_years = np.exp(-np.abs(years[:, None] - years) / _YEARS)
    of_kind = is_movie[:, None] == is_movie
    alike: Floats = (1.0 + of_kind + of_years + of_genres) / 4
    return alike


def after_answers(
    chances: Floats, alike: Floats, known: NDArray[np.integer], unknown: NDArray[np.integer], step: float = STEP
) -> Floats:
    """P(known), (n,), of `chances` (n,) once somebody said which works they know and which they do not, by place."""
    shift = alike[:, known] @ (1 - chances[known]) - alike[:, unknown] @ chances[unknown]
    return _logistic(np.log(chances / (1 - chances)) + np.clip(step * shift, -_MOST_SHIFT, _MOST_SHIFT))


def _logistic(x: Floats) -> Floats:
    chance: Floats = 1 / (1 + np.exp(-x))
    return chance
