"""The ranker: a weighted sum of signals of what a user may choose, with weights learned from choices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.models.content.model import ContentModel
from recsys.models.ranking.ease import EaseModel
from recsys.models.ranking.topk import top_k
from recsys.models.ratings.collaborative import LIKED_FROM
from recsys.models.similar.neighbours import NeighbourIndex
from recsys.models.storage import FLOATS, Arrays, array, packed, vocabulary

K = 10  # of the NDCG that the weights are learned for
# The values of weights, relative to that of the strongest signal, which is 1. Coarse on purpose: NDCG has steps, and
# finer weights only follow the noise of the slice that they are learned on. Not below 0: a list that moved down what
# the user is likely to like could not be explained, and measures no better.
WEIGHTS = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
SWEEPS = 3
STARTS = 2
CANDIDATES = 200  # by each signal
# What the ratings of films cannot teach is weighed by hand: what others watch who watch the same, and what is like the
# works liked. Two measures pull against each other. The more `similar` counts, the better a person of a plain taste is
# served; the more `watched` does, the more often a series left out of what somebody of `series/watched.csv` watches is
# found, since most of them watch what everybody watches. With `watched` 0.4, 0.6, 0.8 and 1.2, of the lists of thirty
# made-up people (`research.lists.people`) 85, 81, 78 and 73 % are good and 4, 9, 10 and 15 % bad by a blind grader; the
# series left out is among the first 10 for 20, 24, 25 and 30 % and among the first 50 for 56, 64, 67 and 70 % (300
# people on whom this was chosen).
BY_HAND = {"watched": 0.6, "similar": 160.0}
# Of which the size means the same for everybody, so that it is not standardised: where what somebody likes has little
# in common, nothing is much like all of it.
AS_THEY_ARE = ("similar",)

Signals = Mapping[str, NDArray[np.floating]]


@dataclass(frozen=True)
class Choice:
    """An example to learn from: what a user could have chosen and what they did.

    `eligible` (n_works,); `chosen` (n_chosen,), the numbers of the works, and `worth` (n_chosen,), above 0: the gain of
    having listed each.
    """

    signals: Signals
    eligible: NDArray[np.bool_]
    chosen: NDArray[np.integer]
    worth: NDArray[np.floating]


@dataclass(frozen=True)
class Ranker:
    """score_j = Σ_s w_s z_sj, with signal s standardised over the user's eligible works: z = (x - mean) / sd.

    Standardising by user removes the scale of a signal, which grows with the history; those of AS_THEY_ARE are taken as
    they are. A signal that is the same for
    every work counts for nothing: without ratings that is so of all but popularity and liking, for which no weights
    were learned. `weights` are plain numbers by the name of the signal.

    >>> signals = {"popularity": np.array([1.0, 3.0]), "ease": np.array([2.0, 1.0])}
    >>> Ranker({"popularity": 1.0, "ease": 0.5}).scores(signals, np.array([True, True])).tolist()
    [-0.5, 0.5]
    """

    weights: Mapping[str, float]

    @classmethod
    def fit(cls, choices: Sequence[Choice], k: int = K) -> "Ranker":
        """The weights with the best mean graded NDCG@k, by coordinate ascent (Metzler & Croft 2007); those of BY_HAND
        are given.

        There is an ascent from each of the STARTS best signals, since one can end where the other does not; of weights
        that reach the same the smallest are taken, of the better start. Raises ValueError without a single choice.
        """
        if not choices:
            raise ValueError("weights are learned from choices, and there are none")
        names = tuple(choices[0].signals)
        tables = [_Table.of(choice, names, k) for choice in choices]
        given = np.array([BY_HAND.get(name, 0.0) for name in names], dtype=np.float32)
        free = [place for place, name in enumerate(names) if name not in BY_HAND]
        alone = {place: _mean_ndcg(tables, unit) for place, unit in zip(free, np.eye(len(names))[free], strict=True)}
        starts = sorted(free, key=lambda signal: -alone[signal])[:STARTS]
        _, weights = max((_ascend(tables, start, free, given) for start in starts), key=lambda one: one[0])
        return cls({name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True)})

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "Ranker":
        """The ranker that `to_arrays` stored. Raises UnreadableError where arrays do not fit."""
        signals = vocabulary(arrays, "signals").ids
        weights = array(arrays, "weights", FLOATS, len(signals))
        return cls(dict(zip(signals, weights.tolist(), strict=True)))

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The weights as an array, and the names of their signals."""
        return {"weights": np.array(list(self.weights.values()))} | packed("signals", tuple(self.weights))

    def scores(self, signals: Signals, eligible: NDArray[np.bool_]) -> NDArray[np.float32]:
        """The score of every work, shape (n_works,), NaN where `eligible` (n_works,) is False."""
        scores = np.full(len(eligible), np.nan, dtype=np.float32)
        weights = np.array(list(self.weights.values()), dtype=np.float32)
        scores[eligible] = _standardised(signals, tuple(self.weights), eligible) @ weights
        return scores


def list_signals(
    history: NDArray[np.integer],
    ratings: NDArray[np.floating],
    popularity: NDArray[np.integer],
    ease: EaseModel,
    liking: NDArray[np.floating],
    content: ContentModel | None = None,
    watched: EaseModel | None = None,
    neighbours: NeighbourIndex | None = None,
    liked: NDArray[np.floating] | None = None,
) -> dict[str, NDArray[np.floating]]:
    """The signals of one user, each (n_works,).

    `history` and `ratings` (n_history,) are what the user rated; `liked` (n_history,) is how much each counts among
    what they like, 0 to 1: unless given 1 from LIKED_FROM stars on and 0 below. `popularity` (n_works,) is how many
    users rated each work, `liking` (n_works,) the probability that this user likes it. `watched` is EASE on what people
    watch, `similar` the fourth power of the mean chance that a work is a good suggestion for those liked, times 100: a
    little like everything counts for hardly anything, much like all for more than all else.
    """
    signals: dict[str, NDArray[np.floating]] = {
        "popularity": np.log1p(popularity),
        "ease": ease.scores(history),
        "liking": liking,
    }
    counts = liked if liked is not None else (ratings >= LIKED_FROM).astype(np.float64)
    own, stars, counts = history[counts > 0], ratings[counts > 0], counts[counts > 0]
    if content is not None:
        signals["content"] = content_of_liked(content, own, counts)
    if watched is not None:
        signals["watched"] = watched.scores(own)
    if neighbours is not None:
        signals["similar"] = 100 * neighbours.scores(own, stars, counts) ** 4
    return signals


def content_of_liked(
    content: ContentModel, liked: NDArray[np.integer], counts: NDArray[np.floating] | None = None
) -> NDArray[np.float64]:
    """The sum of every work's cosines with the works liked, (n_works,), each times how much it `counts`, (n_liked,)."""
    own = [content.row(work_num) for work_num in liked.tolist()]
    if counts is not None:
        own = [(terms, count * weights) for (terms, weights), count in zip(own, counts.tolist(), strict=True)]
    if not any(len(terms) for terms, _ in own):
        return np.zeros(content.n_works)
    terms, places = np.unique(np.concatenate([terms for terms, _ in own]), return_inverse=True)
    profile = np.bincount(places, np.concatenate([weights for _, weights in own]))
    scores = np.zeros(content.n_works)
    # By the works of each term: a history has some hundreds of a catalogue's many thousand terms.
    starts, ends = content.term_starts[terms].tolist(), content.term_starts[terms + 1].tolist()
    for start, end, weight in zip(starts, ends, profile.tolist(), strict=True):
        np.add.at(scores, content.term_rows[start:end], weight * content.term_weights[start:end].astype(np.float64))
    return scores


@dataclass(frozen=True)
class _Table:
    """A choice made ready: its candidates' standardised signals, and what listing each adds to NDCG.

    `values` (n_candidates, n_signals), `worth` (n_candidates,), 0 for what was not chosen; `discounts` (k,) of the
    places of a list, divided by what a perfect list would reach. Candidates are in the works' order, so that ties go
    by row number here too.
    """

    values: NDArray[np.float32]
    worth: NDArray[np.float64]
    discounts: NDArray[np.float64]

    @classmethod
    def of(cls, choice: Choice, names: Sequence[str], k: int) -> "_Table":
        values = _standardised(choice.signals, names, choice.eligible)
        worth = np.zeros(len(choice.eligible))
        worth[choice.chosen] = choice.worth
        # A work that is far down by every signal is far down in every mix: leaving it out saves most of the time.
        near = np.unique(np.concatenate([top_k(column, CANDIDATES) for column in values.T]))
        discounts = 1 / np.log2(np.arange(2, k + 2))
        perfect = np.sort(choice.worth)[::-1][:k]
        return cls(values[near], worth[choice.eligible][near], discounts / (perfect * discounts[: len(perfect)]).sum())


def _ascend(
    tables: Sequence[_Table], start: int, free: Sequence[int], given: NDArray[np.float32]
) -> tuple[float, NDArray[np.float32]]:
    """The NDCG reached and the weights (n,) that reach it; that of `start` is 1, what is not `free` is `given`."""
    weights = given.copy()
    weights[start] = 1
    best = _mean_ndcg(tables, weights)
    for _ in range(SWEEPS):
        before = weights.copy()
        for signal in free:
            for value in WEIGHTS if signal != start else ():
                tried = weights.copy()
                tried[signal] = value
                reached = _mean_ndcg(tables, tried)
                if reached > best:
                    best, weights = reached, tried
        if (weights == before).all():
            break
    return best, weights


def _mean_ndcg(tables: Sequence[_Table], weights: NDArray[np.float32]) -> float:
    total = 0.0
    for table in tables:
        listed = top_k(table.values @ weights, len(table.discounts))
        total += float(table.discounts[: len(listed)] @ table.worth[listed])
    return total / len(tables)


def _standardised(signals: Signals, names: Sequence[str], eligible: NDArray[np.bool_]) -> NDArray[np.float32]:
    # A row for each signal: along it numpy sums twenty times as fast as down a column.
    rows = np.stack([signals[name][eligible] for name in names]).astype(np.float64)
    spread = rows.std(axis=1, keepdims=True)
    # A sum of equal numbers rounds, so a constant's spread need not come out as 0.
    same = rows.max(axis=1, initial=-np.inf, keepdims=True) == rows.min(axis=1, initial=np.inf, keepdims=True)
    divisors = np.where(same | (spread == 0), np.inf, spread)
    standardised = (rows - rows.mean(axis=1, keepdims=True)) / divisors
    kept = [place for place, name in enumerate(names) if name in AS_THEY_ARE]
    standardised[kept] = rows[kept]
    found: NDArray[np.float32] = standardised.astype(np.float32).T
    return found
