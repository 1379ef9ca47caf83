import numpy as np
import pytest

from recsys.build import svd
from recsys.build.svd import fit_svd, whole_users
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.dataset.dataset import Dataset
from recsys.models.ratings.features import Features
from recsys.models.ratings.svd import SvdModel, SvdParameters
from tests.fixtures.bundles import assert_same_arrays
from tests.models.planted import SCALE, ids, planted


def ratings_of(counts):
    """Each user's so many ratings, of the first works."""
    users = np.repeat(np.arange(len(counts)), counts).astype(np.int32)
    works = np.concatenate([np.arange(count) for count in counts]).astype(np.int32)
    return RatingArrays(ids("u", len(counts)), ids("w", 9), users, works, np.full(len(users), 3.5, np.float32))


def dataset():
    data, _ = planted()
    return Dataset(data, Features.none(len(data.works)), SCALE)


@pytest.mark.parametrize("most", [1, 6, 13, 20, 21, 400])
def test_whole_users_as_many_as_fit(most):
    counts = np.array([5, 1, 4, 2, 6, 3])
    ratings = ratings_of(counts)
    found = whole_users(ratings, most, 1)
    drawn = np.unique(found.user_nums)
    np.testing.assert_array_equal(np.bincount(found.user_nums, minlength=6)[drawn], counts[drawn])
    order = np.random.default_rng(1).permutation(6)
    n = len(drawn)
    if most >= 21:
        assert found is ratings
    else:
        assert set(drawn) == set(order[:n])
        assert len(found) <= most or n == 1
        assert counts[order[: n + 1]].sum() > most


def test_the_model_is_surprise_s_svd_of_all_ratings():
    known = dataset()
    data, parameters = known.ratings, SvdParameters(seed=3)
    expected = SvdModel.fit(data.users, data.works, data.user_nums, data.work_nums, data.ratings, SCALE, parameters)
    found = fit_svd(known, 3)
    assert found is not None
    assert found.n_ratings == len(data)
    assert_same_arrays(found.svd, expected.take(np.unique(data.user_nums), np.unique(data.work_nums)))
    assert fit_svd(None, 3) is None


def test_of_too_many_ratings_some_users_are_taken(monkeypatch):
    monkeypatch.setattr(svd, "MOST_RATINGS", 500)
    known = dataset()
    found = fit_svd(known, 3)
    assert found is not None
    assert 400 < found.n_ratings <= 500 < len(known.ratings)
    drawn = whole_users(known.ratings, 500, 3)
    assert found.svd.users.numbers(found.svd.users.ids).tolist() == list(range(len(np.unique(drawn.user_nums))))
    assert found.svd.global_mean == pytest.approx(drawn.ratings.mean())
