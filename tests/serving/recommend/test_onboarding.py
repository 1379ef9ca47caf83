"""Which titles a newcomer is asked to rate."""

import numpy as np
import pytest

from recsys.errors import NotFoundError
from recsys.serving.recommend.feedback import Feedback
from tests.fixtures.catalogue import AMELIE, catalogue_service


def ids(works):
    return [work.work_id for work in works]


def variance_left(model, person, works, asked):
    """The variance that is left in the predictions of all `works` once those of `asked` are rated, the naive way."""
    x = model.coefficients_of(np.array(works)).astype(float)
    x[:, :, 0] = 1.0
    left = 0.0
    for draw in range(model.n_draws):
        precision = np.linalg.inv(person.covariance[draw])
        for work in asked:
            seen = x[works.index(work), draw]
            precision = precision + person.noise_precision[draw] * np.outer(seen, seen)
        left += np.trace(x[:, draw] @ np.linalg.inv(precision) @ x[:, draw].T)
    return left / model.n_draws


@pytest.mark.parametrize("given", [{}, {AMELIE: 5.0}])
def test_each_title_takes_most_of_what_is_not_known_yet(service, given):
    ratings = {service.catalogue.work_ids.ids[work]: stars for work, stars in given.items()}
    model, works = service.bundle.collaborative, service.catalogue.work_ids
    profile = service.people.users.profile(None, given, Feedback())
    person = profile.posterior
    raters = {work: service.people.users.raters(work) for work in range(len(works))}
    rated = [work for work in raters if raters[work]]
    done = list(given)
    expected: list[int] = []
    while len(expected) < 2:  # a third would be of a genre that two have already
        before = variance_left(model, person, rated, expected)
        left = [work for work in rated if work not in expected and work not in done]
        gains = {
            work: raters[work] * (before - variance_left(model, person, rated, [*expected, work])) for work in left
        }
        expected.append(max(gains, key=lambda work: gains[work]))
    assert ids(service.to_rate(ratings, [], [], 2)) == [works.ids[work] for work in expected]


def test_nothing_that_nobody_rated_is_asked_and_nothing_twice(service):
    asked = ids(service.to_rate([], [], [], 100))
    assert len(asked) == len(set(asked)) == 5
    assert not {"dark-2017-series", "rec-2007-movie"} & set(asked)


def test_what_has_no_answer_yet_keeps_its_place(service):
    first = ids(service.to_rate([], [], [], 3))
    after = ids(service.to_rate([f"{first[1]}=4"], [], first, 3))
    assert (after[0], after[2]) == (first[0], first[2])
    assert after[1] not in first
    unseen = ids(service.to_rate([], [first[0]], first, 3))
    assert unseen[1:] == first[1:]
    assert unseen[0] not in first


def test_a_title_that_somebody_looked_for_is_asked_though_nobody_rated_it(service):
    assert ids(service.to_rate([], [], ["dark-2017-series"], 2))[0] == "dark-2017-series"


def test_it_ends_when_everything_is_answered(service):
    asked = ids(service.to_rate([], [], [], 100))
    assert service.to_rate([f"{work}=3" for work in asked[:2]], asked[2:], asked, 6) == []


def test_without_ratings_there_is_nobody_to_ask_for():
    with pytest.raises(NotFoundError, match="knows no taste"):
        catalogue_service(collaborative=False).to_rate([], [], [], 3)


def test_genres_take_turns(service):
    genres = [work.genres[:1] for work in service.to_rate([], [], [], 4)]
    assert all(genres.count(genre) <= 2 for genre in genres if genre)
