import pytest

from recsys.errors import InvalidValueError, NotFoundError
from recsys.serving.requests import RequestReader
from tests.fixtures.catalogue import (
    ALIEN,
    ALIENS,
    AMELIE,
    DARK,
    NO_TEXT,
    NO_TITLE,
    REC,
    THING_1951,
    THING_1982,
    TWO_THOUSAND_TWELVE,
)


@pytest.fixture(scope="module")
def users(service):
    return service.people.users


def test_how_many(users):
    assert len(users) == 4


@pytest.mark.parametrize(
    ("value", "id_"),
    [
        ("club-2", "club-2"),
        (" club-1 ", "club-1"),
        ("1", "club-1"),
        (31, "field-31"),
        (31.0, "field-31"),
        ("31", "field-31"),
    ],
)
def test_found_by_id_or_by_a_number_that_one_has(profile, value, id_):
    assert profile(value, None).user_id == id_


@pytest.mark.parametrize("value", ["2", 2])
def test_a_number_of_several_sources_is_ambiguous(users, value):
    with pytest.raises(InvalidValueError) as caught:
        users.find(value)
    assert str(caught.value) == "user_id must say which source it is of, got «2». One of club-2, field-2."
    assert caught.value.parameter == "user_id"


@pytest.mark.parametrize("value", ["club-3", "3", "CLUB-1", "club", "-1", "club-", "🍿", 10**30, 1.5])
def test_an_unknown_user_gets_some_that_exist(users, value):
    with pytest.raises(NotFoundError) as caught:
        users.find(value)
    assert str(caught.value) == f"No user is called: «{value}». There are, for example, «club-2», «club-1», «field-2»."
    assert caught.value.parameter == "user_id"


@pytest.mark.parametrize("value", [*NO_TEXT, *NO_TITLE], ids=lambda value: repr(value)[:20])
def test_what_is_no_user(users, value):
    with pytest.raises(InvalidValueError, match=r"user_id must .*, got .* For example «club-2»\."):
        users.find(value)


def history(users, id_):
    works, ratings = users.history(users.find(id_))
    return dict(zip(works.tolist(), ratings.tolist(), strict=True))


@pytest.fixture(scope="module")
def profile(service, users):
    """The profile of a user_id and ratings as people send them."""
    reader = RequestReader(service.catalogue, service.filters, users)

    def made(user_id, ratings, more_like=None):
        request = reader.fit(user_id, "Alien", ratings, more_like, None)
        return users.profile(request.user, request.ratings, request.feedback)

    return made


def rated(profile):
    assert len(set(profile.work_nums.tolist())) == len(profile.work_nums)
    return dict(zip(profile.work_nums.tolist(), profile.ratings.tolist(), strict=True))


def test_histories_by_the_catalogue_s_numbers(users):
    assert history(users, "club-2") == {TWO_THOUSAND_TWELVE: 3.0, THING_1982: 5.0, AMELIE: 1.0, ALIEN: 3.5}
    assert history(users, "club-1") == {ALIEN: 4.5, THING_1982: 4.0}
    assert history(users, "field-2") == {ALIEN: 2.0}
    assert history(users, "field-31") == {THING_1951: 0.5}


def test_raters_of_a_work_on_any_platform(users):
    assert [users.raters(work) for work in range(8)] == [3, 0, 1, 2, 1, 0, 1, 0]
    assert users.raters(DARK) == 0


def test_examples_those_with_most_ratings_first(users, service, unrated):
    assert users.examples() == ["club-2", "club-1", "field-2"]
    assert service.example_users(1) == ["club-2"]
    assert len(service.example_users()) == 4
    assert unrated.example_users() == []


def test_a_profile_is_their_ratings(profile):
    assert rated(profile(None, None)) == {}
    assert rated(profile("club-1", None)) == {ALIEN: 4.5, THING_1982: 4.0}
    assert rated(profile(None, {"[REC]": 3, "ns1": "2"})) == {REC: 3.0, ALIEN: 2.0}
    assert rated(profile(None, ["Aliens=3"])) == {ALIENS: 3.0}  # which is on no service
    assert rated(profile(None, ["[REC]=3", "ns1=2"])) == {REC: 3.0, ALIEN: 2.0}
    assert rated(profile("club-1", "Dark=0.5\nThing, The=1")) == {ALIEN: 4.5, THING_1982: 1.0, DARK: 0.5}
    assert rated(profile("club-1", ["alien=1", "Alien (1979)=2"])) == {THING_1982: 4.0, ALIEN: 2.0}
    assert [profile(id_, None).user_id for id_ in (None, "", "1")] == [None, None, "club-1"]


def test_ratings_of_a_request_are_not_the_user_s_own(users, profile):
    before = history(users, "club-1")
    profile("club-1", ["Alien=0.5", "Dark=0.5"])
    assert history(users, "club-1") == before
    assert rated(profile("club-1", None)) == before
    assert users.raters(DARK) == 0


def test_habits(profile):
    # 3 of the 8 ratings are of 4 stars or more; besides one's own they count as 10.
    assert profile(None, None).habit == 3 / 8
    assert profile("club-1", None).habit == pytest.approx((2 + 3.75) / 12)
    assert profile("club-1", ["Alien=1"]).habit == pytest.approx((1 + 3.75) / 12)
    assert profile(None, ["Dark=4", "Alien=3.5", "[REC]=5"]).habit == pytest.approx((2 + 3.75) / 13)


@pytest.mark.parametrize(
    ("ratings", "error"),
    [
        (["Alien"], InvalidValueError),
        (["Alien=0"], InvalidValueError),
        ([5], InvalidValueError),
        ({"Alien": 6}, InvalidValueError),
        ({"Alien": None}, InvalidValueError),
        ({5: 5}, InvalidValueError),
        (5, InvalidValueError),
        (["x" * 400 + "=5"], InvalidValueError),
        (["zzzz=5"], NotFoundError),
    ],
)
def test_what_are_no_ratings(profile, ratings, error):
    with pytest.raises(error) as caught:
        profile("club-1", ratings)
    assert caught.value.parameter == "ratings"


def test_feedback_stands_behind_the_ratings_and_moves_no_habit(profile):
    plain, wanted = profile("club-1", None), profile("club-1", None, more_like=["Dark", "Alien"])
    assert rated(wanted) == {ALIEN: 4.5, THING_1982: 4.0, DARK: 4.5}  # of what was rated the rating counts
    assert (wanted.n_rated, wanted.habit) == (2, plain.habit)
