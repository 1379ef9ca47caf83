"""How good and how well known works are in general, by the votes of the source that counted most."""

import numpy as np
from numpy.typing import NDArray

from recsys.serving.catalogue import Catalogue

# How good a work is by its votes, pulled towards PRIOR as if it had so many votes of that more.
_PRIOR, _PRIOR_VOTES = 6.2, 500.0
_WORST, _BEST = 5.0, 8.5
_FAME = 6.0  # powers of ten of votes that count as 1

Floats = NDArray[np.float64]


def liked_by(catalogue: Catalogue) -> Floats:
    """How well liked every work is, (n_works,), from 0 to 1."""
    votes = catalogue.votes.astype(np.float64)
    average = catalogue.bundle.works.column("vote_average").fill_null(_PRIOR).to_numpy()
    quality = (votes * average + _PRIOR_VOTES * _PRIOR) / (votes + _PRIOR_VOTES)
    liked: Floats = np.clip((quality - _WORST) / (_BEST - _WORST), 0, 1)
    return liked


def known_by(fame: NDArray[np.floating]) -> Floats:
    """How well known works are of so many votes, (n,): 0 for none, 1 for a million."""
    known: Floats = np.log10(1 + fame.astype(np.float64)) / _FAME
    return known
