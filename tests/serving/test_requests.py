"""What is sent becomes a typed request, checked once."""

import dataclasses

import pytest

from recsys.errors import NotFoundError
from recsys.serving.filters import Filters
from recsys.serving.locales import Locale
from recsys.serving.recommend.diversity import DiversitySettings
from recsys.serving.recommend.feedback import Feedback
from recsys.serving.requests import FitRequest, ListRequest, RateRequest, RequestReader, SimilarRequest
from tests.fixtures.catalogue import ALIEN, ALIENS, AMELIE, DARK, REC, THING_1951, THING_1982


@pytest.fixture(scope="module")
def reader(service):
    return RequestReader(service.catalogue, service.filters, service.people.users)


def test_works_like_a_title(reader):
    assert reader.similar("the thing", "3", 0.5, 1, platforms="hbo max", country="mexico") == SimilarRequest(
        THING_1982,
        3,
        (THING_1951,),
        Filters(platforms=("max",), country="MX"),
        DiversitySettings(0.5, 1),
        Locale(None, "MX"),
    )


def test_a_list(reader):
    sent = {"more_like": "Dark", "less_like": ["tmdb-5"], "hide": ["as1", "ns8"], "ratings": "Alien=4\nns1=3"}
    assert reader.unseen(None, 10, diversity=0, per_franchise=2, genre="horror", **sent) == ListRequest(
        None, 10, Filters(genre="horror"), {ALIEN: 3.0}, Feedback((DARK,), (ALIENS,), (ALIEN, REC))
    )


def test_a_fit(reader, service):
    user = service.people.users.find("club-1")
    assert reader.fit("1", "aliens", {"Amélie": 2}, ["Dark"], None) == FitRequest(
        user, ALIENS, {AMELIE: 2.0}, Feedback(more=(DARK,))
    )


def test_titles_to_rate(reader):
    assert reader.to_rate([], ["Dark"], ["alien", "tmdb-5"], 4) == RateRequest(4, {}, (DARK,), (ALIEN, ALIENS))


def test_a_request_cannot_be_changed(reader):
    with pytest.raises(dataclasses.FrozenInstanceError):
        reader.to_rate([], [], [], 4).k = 5


@pytest.mark.parametrize(
    "ask",
    [
        lambda reader: reader.fit("club-1", "alien", None, None, None),
        lambda reader: reader.unseen(None, 1, None, 0, 2, None, None, None),
        lambda reader: reader.to_rate([], [], [], 1),
    ],
)
def test_without_ratings_there_are_no_users_to_ask_about(unrated, ask):
    with pytest.raises(NotFoundError, match="built without ratings"):
        ask(RequestReader(unrated.catalogue, unrated.filters, None))
