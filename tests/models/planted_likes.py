"""Works of four kinds that four kinds of people like; a word gives the kind away, the other words are noise."""

import numpy as np

from recsys.models.cooccurrence.likes import Likes

N_WORKS, N_USERS, KINDS = 120, 240, 4


def kinds(n_works=N_WORKS):
    return np.arange(n_works) % KINDS


def documents(seed=0, n_works=N_WORKS):
    rng = np.random.default_rng(seed)
    return [
        {
            # Two words for each kind, each said by half of its works: only likes show that they belong together.
            "description": [f"kind {kind} {'ab'[row // KINDS % 2]}", f"noise {rng.integers(5)}"],
            "person": [f"actor {rng.integers(20)}"],
        }
        for row, kind in enumerate(kinds(n_works))
    ]


def numbers(n_works=N_WORKS):
    return {"year": np.where(np.arange(n_works) % 7 == 0, np.nan, 1980.0 + np.arange(n_works) % 3)}


def likes(seed=0, n_works=N_WORKS, unrated=()):
    """Everybody likes most works of their kind and few others; nobody those in `unrated`."""
    rng = np.random.default_rng(seed)
    own = (np.arange(N_USERS) % KINDS)[:, None] == kinds(n_works)
    chosen = rng.random(own.shape) < np.where(own, 0.7, 0.1)
    chosen[:, list(unrated)] = False
    users, works = np.nonzero(chosen)
    return Likes(users.astype(np.int32), works.astype(np.int32), (np.arange(N_USERS) // 120).astype(np.int32))
