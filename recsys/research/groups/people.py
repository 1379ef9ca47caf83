"""People to make groups of, whom nothing was learned from, and the groups: alike, unlike and at random."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.build.evaluation.rankers import FitPredictor, popularity_of
from recsys.build.evaluation.splits import hold_out, last_in_time, rows_by_user
from recsys.models.ratings.collaborative import LIKED_FROM
from recsys.research.rankers import TimedDataset, fit_signals, learn_ranker

# Of the people, whose ratings no model is fitted on: they are folded in, as visitors are.
REPORTING = 0.4
# Whoever joins a group is the most alike, or unlike, of so many.
CANDIDATES = 40
RANDOM, SIMILAR, DIVERGENT = KINDS = ("random", "similar", "divergent")


@dataclass(frozen=True)
class Tried:
    """A person to be listed for, all row numbers of works.

    `seen` (n_seen,) and `ratings` are of their earlier part, `chosen` (n_chosen,) and `liked` (n_liked,) of the later;
    `scores` and `liking` (n_works,) are by models that were told the earlier part.
    """

    seen: NDArray[np.integer]
    ratings: NDArray[np.float32]
    chosen: NDArray[np.integer]
    liked: NDArray[np.integer]
    scores: NDArray[np.floating]
    liking: NDArray[np.floating]


def try_people(data: TimedDataset, fit_predictor: FitPredictor, seed: int) -> tuple[list[Tried], NDArray[np.int64]]:
    """The reporting people, with a ranker and its signals learned from all others; and those others' popularity of
    works, (n_works,).
    """
    ratings = data.plain.ratings
    reporting = hold_out(len(ratings.users), seed, REPORTING)
    learning = data.where(~reporting[ratings.user_nums])
    ranker = learn_ranker(learning, fit_predictor, seed)
    signals_of = fit_signals(learning, fit_predictor, seed)
    later = last_in_time(ratings.user_nums, data.timestamps)
    everything = np.ones(len(ratings.works), dtype=bool)
    people = []
    for user, rows in rows_by_user(ratings.user_nums).items():
        before, after = rows[~later[rows]], rows[later[rows]]
        if not reporting[user] or not len(before) or not len(after):
            continue
        seen, stars = ratings.work_nums[before], ratings.ratings[before]
        signals = signals_of(seen, stars)
        chosen = ratings.work_nums[after]
        liked = chosen[ratings.ratings[after] >= LIKED_FROM]
        people.append(Tried(seen, stars, chosen, liked, ranker.scores(signals, everything), signals["liking"]))
    return people, popularity_of(learning.plain.ratings)


def agreement(people: Sequence[Tried], n_works: int) -> NDArray[np.float64]:
    """The cosines of people's earlier ratings, each less its person's mean, (n_people, n_people)."""
    rows = np.zeros((len(people), n_works))
    for row, person in zip(rows, people, strict=True):
        row[person.seen] = person.ratings - person.ratings.mean()
    lengths = np.linalg.norm(rows, axis=1)
    cosines: NDArray[np.float64] = rows @ rows.T / np.maximum(np.outer(lengths, lengths), 1e-12)
    return cosines


def form_groups(
    kind: str, size: int, count: int, cosines: NDArray[np.float64], rng: np.random.Generator
) -> list[tuple[int, ...]]:
    """`count` groups of `size` people by row number, in the order in which they joined.

    One at random begins. Of CANDIDATES at random joins, into a similar group, whoever agrees most with the member that
    they agree least with; into a divergent one whoever agrees least with the member that they agree most with.
    """
    return [_formed(kind, size, cosines, rng) for _ in range(count)]


def _formed(kind: str, size: int, cosines: NDArray[np.float64], rng: np.random.Generator) -> tuple[int, ...]:
    group = [int(rng.integers(len(cosines)))]
    while len(group) < size:
        others = np.setdiff1d(np.arange(len(cosines)), group)
        pool = rng.choice(others, min(CANDIDATES, len(others)), replace=False)
        if kind == RANDOM:
            group.append(int(pool[0]))
        elif kind == SIMILAR:
            group.append(int(pool[cosines[group][:, pool].min(axis=0).argmax()]))
        else:
            group.append(int(pool[cosines[group][:, pool].max(axis=0).argmin()]))
    return tuple(group)
