import numpy as np
import pytest

from recsys.build.evaluation.signal import MOST_RATINGS, PERMUTATIONS, SIGNIFICANT, title_signal
from recsys.build.evaluation.splits import hold_out
from recsys.models.ratings.bias import BiasModel
from recsys.research.null_ratings import null_ratings

N_USERS, N_WORKS = 80, 50


def split(seed, users, works, stars, n_users=N_USERS, n_works=N_WORKS):
    """The test's p, and its other answers, with a tenth of the ratings held out."""
    held = hold_out(len(users), seed)
    stars = stars.astype(np.float32)
    bias = BiasModel.fit(users[~held], works[~held], stars[~held], n_users, n_works)
    return title_signal(bias, users[held], works[held], stars[held], seed)


def rated(seed, effect):
    """Ratings of works that differ by `effect` around users' means, noise 1."""
    rng = np.random.default_rng(seed)
    users, works = (nums.astype(np.int32) for nums in np.nonzero(rng.random((N_USERS, N_WORKS)) < 0.5))
    generous, better = rng.normal(0, 0.5, N_USERS), rng.normal(0, effect, N_WORKS)
    return users, works, 3.5 + generous[users] + better[works] + rng.normal(0, 1, len(users))


@pytest.mark.parametrize("seed", range(3))
def test_a_planted_signal_is_found(seed):
    found = split(seed, *rated(seed, 0.7))
    assert found["p"] == 1 / (PERMUTATIONS + 1)  # no shuffle reaches it
    assert found["signal"] is True
    assert 0.1 < found["explained"] < 0.6  # 0.49 / 1.49 of what users leave


def test_null_ratings_have_none():
    """Without a signal p is uniform: of 40 seeds about four below a tenth and twenty below a half."""
    p = []
    for seed in range(40):
        drawn = null_ratings(3_000, 100, 60, seed)
        found = split(seed, drawn.users, drawn.titles, drawn.halves / 2, 100, 60)
        assert abs(found["explained"]) < 0.1
        p.append(found["p"])
    assert min(p) > 0.002
    assert 10 <= np.sum(np.array(p) < 0.5) <= 30
    assert np.sum(np.array(p) < 0.1) <= 9
    assert np.sum(np.array(p) > 0.9) <= 9


def test_worked_by_hand():
    """Residuals 1 and -1, biases 0.5 and -0.5: half of the shuffles leave them so; of the squares 2, 0.5 are left.

    A user and a work that are not known: nothing is subtracted for the one, the other takes no part.
    """
    bias = BiasModel(3.0, np.array([0.5]), np.array([0.5, -0.5]))
    users, works = np.array([0, -1, 0], np.int32), np.array([0, 1, -1], np.int32)
    found = title_signal(bias, users, works, np.array([4.5, 2.0, 0.5], np.float32), 0)
    assert found["explained"] == pytest.approx(0.75)
    assert found["p"] == pytest.approx(0.5, abs=0.06)
    assert found["permutations"] == PERMUTATIONS
    assert found["signal"] is False


@pytest.mark.parametrize(
    ("works", "stars"), [([-1, -1], [4.0, 2.0]), ([0, 1], [3.0, 3.0]), ([], [])], ids=["unknown", "same", "none"]
)
def test_where_nothing_can_be_told_there_is_no_signal(works, stars):
    bias = BiasModel(3.0, np.zeros(1), np.zeros(2))
    found = title_signal(
        bias, np.zeros(len(works), np.int32), np.array(works, np.int32), np.array(stars, np.float32), 0
    )
    assert found == {"p": 1.0, "explained": 0.0, "permutations": PERMUTATIONS, "signal": False}


def test_a_signal_is_rarer_than_one_in_a_hundred_chances():
    assert SIGNIFICANT == 0.01
    assert 1 / (PERMUTATIONS + 1) <= SIGNIFICANT / 10


def test_the_seed_alone_decides(monkeypatch):
    ratings = rated(0, 0.05)
    assert split(1, *ratings) == split(1, *ratings)
    assert MOST_RATINGS >= 10_000
    monkeypatch.setattr("recsys.build.evaluation.signal.MOST_RATINGS", 30)
    assert split(1, *ratings) == split(1, *ratings)
