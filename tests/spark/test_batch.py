"""Lists for everybody against those of a plain ranking by numpy, and against the served model's."""

import numpy as np
import pyarrow as pa
import pytest

pytest.importorskip("pyspark", reason="no Spark: the extra spark")

from recsys.bundle.lists import EVERYWHERE, USERS, Lists, bucket_of
from recsys.errors import BundleError
from recsys.spark import batch
from recsys.spark.batch import best_for_users, market_masks, neighbours_of_works, write_lists
from recsys.spark.dataset import frame_of
from tests.fixtures.catalogue import catalogue_bundle
from tests.models.planted import random_model

K = 5


@pytest.fixture(scope="module")
def model():
    """Three draws of 90 works, a third of them unrated and known by features."""
    return random_model(0, n_works=90)


@pytest.fixture(scope="module")
def rated():
    """Of 40 users, whose ids do not rise with their numbers, the works rated and the stars."""
    rng = np.random.default_rng(1)
    return {
        f"ml-{user * 7 % 40}": (np.sort(rng.choice(90, 1 + user % 9, replace=False)), rng.integers(1, 6, 1 + user % 9))
        for user in range(40)
    }


@pytest.fixture(scope="module")
def markets():
    return {EVERYWHERE: np.arange(90) % 10 > 0, "ES": np.arange(90) % 3 == 0, "PT:one": np.arange(90) < 3}


@pytest.fixture(scope="module")
def lists(spark, model, rated, markets, tmp_path_factory):
    users = [user for user, (works, _) in rated.items() for _ in works]
    works = np.concatenate([works for works, _ in rated.values()])
    stars = np.concatenate([stars for _, stars in rated.values()])
    order = np.random.default_rng(2).permutation(len(users))
    table = pa.table(
        {
            "user_id": np.array(users)[order].tolist(),
            "work": pa.array(works[order], pa.int32()),
            "rating": pa.array(stars[order], pa.float32()),
        }
    )
    similar = catalogue_bundle().similar
    masks = {market: np.ones(similar.n_works, dtype=bool) for market in (EVERYWHERE,)}
    ids = tuple(f"work-{n}" for n in range(similar.n_works))
    out = tmp_path_factory.mktemp("lists") / "made"
    of_works = neighbours_of_works(spark, similar, ids, masks, K)
    write_lists(best_for_users(frame_of(spark, table), model, markets, K), of_works, out, markets, K, buckets=4)
    return Lists.open(out)


def test_the_best_works_are_those_of_a_plain_ranking(lists, model, rated, markets):
    for user, (works, stars) in rated.items():
        predicted = model.fold_in(works.astype(np.int32), stars.astype(np.float32)).overview()[0]
        for market, mask in markets.items():
            allowed = np.setdiff1d(np.flatnonzero(mask), works)
            expected = allowed[np.lexsort((allowed, -predicted[allowed]))][:K]
            found = lists.for_user(user, market)
            assert [one.work_id for one in found] == [model.works.ids[row] for row in expected]
            assert [one.score for one in found] == pytest.approx(predicted[expected].tolist(), abs=1e-4)


def test_blocks_do_not_show(model, rated, markets, monkeypatch):
    users = [(user, works.astype(np.int32), stars.astype(np.float32)) for user, (works, stars) in rated.items()]
    whole = batch._listed(model, markets, users, K).to_pydict()
    monkeypatch.setattr(batch, "_BLOCK", 7)
    parts = batch._listed(model, markets, users, K).to_pydict()
    assert parts["works"] == whole["works"]
    assert parts["key"] == whole["key"]


def test_neighbours_are_those_that_are_served(lists):
    similar = catalogue_bundle().similar
    for work in range(similar.n_works):
        rows, scores = similar.nearest(work, K)
        found = lists.neighbours(f"work-{work}")
        assert [one.work_id for one in found] == [f"work-{row}" for row in rows]
        assert [one.score for one in found] == pytest.approx(similar.chances(scores).tolist())


def test_lists_stand_in_the_bucket_of_their_key(lists, rated):
    for user in rated:
        folder = lists.folder / USERS / f"bucket={bucket_of(user, lists.buckets)}"
        assert list(folder.glob("*.parquet"))
    assert len(list((lists.folder / USERS).glob("bucket=*"))) == 4


def test_nobody_else_has_a_list(lists):
    assert lists.for_user("ml-99") == []
    assert lists.for_user("ml-7", "FR") == []
    assert (lists.k, lists.markets) == (K, ("", "ES", "PT:one"))


def test_a_folder_without_lists_is_refused(tmp_path):
    with pytest.raises(BundleError, match="python -m recsys batch"):
        Lists.open(tmp_path)


def test_markets_are_current_offers():
    offers = pa.table(
        {
            "work_id": ["a", "b", "b", "c", "d"],
            "service": ["one", "one", "two", "two", "one"],
            "country": ["ES", "ES", "PT", "PT", None],
            "until": [None, "2026-01-01", None, None, None],
        }
    )
    masks = market_masks(offers, ("a", "b", "c", "d", "e"), [EVERYWHERE, "ES", "PT:one+two", "PT:one"])
    assert {market: np.flatnonzero(mask).tolist() for market, mask in masks.items()} == {
        "": [0, 1, 2, 3], "ES": [0], "PT:one+two": [1, 2], "PT:one": [],
    }  # fmt: skip
