import numpy as np
import pytest

from recsys.models.ratings.engines import FAST, fit_engine
from recsys.models.ratings.features import Features
from tests.models.planted import SCALE, planted


@pytest.fixture(scope="module")
def models():
    """The fast engine's models of planted ratings, with the works' features and without."""
    data, features = planted(n_users=150)
    return tuple(fit_engine(FAST, data, one, SCALE, 0) for one in (features, Features.none(40)))


def test_works_that_nobody_rated_are_expected_to_be_as_others_of_their_features(models):
    """Works 38 and 39 are of the planted genres c, a little better than the mean, and d, a little worse."""
    known, unknown = models
    first, second = known.coefficients_of(np.array([38, 39]))[:, 0, 0]
    assert first > second + 0.2
    np.testing.assert_array_equal(unknown.coefficients_of(np.array([38]))[0], unknown.work_mean)
    of_genre = known.coefficients_of(np.arange(38))[2::4, 0]
    distance = np.linalg.norm(known.coefficients_of(np.array([38]))[0, 0] - of_genre.mean(axis=0))
    assert distance < 0.5 * np.linalg.norm(known.work_mean[0] - of_genre.mean(axis=0))


def test_rated_works_are_as_the_ratings_say(models):
    known, unknown = models
    np.testing.assert_array_equal(known.coefficients, unknown.coefficients)
    assert (known.doubt[:38] == 0).all()
    assert (known.doubt[38:] > 0).all()


def test_what_features_explain_is_not_doubted(models):
    known, unknown = models
    assert known.work_variance[0, 0, 0] < unknown.work_variance[0, 0, 0]
