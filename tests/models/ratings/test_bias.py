import numpy as np
import pytest

from recsys.models.ratings.bias import USER_DAMPING, WORK_DAMPING, BiasModel

# Two users, four works (the last unrated): user 0 rates works 0, 1, 2; user 1 rates work 0.
USERS = np.array([0, 0, 0, 1], dtype=np.int32)
WORKS = np.array([0, 1, 2, 0], dtype=np.int32)
RATINGS = np.array([5, 3, 4, 2], dtype=np.float32)


def test_worked_by_hand():
    # μ = 14/4 = 3.5. Work 0: (1.5 - 1.5) / 12 = 0; work 1: -0.5 / 11; work 2: 0.5 / 11; work 3: 0.
    # User 0: (1.5 - 0) + (-0.5 + 0.5/11) + (0.5 - 0.5/11) = 1.5, / (3 + 10); user 1: -1.5 / (1 + 10).
    assert (WORK_DAMPING, USER_DAMPING) == (10, 10)
    model = BiasModel.fit(USERS, WORKS, RATINGS, 2, 4)
    assert model.global_mean == 3.5
    assert model.work_bias == pytest.approx([0, -0.5 / 11, 0.5 / 11, 0])
    assert model.user_bias == pytest.approx([1.5 / 13, -1.5 / 11])


def test_a_work_bias_is_not_given_to_its_user_again():
    # One work with twenty ratings of 5, one with twenty of 1, by users who rate one of them each.
    works = np.repeat(np.array([0, 1], dtype=np.int32), 20)
    model = BiasModel.fit(np.arange(40, dtype=np.int32), works, np.where(works == 0, 5, 1).astype(np.float32), 40, 2)
    assert model.work_bias == pytest.approx([40 / 30, -40 / 30])
    assert model.user_bias[[0, 39]] == pytest.approx([(2 - 40 / 30) / 11, -(2 - 40 / 30) / 11])


def test_predictions_are_sums_and_the_unknown_adds_nothing():
    model = BiasModel.fit(USERS, WORKS, RATINGS, 2, 4)
    predicted = model.predict(np.array([0, 1, -1, 0, -1]), np.array([1, 3, 2, -1, -1]))
    expected = [3.5 + 1.5 / 13 - 0.5 / 11, 3.5 - 1.5 / 11, 3.5 + 0.5 / 11, 3.5 + 1.5 / 13, 3.5]
    assert predicted == pytest.approx(expected)


def test_ratings_are_not_changed():
    ratings = RATINGS.copy()
    BiasModel.fit(USERS, WORKS, ratings, 2, 4)
    assert ratings.tolist() == [5, 3, 4, 2]
