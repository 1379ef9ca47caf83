import numpy as np
import pandas as pd
import pytest

from recsys.models.ratings.svd import Parts, SvdModel, SvdParameters
from recsys.models.vocabulary import UNKNOWN, Vocabulary
from tests.fixtures.bundles import assert_same_arrays, tiny_svd

N_USERS, N_WORKS = 23, 9
SCALE = (0.5, 5.0)
# Steps so large, over so many epochs, that some predictions leave the scale.
PARAMETERS = SvdParameters(factors=4, epochs=60, learning_rate=0.05, reg=0.001, initial_sd=0.5, seed=7)


@pytest.fixture(scope="module")
def ratings():
    """About half of all pairs, extreme preferences, every user and every work at least once; ids in sorted order."""
    rng = np.random.default_rng(1)
    rated = rng.random((N_USERS, N_WORKS)) < 0.5
    rated[0] = rated[:, 0] = True
    users, works = np.nonzero(rated)
    preference = rng.normal(size=(N_USERS, 2)) @ rng.normal(size=(2, N_WORKS))
    stars = np.clip(np.round(2 * (3 + 2 * preference[users, works])) / 2, *SCALE)
    return users.astype(np.int32), works.astype(np.int32), stars.astype(np.float32)


def vocabularies():
    return Vocabulary.of(f"user-{n:02}" for n in range(N_USERS)), Vocabulary.of(f"work-{n}" for n in range(N_WORKS))


def fit(ratings, parameters):
    users, works = vocabularies()
    user_nums, work_nums, stars = ratings
    return SvdModel.fit(users, works, user_nums, work_nums, stars, SCALE, parameters)


@pytest.fixture(scope="module")
def model(ratings):
    return fit(ratings, PARAMETERS)


@pytest.fixture(scope="module")
def surprise_svd(ratings):
    """Surprise's own model, loaded through its own reader with its own raw ids."""
    from surprise import SVD, Dataset, Reader

    users, works = vocabularies()
    frame = pd.DataFrame(
        {
            "user": [users.ids[n] for n in ratings[0]],
            "work": [works.ids[n] for n in ratings[1]],
            "rating": ratings[2].astype(float),
        }
    )
    trainset = Dataset.load_from_df(frame, Reader(rating_scale=SCALE)).build_full_trainset()
    return SVD(n_factors=4, n_epochs=60, lr_all=0.05, reg_all=0.001, init_mean=0, init_std_dev=0.5, random_state=7).fit(
        trainset
    )


def test_equals_surprise_for_known_and_unknown(model, surprise_svd):
    clipped = 0
    for user in (*model.users.ids, "nobody"):
        for work in (*model.works.ids, "nothing"):
            theirs = surprise_svd.predict(user, work).est
            ours = model.predict(model.users.number(user), model.works.number(work))
            assert ours == pytest.approx(theirs, abs=1e-5), (user, work)
            clipped += theirs in SCALE
    assert clipped > 3  # the test means nothing for clipping otherwise


def test_shapes_tell_users_from_works(model):
    assert model.user_bias.shape == (N_USERS,)
    assert model.user_factors.shape == (N_USERS, 4)
    assert model.work_bias.shape == (N_WORKS,)
    assert model.work_factors.shape == (N_WORKS, 4)


def test_the_same_seed_gives_the_same_model(ratings, model):
    again = fit(ratings, PARAMETERS)
    assert_same_arrays(model, again)


def test_another_seed_gives_other_factors(ratings, model):
    other = fit(ratings, SvdParameters(4, 60, 0.05, 0.001, 0.5, seed=8))
    assert not np.allclose(model.user_factors, other.user_factors)


def test_parts_worked_by_hand():
    model = tiny_svd()
    assert model.parts(0, 0) == Parts(3.0, 0.25, 0.5, 1.0)  # 1 · 0.5 + 2 · 0.25
    assert model.parts(1, 1) == Parts(3.0, -1.0, 0.0, -4.0)
    assert model.parts(0, 2) == Parts(3.0, 0.25, -0.125, 0.0)


@pytest.mark.parametrize(
    ("user", "work", "parts"),
    [
        (UNKNOWN, 0, Parts(3.0, 0.0, 0.5, 0.0)),
        (1, UNKNOWN, Parts(3.0, -1.0, 0.0, 0.0)),
        (UNKNOWN, UNKNOWN, Parts(3.0, 0.0, 0.0, 0.0)),
    ],
)
def test_the_unknown_has_neither_bias_nor_factors(user, work, parts):
    assert tiny_svd().parts(user, work) == parts
    assert tiny_svd().predict(user, work) == sum(parts)


def test_predictions_stay_within_the_scale():
    assert tiny_svd().predict(0, 0) == 4.75
    assert tiny_svd(mark=4.0).predict(0, 0) == 5.0
    assert tiny_svd().predict(1, 1) == 0.5  # 3 - 1 - 4 = -2


def test_predicting_changes_nothing(model):
    before = model.work_bias.copy(), model.user_bias.copy()
    model.predict(3, 0)
    model.predict(UNKNOWN, 0)
    np.testing.assert_array_equal(model.work_bias, before[0])
    np.testing.assert_array_equal(model.user_bias, before[1])
