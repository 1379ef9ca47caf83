from dataclasses import replace

import numpy as np
import pytest

from recsys.models.dataset.arrays import RatingArrays
from recsys.models.ratings.calibration import with_liking_cut
from recsys.models.ratings.engines import FAST, fit_engine
from tests.fixtures.bundles import assert_same_arrays, tiny_collaborative
from tests.models.planted import SCALE, ids, planted


def ratings(stars):
    """One rating each of the first work of the tiny model."""
    n = len(stars)
    works = tiny_collaborative().works
    return RatingArrays(ids("u", n), works, np.arange(n, dtype=np.int32), np.zeros(n, np.int32), np.array(stars, "f4"))


def said(model, data):
    """The mean probability of liking what is rated, everybody folded in from their own ratings."""
    found = []
    for user in np.unique(data.user_nums):
        works, stars = data.work_nums[data.user_nums == user], data.ratings[data.user_nums == user]
        found.append(model.fold_in(works, stars).predict(works).liking)
    return np.concatenate(found).mean()


def test_worked_by_hand():
    """Half of the people gave 4.5, half 3.5: two means of equal spread and half of the ratings likes, so that the cut
    lies in the middle of the means.
    """
    data = ratings([4.5, 3.5] * 10)
    model = tiny_collaborative()
    means = [model.fold_in(np.array([0]), np.array([stars])).predict(np.array([0])).mean[0] for stars in (4.5, 3.5)]
    assert with_liking_cut(model, data, 0).liking_cut == pytest.approx(np.mean(means), abs=1e-3)


def test_as_many_are_likes_as_it_says():
    data, features = planted()
    model = replace(fit_engine(FAST, data, features, SCALE, 0), liking_cut=4.0)
    assert abs(said(model, data) - (data.ratings >= 4).mean()) > 0.03
    calibrated = with_liking_cut(model, data, 0)
    assert said(calibrated, data) == pytest.approx((data.ratings >= 4).mean(), abs=1e-3)
    assert_same_arrays(replace(calibrated, liking_cut=4.0), model)


@pytest.mark.parametrize(("stars", "cut"), [(5.0, 0.5), (1.0, 5.0)])
def test_where_all_or_none_is_liked_the_cut_is_an_end_of_the_scale(stars, cut):
    assert with_liking_cut(tiny_collaborative(), ratings([stars] * 5), 0).liking_cut == pytest.approx(cut, abs=1e-3)


def test_of_very_many_people_some_are_asked(monkeypatch):
    monkeypatch.setattr("recsys.models.ratings.calibration._PEOPLE", 1)
    data = ratings([5.0, 1.0, 1.0, 1.0])
    cuts = {round(with_liking_cut(tiny_collaborative(), data, seed).liking_cut, 2) for seed in range(20)}
    assert cuts == {0.5, 5.0}
