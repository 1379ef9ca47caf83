"""Which titles a newcomer is asked to rate."""

import numpy as np
import pytest

from recsys.errors import NotFoundError
from recsys.serving.recommend.askable import Askable
from recsys.serving.recommend.feedback import Feedback
from recsys.serving.recommend.franchises import ALONE
from recsys.serving.recommend.onboarding import next_works
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
            # A rating of a work that nobody rated varies as its own coefficients do, too.
            variance = 1 / model.noise_precision[draw]
            variance *= (
                1 + model.doubt[work] * model.noise_precision[draw] * model.work_variance_seen(model.prior_mean)[draw]
            )
            precision = precision + person.noise_precision[draw] * np.outer(seen, seen) / (
                variance * model.noise_precision[draw]
            )
        left += np.trace(x[:, draw] @ np.linalg.inv(precision) @ x[:, draw].T)
    return left / model.n_draws


@pytest.mark.parametrize("given", [{}, {AMELIE: 5.0}])
def test_the_first_title_takes_most_of_what_is_not_known_yet(service, given):
    ratings = {service.catalogue.work_ids.ids[work]: stars for work, stars in given.items()}
    model, ids_of = service.bundle.collaborative, service.catalogue.work_ids.ids
    person = service.people.users.profile(None, given, Feedback()).posterior
    askable = service.people.onboarding.askable(None)
    works = askable.works.tolist()
    before = variance_left(model, person, works, [])
    known = askable.chances
    if given:
        place = works.index(AMELIE)
        shift = 0.5 * askable.alike[:, place] * (1 - known[place])
        known = 1 / (1 + np.exp(-(np.log(known / (1 - known)) + shift)))
    gains = {
        work: chance**5 * (before - variance_left(model, person, works, [work]))
        for work, chance in zip(works, known, strict=True)
        if work not in given
    }
    # The only series that is known comes by the rules alone: nobody has rated it.
    assert ids(service.to_rate([f"{work}={stars}" for work, stars in ratings.items()], [], [], 1)) == [
        ids_of[max(gains, key=lambda work: gains[work])]
    ]


def test_nothing_that_nobody_knows_is_asked_and_nothing_twice(service):
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


def test_the_first_ten_are_what_the_rules_say(service):
    """Of 64 works the best known are old films of one franchise from elsewhere, in one genre and for children."""
    person = service.people.users.profile(None, {}, Feedback()).posterior
    small = service.people.onboarding.askable(None)
    rng, n = np.random.default_rng(0), 64
    places = np.arange(n)
    film, old, abroad, plain = (places // 2**bit % 2 == 0 for bit in range(4))
    franchises = np.where(plain & film & old, 7, ALONE).astype(np.int32)
    x = rng.normal(size=(len(small.draws), n, small.x.shape[2]))
    askable = Askable(
        works=places, chances=np.linspace(0.5, 0.1, n), alike=np.ones((n, n)), draws=small.draws,
        x=x, all_x=x.transpose(0, 2, 1) @ x, sure=np.ones(x.shape[:2]), is_series=~film, is_recent=~old,
        is_home=~abroad, for_children=plain & ~old, franchises=franchises,
        genres=np.array(["drama", "crime", "comedy", "war", "action", "music", "horror", ""] * 8, dtype=object),
        series_share=0.6,
    )  # fmt: skip
    asked = np.array(next_works(askable, person, [], [], [], 10))
    assert len(np.unique(asked)) == 10
    assert askable.is_series[asked].sum() == 6
    assert all(askable.is_recent[asked[:count]].mean() >= 0.5 for count in range(1, 11))
    assert askable.is_home[asked].sum() >= 2
    assert not askable.for_children[asked].any()
    assert (franchises[asked] != ALONE).sum() <= 1
