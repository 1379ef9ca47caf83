"""Who likes what: high ratings of users from sources in which works mean something, and what people watch."""

import numpy as np
import pyarrow as pa
import pytest

from recsys.build.likes import known_likes, watched_together
from recsys.domain.schema import WATCHED
from recsys.models.cooccurrence.pairs import PairScores
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.vocabulary import Vocabulary

# (user, work, stars)
ROWS = [(0, 2, 4.0), (0, 1, 3.5), (1, 0, 5.0), (2, 0, 4.5), (2, 2, 0.5), (3, 1, 4.0)]
USERS = ("chance-1", "ml-100k-7", "ml-100k-8", "own-1")
YEARS = np.array([1979, 1985, 1997])


def ratings(rows=ROWS, users_of=USERS, n_works=3):
    users, works, stars = zip(*rows, strict=True)
    return RatingArrays(
        Vocabulary(tuple(users_of)),
        Vocabulary(tuple(f"work-{n:02}" for n in range(n_works))),
        np.array(users, np.int32),
        np.array(works, np.int32),
        np.array(stars, np.float32),
    )


def test_likes_are_high_ratings_of_telling_sources_each_source_a_group():
    likes = known_likes(ratings(), ["ml-100k", "own"], YEARS)
    # Users 1, 2 and 3 in their order; the first two are of one group.
    assert list(zip(likes.user_nums.tolist(), likes.work_nums.tolist(), strict=True)) == [(0, 0), (1, 0), (2, 1)]
    assert likes.group_of.tolist() == [0, 0, 1]


def test_nobody_likes_anything_where_no_source_tells():
    likes = known_likes(ratings(), [], YEARS)
    assert (len(likes), likes.n_users) == (0, 0)


def test_users_are_parted_by_the_years_and_then_the_number_of_what_they_like():
    """Twelve users of each of two sources: by threes they like works of four years, one of them one, two and three.

    The second source's works are all newer than the first's: sources are not compared.
    """
    years = np.repeat([1950, 1960, 1970, 1980, 1990, 2000, 2010, 2020], 3)
    rows = [(user, user // 3 * 3 + work, 4.0) for user in range(24) for work in range(user % 3 + 1)]
    rows += [(user, 0 if user // 3 else 23, 1.0) for user in range(24)]  # nobody likes these
    likes = known_likes(ratings(rows, [f"{'ab'[user // 12]}-{user:02}" for user in range(24)], 24), ["a", "b"], years)
    assert likes.group_of.tolist() == [*range(24)]
    assert likes.group_of.dtype == np.int32
    assert len(likes) == 8 * (1 + 2 + 3)


def test_users_who_are_all_alike_are_one_group():
    rows = [(user, work, 4.0) for user in range(9) for work in (0, 1)]
    likes = known_likes(ratings(rows, [f"own-{user}" for user in range(9)]), ["own"], YEARS)
    assert likes.group_of.tolist() == [0] * 9


def test_works_of_one_era_do_not_belong_together_for_that_alone():
    """Two generations like works of their own years, whichever of them; two of each are liked by the same people."""
    rng = np.random.default_rng(3)
    liked = (rng.random((400, 40)) < 0.5) & (np.arange(400)[:, None] % 2 == np.arange(40) // 20)
    liked[:, 1] = liked[:, 0]
    rows = [(user, work, 4.5) for user, work in zip(*np.nonzero(liked), strict=True)]
    likes = known_likes(
        ratings(rows, [f"own-{user:03}" for user in range(400)], 40), ["own"], np.repeat([1960, 2010], 20)
    )
    plain = PairScores.fit(likes.grouped(np.zeros_like(likes.group_of)), 40)
    parted = PairScores.fit(likes, 40)
    assert (len(plain.row(5)[0]), len(plain.row(25)[0])) == (19, 19)
    assert len(parted.works) < 0.2 * len(plain.works)
    assert parted.of(0, np.array([1, 2, 3])).tolist() == pytest.approx([np.log(130 / 80), 0, 0], abs=0.15)


WORKS = Vocabulary(("alien", "brazil", "cube"))


def watched(pairs, unused=()):
    """The table of these pairs; `unused` are names that stand in no row."""
    users, works = zip(*pairs, strict=True) if pairs else ((), ())
    names = [*dict.fromkeys([*unused, *users])]
    user_ids = pa.DictionaryArray.from_arrays(pa.array([names.index(user) for user in users], pa.int32()), names)
    found = {"user_id": user_ids, "work_id": pa.array(works, pa.string()).dictionary_encode()}
    return pa.table({name: column.cast(WATCHED.field(name).type) for name, column in found.items()}, schema=WATCHED)


def test_what_is_watched_is_a_like_and_people_are_parted_by_how_much_it_is():
    pairs = [("a", "cube"), ("b", "alien"), ("b", "cube"), ("c", "alien"), ("c", "brazil"), ("c", "cube")]
    likes = watched_together(watched(pairs), WORKS)
    assert list(zip(likes.user_nums.tolist(), likes.work_nums.tolist(), strict=True)) == [
        (0, 2), (1, 0), (1, 2), (2, 0), (2, 1), (2, 2),
    ]  # fmt: skip
    assert likes.group_of.tolist() == [0, 1, 2]
    assert {likes.user_nums.dtype, likes.work_nums.dtype, likes.group_of.dtype} == {np.dtype(np.int32)}


def test_who_watches_nothing_is_nobody():
    """Names that a table keeps without a row would make everything else seem rarer than chance."""
    pairs = [("b", "alien"), ("b", "cube"), ("a", "alien")]
    likes = watched_together(watched(pairs, unused=["nobody", "none"]), WORKS)
    assert likes.n_users == 2
    assert likes.counts(3).tolist() == [2, 0, 1]
    empty = watched_together(watched([]), WORKS)
    assert (len(empty), empty.n_users) == (0, 0)
