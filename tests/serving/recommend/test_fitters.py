"""Which model says how well a title suits a person."""

import dataclasses

import numpy as np
import pytest

from recsys.errors import InvalidValueError
from recsys.models.ratings.point_estimate import PointEstimate
from recsys.models.ratings.svd import SvdModel
from recsys.models.vocabulary import Vocabulary
from recsys.serving.service import Service
from tests.fixtures.catalogue import ALIEN, AMELIE, DARK, THING_1982, TWO_THOUSAND_TWELVE, WORK_IDS, catalogue_bundle

STRENGTH, NOISE_PRECISION = 2.0, 4.0
# Of the users of the catalogue one is not among those that the SVD was trained on.
SVD = SvdModel(
    users=Vocabulary(("club-1", "club-2", "field-31")),
    works=Vocabulary(tuple(WORK_IDS[work] for work in (THING_1982, ALIEN, AMELIE, TWO_THOUSAND_TWELVE))),
    scale=(0.5, 5.0),
    global_mean=3.25,
    user_bias=np.array([0.5, -0.25, -1.0], np.float32),
    user_factors=np.array([[0.5, 0], [0.25, -0.5], [0, 1]], np.float32),
    work_bias=np.array([0.5, 0.25, -0.5, 0.0], np.float32),
    work_factors=np.array([[1, 0], [0.5, 0.5], [-1, 0.5], [0, -1]], np.float32),
)


def service_of(**rmse):
    measured = {name: {"rmse": error, "mae": error - 0.25} for name, error in rmse.items()}
    metrics = {"engine": "posterior", "models": {"biases": {"rmse": 0.5, "mae": 0.5}, **measured}}
    svd = PointEstimate(SVD, STRENGTH, NOISE_PRECISION, 3.75, 8)
    return Service(dataclasses.replace(catalogue_bundle(), svd=svd, metrics=metrics))


@pytest.fixture(scope="module")
def service():
    return service_of(posterior=0.75, svd=0.875)


@pytest.mark.parametrize(("user", "work"), [("club-1", AMELIE), ("club-2", ALIEN), ("field-31", TWO_THOUSAND_TWELVE)])
def test_a_user_of_the_svd_is_answered_by_its_factors(service, user, work):
    answer = service.fit(user, WORK_IDS[work], model="svd")
    assert answer.predicted_rating == pytest.approx(SVD.estimate(user, WORK_IDS[work]), abs=1e-5)
    expected = SVD.parts(SVD.users.number(user), SVD.works.number(WORK_IDS[work]))
    assert dataclasses.astuple(answer.parts) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(("user", "ratings"), [(None, {ALIEN: 5.0, AMELIE: 1.0}), ("field-2", {ALIEN: 2.0})])
def test_anybody_else_is_the_ridge_solution(service, user, ratings):
    """A visitor, and a user whose ratings the SVD has not seen."""
    rows = SVD.works.numbers(WORK_IDS[work] for work in ratings)
    x = np.column_stack([np.ones(len(rows)), SVD.work_factors[rows]])
    y = np.array([*ratings.values()]) - SVD.global_mean - SVD.work_bias[rows]
    gram = x.T @ x + STRENGTH * np.eye(3)
    solved = np.linalg.solve(gram, x.T @ y)
    other = SVD.works.number(WORK_IDS[THING_1982])
    seen = np.array([1, *SVD.work_factors[other]])
    expected = SVD.global_mean + SVD.work_bias[other] + seen @ solved
    deviation = np.sqrt((1 + seen @ np.linalg.solve(gram, seen)) / NOISE_PRECISION)
    own = [f"{WORK_IDS[work]}={stars}" for work, stars in ratings.items()] if user is None else None
    answer = service.fit(user, WORK_IDS[THING_1982], own, model="svd")
    assert answer.predicted_rating == pytest.approx(expected, abs=1e-5)
    assert answer.low == pytest.approx(expected - 1.2815515 * deviation, abs=1e-4)


def test_a_work_that_the_svd_does_not_know_says_nothing_of_itself(service):
    answer = service.fit("club-1", WORK_IDS[DARK], model="svd")
    assert answer.predicted_rating == pytest.approx(SVD.estimate("club-1", WORK_IDS[DARK]), abs=1e-5)
    assert answer.predicted_rating == pytest.approx(3.75, abs=1e-5)


def test_the_best_measured_answers_where_none_is_named():
    for errors, names in (
        ({"posterior": 0.75, "svd": 0.875}, ["posterior", "svd"]),
        ({"posterior": 0.875, "svd": 0.75}, ["svd", "posterior"]),
        ({}, ["posterior", "svd"]),
    ):
        service = service_of(**errors)
        assert service.models == names
        for nothing in (None, ""):
            assert service.fit("club-1", "Alien", model=nothing) == service.fit("club-1", "Alien", model=names[0])
        for name in names:
            answer = service.fit("club-1", "Alien", model=name)
            error = errors.get(name)
            assert (answer.model, answer.rmse, answer.mae) == (name, error, error and error - 0.25)


@pytest.mark.parametrize("name", ["fast", "SVD ++", "biases", 7])
def test_another_name_is_refused_with_those_that_there_are(service, name):
    with pytest.raises(
        InvalidValueError, match=f"model must be one of posterior, svd, got «{name}»".replace("+", r"\+")
    ):
        service.fit("club-1", "Alien", model=name)


def test_without_svd_and_without_ratings():
    without = Service(catalogue_bundle())
    assert without.models == ["posterior"]
    assert without.fit("club-1", "Alien").model == "posterior"
    with pytest.raises(InvalidValueError, match="model must be one of posterior, got «svd»"):
        without.fit("club-1", "Alien", model="svd")
    assert Service(catalogue_bundle(collaborative=False)).models == []


def test_lists_are_the_engine_s_whichever_is_better():
    svd_first = service_of(posterior=0.875, svd=0.75)
    assert svd_first.for_user("club-1") == Service(catalogue_bundle()).for_user("club-1")
