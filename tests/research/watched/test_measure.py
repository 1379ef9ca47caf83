"""People whose stars are hidden, and what ways of taking their watches are worth, on planted ratings."""

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from recsys.models.content.model import ContentModel
from recsys.models.ratings.watches import WatchSign
from recsys.research.rankers import TimedDataset
from recsys.research.watched.measure import ABOVE, LIKED, WEIGHTS, foretold, learn, listed
from recsys.research.watched.people import HIDDEN, folder_of
from recsys.research.watched.readings import as_liked, by_sign, ignored, known
from tests.build.evaluation.planted import planted, training


@pytest.fixture(scope="module")
def dataset():
    ratings, features = planted()
    content = ContentModel.fit([{"genre": genres} for genres in features.genres], {"genre": 1.0})
    return TimedDataset(training(ratings, features), np.random.default_rng(2).permutation(len(ratings)), content)


@pytest.fixture(scope="module")
def folder(dataset):
    return folder_of("planted", dataset, 0)


def test_people_are_away_and_their_last_fifth_is_foretold(dataset, folder):
    ratings = dataset.plain.ratings
    told = {user: set(ratings.work_nums[ratings.user_nums == user].tolist()) for user in range(60)}
    people = [*folder.teaching[1.0], *folder.reported[1.0]]
    assert len(people) == round(0.4 * 60)
    assert len(folder.teaching[0.5]) == len(folder.reported[0.5]) == 12
    for person in people:
        works = [*person.works.tolist(), *person.later_works.tolist()]
        assert set(works) in told.values()
        assert len(person.later_works) == len(works) // 5
        assert person.hidden.all()
    for half, whole in zip(folder.reported[0.5], folder.reported[1.0], strict=True):
        np.testing.assert_array_equal(half.works, whole.works)
        assert 0 < half.hidden.sum() < len(half.hidden)
    counted = sum(len(person.works) + len(person.later_works) for person in people)
    assert folder.others.popularity.sum() == len(ratings) - counted  # nothing of theirs was learned from


def test_log_loss_and_rmse_a_rating_at_a_time(folder):
    others, people = folder.others, folder.reported[0.5][:4]
    losses, squares = [], []
    for person in people:
        given = ~person.hidden
        posterior = others.model.fold_in(person.works[given], person.ratings[given])
        for work, stars in zip(person.later_works.tolist(), person.later_ratings.tolist(), strict=True):
            found = posterior.predict(np.array([work]))
            chance = float(found.liking[0])
            losses.append(-math.log(chance if stars >= 4 else 1 - chance))
            squares.append((float(found.ratings[0]) - stars) ** 2)
    found = foretold(others, people, ignored)
    assert found.log_loss == pytest.approx(np.mean(losses), abs=1e-4)
    assert found.rmse == pytest.approx(math.sqrt(np.mean(squares)), abs=1e-4)


def test_with_all_stars_known_all_readings_but_none_are_one(folder):
    people = [replace(person, hidden=np.zeros_like(person.hidden)) for person in folder.reported[1.0]]
    for reading in (ignored, as_liked, by_sign(WatchSign(0.5, 0.3, 0.5))):
        assert foretold(folder.others, people, reading) == pytest.approx(foretold(folder.others, people, known))
        assert listed(folder.others, people, reading) == pytest.approx(listed(folder.others, people, known))


def test_hidden_stars_are_not_looked_at(folder):
    people = folder.reported[0.5]
    changed = [replace(person, ratings=np.where(person.hidden, np.float32(1), person.ratings)) for person in people]
    for reading in (ignored, as_liked, by_sign(WatchSign(0.5, 0.3, 0.5))):
        assert foretold(folder.others, changed, reading) == foretold(folder.others, people, reading)
        assert listed(folder.others, changed, reading) == listed(folder.others, people, reading)
    assert foretold(folder.others, changed, known) != foretold(folder.others, people, known)


def test_the_sign_that_is_learned_is_the_best_of_all(folder):
    few = {share: people[:6] for share, people in folder.teaching.items()}
    folder = replace(folder, teaching=few)
    found = learn([folder])

    def loss(above, weight):
        reading = by_sign(WatchSign(above, weight, 0.1))
        figures = [foretold(folder.others, folder.teaching[share], reading).log_loss for share in HIDDEN]
        return round(sum(figures) / len(figures), 4)

    assert loss(found.above, found.weight) == min(loss(*pair) for pair in product(ABOVE, WEIGHTS))
    assert found.liked in LIKED
