import numpy as np
import pytest

from recsys.bundle.bundle import load_bundle
from recsys.domain.schema import RATINGS
from recsys.serving.explore.ratings import (
    Activity,
    RatedWork,
    best_rated,
    most_seen,
    stars,
    users_activity,
    works_activity,
)
from tests.fixtures.catalogue import catalogue_bundle


@pytest.fixture(scope="module")
def tables():
    return catalogue_bundle()


@pytest.fixture(scope="module")
def nothing():
    return catalogue_bundle(collaborative=False)


def test_stars(tables):
    found = stars(tables.ratings)
    assert found.stars == [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]
    assert found.counts == [1, 1, 0, 1, 0, 1, 1, 1, 1, 1]
    assert found.mean == 23.5 / 8


def test_users(tables):
    # 4, 2, 1 and 1 of 8 ratings: two users make 6, and 80 % are 6.4.
    found = users_activity(tables.ratings)
    assert isinstance(found, Activity)
    assert (found.size, found.ratings, found.fewest, found.median, found.mean, found.most) == (4, 8, 1, 1.5, 2.0, 4)
    assert found.share_of_most == 0.75
    assert [found.curve[percent] for percent in (0, 25, 50, 75, 100)] == [0, 4 / 8, 6 / 8, 7 / 8, 1]
    assert found.curve[12] == pytest.approx(0.12 * 4 * 4 / 8)  # less than half of the first of them
    assert (found.from_counts, found.sizes) == ([1, 2, 4], [2, 1, 1])


def test_works(tables):
    # Alien 3, The Thing of 1982 2, three others 1 each.
    found = works_activity(tables.ratings)
    assert isinstance(found, Activity)
    assert (found.size, found.ratings, found.most, found.share_of_most) == (5, 8, 3, 4 / 5)
    assert (found.from_counts, found.sizes) == ([1, 2], [3, 2])


def test_most_seen(tables):
    first, second = most_seen(tables.works, tables.ratings, 2)
    mean = 23.5 / 8
    assert first == RatedWork("alien-1979-movie", "Alien", 1979, "movie", 3, 10 / 3, (10 + 25 * mean) / 28)
    assert second == RatedWork("thing-1982-movie", "Thing, The", 1982, "movie", 2, 4.5, (9 + 25 * mean) / 27)


def test_best_rated_is_no_handful_of_fans(tables):
    mean = 23.5 / 8
    best = best_rated(tables.works, tables.ratings, 3, shrinking=2)
    assert [work.title for work in best] == ["Thing, The", "Alien", "2012"]
    assert [work.shrunk_mean for work in best] == [(9 + 2 * mean) / 4, (10 + 2 * mean) / 5, (3 + 2 * mean) / 3]
    raw = best_rated(tables.works, tables.ratings, 9, shrinking=0)
    assert [work.mean for work in raw] == [4.5, 10 / 3, 3, 1, 0.5]
    assert [work.shrunk_mean for work in raw] == [work.mean for work in raw]
    # With enough of it the order is that of how many liked it, not how much.
    assert [work.title for work in best_rated(tables.works, tables.ratings, 2, shrinking=1e6)] == [
        "Thing, The",
        "Alien",
    ]


def test_no_ratings(nothing):
    assert stars(nothing.ratings).counts == [0] * 10
    assert stars(nothing.ratings).mean is None
    assert users_activity(nothing.ratings) is None
    assert works_activity(nothing.ratings) is None
    assert most_seen(nothing.works, nothing.ratings) == []
    assert best_rated(nothing.works, nothing.ratings) == []
    assert RATINGS.empty_table().num_rows == nothing.ratings.num_rows


def test_the_sample_as_pandas_counts_it(sample_bundle):
    tables = load_bundle(sample_bundle)
    frame = tables.ratings.to_pandas()
    users = users_activity(tables.ratings)
    assert users is not None
    counts = frame["user_id"].value_counts()
    needed = int((counts.cumsum() < 0.8 * len(frame)).sum()) + 1
    assert (users.size, users.share_of_most) == (320, needed / 320)
    assert sum(users.sizes) == 320
    assert np.all(np.diff(users.curve, 2) <= 1e-12)  # ever less active: never bent upwards
    works = frame.groupby("work_id", observed=True)["rating"].agg(["size", "mean"])
    assert [work.ratings for work in most_seen(tables.works, tables.ratings)] == sorted(works["size"])[:-11:-1]
    for work in best_rated(tables.works, tables.ratings):
        assert work.mean == pytest.approx(works.loc[work.work_id, "mean"], abs=1e-6)
