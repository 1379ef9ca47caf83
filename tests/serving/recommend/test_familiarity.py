"""Who knows what."""

import numpy as np
import pytest

from recsys.serving.recommend.familiarity import after_answers, chance_known, circles


def test_the_chance_follows_votes_and_what_is_watched_now():
    votes, hours = np.array([100_000.0, 1_000_000, 0, 0, 0]), np.array([0.0, 0, 6e7, 4.9e8, 0])
    found = chance_known(votes, hours, np.array([True, False, True, False, True]))
    at_100_000 = 1 / (1 + np.exp(4.26))
    assert found[:4] == pytest.approx([at_100_000, 1 / (1 + np.exp(1.95)), at_100_000, at_100_000])
    assert found[4] < 1e-6


def test_a_circle_is_of_kind_years_and_genres():
    genres = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 0.0]])
    alike = circles(np.array([2020.0, 2010, 2020]), np.array([True, True, False]), genres)
    assert np.allclose(alike, alike.T)
    assert alike[0, 0] == pytest.approx(1.0)
    assert alike[0, 1] == pytest.approx((1 + 1 + np.exp(-1) + 1 / np.sqrt(2)) / 4)
    assert alike[0, 2] == pytest.approx((1 + 0 + 1 + 0) / 4)


def test_answers_teach_most_of_the_nearest_and_more_the_less_they_were_expected():
    chances, alike = np.array([0.5, 0.2, 0.2]), np.array([[1, 1, 0.25], [1, 1, 0.25], [0.25, 0.25, 1]])
    unknown = after_answers(chances, alike, np.zeros(0, int), np.array([0]))
    assert np.log(unknown / (1 - unknown)) == pytest.approx(np.log(chances / (1 - chances)) - 0.5 * 0.5 * alike[0])
    known = after_answers(chances, alike, np.array([1]), np.zeros(0, int))
    assert np.log(known / (1 - known)) == pytest.approx(np.log(chances / (1 - chances)) + 0.5 * 0.8 * alike[1])


def test_hundreds_of_answers_do_not_make_everything_known():
    chances = np.full(500, 0.01)
    found = after_answers(chances, np.ones((500, 500)), np.arange(400), np.zeros(0, int))
    assert found == pytest.approx(1 / (1 + np.exp(-(np.log(0.01 / 0.99) + 3))))
