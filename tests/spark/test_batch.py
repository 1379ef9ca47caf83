"""Lists for everybody against those of a plain ranking by numpy, and against the served model's."""

import numpy as np
import pyarrow as pa
import pytest

pytest.importorskip("pyspark", reason="no Spark: the extra spark")

from recsys.bundle.lists import EVERYWHERE, USERS, Lists, bucket_of
from recsys.errors import BundleError
from recsys.models.similar.semantic import SemanticModel
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
    user_ids = [user for user, (works, _) in rated.items() for _ in works]
    works = np.concatenate([works for works, _ in rated.values()])
    stars = np.concatenate([stars for _, stars in rated.values()])
    order = np.random.default_rng(2).permutation(len(user_ids))
    table = pa.table(
        {
            "user_id": np.array(user_ids)[order].tolist(),
            "work": pa.array(works[order], pa.int32()),
            "rating": pa.array(stars[order], pa.float32()),
        }
    )
    similar = catalogue_bundle().similar
    masks = {market: np.ones(similar.n_works, dtype=bool) for market in (EVERYWHERE,)}
    ids = tuple(f"work-{n}" for n in range(similar.n_works))
    out = tmp_path_factory.mktemp("lists") / "made"
    of_works = neighbours_of_works(spark, similar, ids, masks, K)
    users = best_for_users(frame_of(spark, table), model, markets, K)
    write_lists(users, of_works, out, markets, K, 4, (described(), ids))
    return Lists.open(out)


def described():
    """Vectors of the even works."""
    rng = np.random.default_rng(3)
    works = np.arange(0, catalogue_bundle().similar.n_works, 2)
    return SemanticModel.of(catalogue_bundle().similar.n_works, works, rng.normal(size=(len(works), 12)))


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


def test_the_index_of_descriptions_names_the_works_that_have_them(lists):
    pytest.importorskip("faiss", reason="no faiss: the extra ann")
    semantic = described()
    for place, work in enumerate(semantic.works.tolist()):
        found = lists.described_like(semantic.vectors[place], 3)
        cosines = semantic.vectors @ semantic.vectors[place]
        nearest = np.argsort(-cosines, kind="stable")[:3]
        assert found[0].work_id == f"work-{work}"
        assert [one.work_id for one in found] == [f"work-{semantic.works[row]}" for row in nearest]
        assert [one.score for one in found] == pytest.approx(cosines[nearest].tolist(), abs=1e-5)


def test_lists_without_an_index_of_descriptions_say_how_one_is_made(tmp_path):
    with pytest.raises(BundleError, match="sentence embeddings"):
        Lists(tmp_path, 1, 1, ()).described_like(np.ones(3), 1)


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
