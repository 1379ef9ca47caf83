import numpy as np
import pandas as pd
import pytest
import surprise

from recsys.build.evaluation.methods import Fitted
from recsys.build.evaluation.metrics import rmse
from recsys.build.evaluation.splits import cold_works, hold_out, newcomers
from recsys.models.ratings.bias import USER_DAMPING, BiasModel
from recsys.models.ratings.svd import SvdModel, SvdParameters
from recsys.research.baselines import BASELINES
from recsys.research.peers import CMFREC, PEERS
from recsys.research.rating_tables import newcomer_scores, pair_scores
from tests.build.evaluation.planted import N_USERS, N_WORKS, SCALE, planted, training

METHODS = {method.name: method for method in (*BASELINES, *PEERS)}
RATINGS, FEATURES = planted()
HELD = hold_out(len(RATINGS), 1, 0.2)
TRAIN, TEST = training(RATINGS.where(~HELD), FEATURES), RATINGS.where(HELD)
NAMES = [
    pytest.param(name, marks=pytest.mark.skipif(bool(method.missing), reason=f"{method.missing} not installed"))
    for name, method in METHODS.items()
]
FOLD_IN = [name for name in NAMES if METHODS[str(name.values[0])].folds_in]
UNKNOWN = np.array([-1], dtype=np.int32)
KNOWN = np.array([3], dtype=np.int32)


@pytest.fixture(scope="module")
def fitted():
    """Each method fitted once."""
    done: dict[str, Fitted] = {}

    def of(name):
        return done.setdefault(name, METHODS[name].fit(TRAIN, 0))

    return of


def test_names_are_told_apart():
    assert len(METHODS) == len(BASELINES) + len(PEERS)


@pytest.mark.parametrize("name", NAMES)
def test_every_method_beats_the_mean_and_is_aligned_with_the_pairs(name, fitted):
    predicted = fitted(name).predict(TEST.user_nums, TEST.work_nums)
    assert predicted.shape == (len(TEST),)
    mean = rmse(np.full(len(TEST), TRAIN.ratings.ratings.mean()), TEST.ratings)
    error = rmse(np.clip(predicted, *SCALE), TEST.ratings)
    if name == "global mean":
        assert error == pytest.approx(mean, rel=1e-6)
    else:
        assert error < 0.95 * mean
    again = fitted(name).predict(TEST.user_nums[::-1], TEST.work_nums[::-1])
    np.testing.assert_allclose(again[::-1], predicted, atol=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_a_seed_makes_the_same_predictions(name, fitted):
    again = METHODS[name].fit(TRAIN, 0).predict(TEST.user_nums, TEST.work_nums)
    np.testing.assert_allclose(again, fitted(name).predict(TEST.user_nums, TEST.work_nums), atol=1e-4)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("users", "works"), [(UNKNOWN, UNKNOWN), (UNKNOWN, KNOWN), (KNOWN, UNKNOWN)])
def test_the_unknown_get_a_rating_too(name, users, works, fitted):
    predicted = fitted(name).predict(users, works)
    assert predicted.shape == (1,)
    assert SCALE[0] - 1 < predicted[0] < SCALE[1] + 1


@pytest.mark.parametrize("name", FOLD_IN)
def test_folding_in_a_generous_and_a_strict_newcomer(name, fitted):
    fold_in = fitted(name).fold_in
    works, others = np.array([0, 1, 2, 3, -1], dtype=np.int32), np.array([4, 5, -1], dtype=np.int32)
    generous, strict = (fold_in(works, np.full(5, stars, dtype=np.float32))(others) for stars in (5.0, 1.0))
    assert generous.shape == strict.shape == (3,)
    assert np.isfinite([generous, strict]).all()
    assert (generous == strict).all() if name == "global mean" else (generous > strict).all()


def test_methods_fold_in_when_they_say_so(fitted):
    for name, method in METHODS.items():
        if not method.missing:
            assert (fitted(name).fold_in is not None) == method.folds_in, name


@pytest.mark.parametrize(
    ("name", "algorithm"),
    [
        ("Surprise BaselineOnly", lambda: surprise.BaselineOnly(verbose=False)),
        ("Surprise SVD", lambda: surprise.SVD(random_state=0)),
        ("Surprise SVD++", lambda: surprise.SVDpp(random_state=0)),
        (
            "Surprise KNNBaseline",
            lambda: surprise.KNNBaseline(
                sim_options={"name": "pearson_baseline", "user_based": False}, verbose=False
            ),
        ),
    ],
)  # fmt: skip
def test_surprise_predicts_as_it_does_by_itself(name, algorithm, fitted):
    ratings = TRAIN.ratings
    frame = pd.DataFrame({"u": ratings.user_nums, "w": ratings.work_nums, "r": ratings.ratings.astype(float)})
    own = algorithm().fit(
        surprise.Dataset.load_from_df(frame, surprise.Reader(rating_scale=SCALE)).build_full_trainset()
    )
    pairs = [*zip(TEST.user_nums.tolist(), TEST.work_nums.tolist(), strict=True), (-1, 3), (3, -1), (-1, -1)]
    users, works = (np.array(column, dtype=np.int32) for column in zip(*pairs, strict=True))
    expected = [own.predict(user if user >= 0 else "?", work if work >= 0 else "?").est for user, work in pairs]
    np.testing.assert_allclose(fitted(name).predict(users, works), expected)


def test_the_tuned_svd_is_our_model(fitted):
    ratings = TRAIN.ratings
    triples = (ratings.user_nums, ratings.work_nums, ratings.ratings)
    model = SvdModel.fit(ratings.users, ratings.works, *triples, SCALE, SvdParameters())
    users, works = np.array([3, -1, 5, -1], dtype=np.int32), np.array([7, 7, -1, -1], dtype=np.int32)
    predicted = np.clip(fitted("Surprise SVD, tuned").predict(users, works), *SCALE)
    expected = [model.predict(user, work) for user, work in zip(users.tolist(), works.tolist(), strict=True)]
    np.testing.assert_allclose(predicted, expected, atol=1e-5)


def test_the_tuned_svd_folds_in_what_minimises_its_objective(fitted):
    """Σ (r - μ - b_i - b - p·q_i)² + reg n̄ (b² + ‖p‖²) is nowhere lower nearby."""
    ratings = TRAIN.ratings
    triples = (ratings.user_nums, ratings.work_nums, ratings.ratings)
    model, reg = SvdModel.fit(ratings.users, ratings.works, *triples, SCALE), SvdParameters().reg
    works, stars = np.array([2, 9, 4], dtype=np.int32), np.array([5, 1, 4], dtype=np.float32)
    everything = np.arange(N_WORKS, dtype=np.int32)
    predicted = fitted("Surprise SVD, tuned").fold_in(works, stars)(everything)
    parts = predicted - model.global_mean - model.work_bias
    design = np.column_stack([np.ones(N_WORKS), model.work_factors])
    solved = np.linalg.lstsq(design, parts, rcond=None)[0]  # of the least norm, hence in the span of what was rated

    def objective(x):
        residuals = stars - model.global_mean - model.work_bias[works] - design[works] @ x
        return (residuals**2).sum() + reg * len(ratings) / len(set(ratings.user_nums)) * (x**2).sum()

    step = np.random.default_rng(0).normal(0, 1e-2, (50, len(solved)))
    assert all(objective(solved) < objective(solved + one) for one in step)


@pytest.mark.parametrize("implicit", [False, True])
def test_cmfrec_predicts_as_it_does_by_itself(implicit, fitted):
    cmfrec = pytest.importorskip("cmfrec")
    ratings = TRAIN.ratings
    columns = {"UserId": ratings.user_nums, "ItemId": ratings.work_nums, "Rating": ratings.ratings}
    own = cmfrec.CMF(**CMFREC, add_implicit_features=implicit, random_state=0, verbose=False)
    own.fit(pd.DataFrame(columns))
    ours = fitted("cmfrec ALS, implicit features" if implicit else "cmfrec ALS")
    users, works = (np.intersect1d(TEST.user_nums, ratings.user_nums), np.arange(5, 10, dtype=np.int32))
    users = np.repeat(users[:4], 5).astype(np.int32)
    expected = own.predict(users, np.tile(works, 4))
    np.testing.assert_allclose(ours.predict(users, np.tile(works, 4)), expected, atol=1e-4)
    given, stars = np.array([2, 11, 4], dtype=np.int32), np.array([5, 1, 4], dtype=np.float32)
    warm = own.predict_warm(works, X_col=given, X_val=stars)
    np.testing.assert_allclose(ours.fold_in(given, stars)(works), warm, atol=1e-4)


def test_biases_fold_in_as_if_the_newcomer_had_been_there(fitted):
    ratings = TRAIN.ratings
    model = BiasModel.fit(ratings.user_nums, ratings.work_nums, ratings.ratings, N_USERS, N_WORKS)
    predicted = fitted("biases").fold_in(np.array([2, 9], dtype=np.int32), np.array([5, 2], dtype=np.float32))
    shift = (5 - model.global_mean - model.work_bias[2] + 2 - model.global_mean - model.work_bias[9]) / (
        2 + USER_DAMPING
    )
    expected = model.global_mean + shift + np.array([model.work_bias[4], 0])
    np.testing.assert_allclose(predicted(np.array([4, -1], dtype=np.int32)), expected)


def test_features_tell_what_cold_works_are_like():
    held = cold_works(RATINGS.work_nums, N_WORKS, seed=2, share=0.3)
    train, test = training(RATINGS.where(~held), FEATURES), RATINGS.where(held)
    errors = {
        name: pair_scores(METHODS[name], train, test, 0).rmse
        for name in ("global mean", "biases", "biases, cold works by features")
    }
    assert errors["biases, cold works by features"] < 0.9 * errors["biases"] < 0.9 * errors["global mean"]


def test_features_change_nothing_for_rated_works(fitted):
    plain, by_features = (fitted(name) for name in ("biases", "biases, cold works by features"))
    np.testing.assert_allclose(
        by_features.predict(TEST.user_nums, TEST.work_nums), plain.predict(TEST.user_nums, TEST.work_nums)
    )


def test_newcomers_are_known_better_with_every_rating():
    ratings, features = planted(seed=4, n_users=150)
    arrivals = newcomers(ratings.user_nums, 150, seed=0, share=0.3)
    train = training(ratings.where(~arrivals.held_out), features)
    for name in ("biases", "Surprise SVD, tuned"):
        few, many = newcomer_scores(METHODS[name], train, ratings, arrivals, (2, 12), 0)
        assert many.rmse < few.rmse < newcomer_scores(METHODS["global mean"], train, ratings, arrivals, (2,), 0)[0].rmse
