"""Newcomers who answer what they rated, and what their answers teach."""

import numpy as np
import pytest

from recsys.research.onboarding.interview import Told, interview, ways
from recsys.research.onboarding.learn import learn_fame
from recsys.research.onboarding.people import Newcomer
from tests.fixtures.catalogue import ALIEN, AMELIE, DARK, THING_1982, catalogue_service


def test_fame_is_the_logistic_curve_through_what_people_rated():
    few, many = 10, 50
    people = [
        Newcomer({work: 4.0 for work, raters in ((0, few), (1, many)) if place < raters}, np.zeros(0, int))
        for place in range(100)
    ]
    found = learn_fame(people, np.array([0, 1]), np.array([1e5, 1e6]))
    assert found == pytest.approx((np.log(0.1 / 0.9), np.log(0.5 / 0.5) - np.log(0.1 / 0.9)), abs=0.006)


def test_a_newcomer_has_not_seen_what_they_have_not_rated():
    told_of = []
    order = iter([ALIEN, DARK, THING_1982])

    def ask(told):
        told_of.append((dict(told.ratings), list(told.unseen)))
        return next(order, None)

    person = Newcomer({ALIEN: 4.0, THING_1982: 3.0}, np.array([AMELIE]))
    measured = interview(catalogue_service(), person, ask, None)
    assert told_of[3] == ({ALIEN: 4.0, THING_1982: 3.0}, [DARK])
    assert [one.unseen for one in measured] == pytest.approx([1 - 2 / 5, 1 - 2 / 10])
    assert all(0 < one.ndcg <= 1 for one in measured)


def test_no_way_asks_twice_or_about_what_the_list_should_hold():
    service = catalogue_service()
    askable = service.people.onboarding.askable(None)
    for name, way in ways(service, 0).items():
        ask = way(askable, {AMELIE})
        ratings: dict[int, float] = {}
        while (work := ask(Told(ratings, []))) is not None:
            assert work not in ratings, name
            ratings[work] = 3.0
        assert ratings, name
        assert AMELIE not in ratings, name
