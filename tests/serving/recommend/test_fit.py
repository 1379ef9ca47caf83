import dataclasses
import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.errors import InvalidValueError, NotFoundError
from recsys.serving.recommend.fit import FitParts
from recsys.serving.recommend.reasons import Reason
from recsys.serving.service import Service
from tests.fixtures.bundles import tiny_bundle
from tests.fixtures.catalogue import LISTINGS, RATINGS, WORK_IDS, alien_films, bundle, draws
from tests.fixtures.tables import rating

NORMAL = NormalDist()
STARS = st.sampled_from([0.5, 1.0, 2.0, 2.5, 3.5, 4.0, 5.0])
NAMES = ["2012", "Alien", "Aliens", "Amélie", "Dark", "[REC]", "The Thing (1951)", "The Thing (1982)"]


def near(value):
    return pytest.approx(value, abs=1e-5)


def near_parts(answer):
    return [near(part) for part in vars(answer.parts).values()]


def written(ratings):
    """Ratings by title as people send them."""
    return [f"{title}={stars}" for title, stars in ratings.items()]


def assert_same(one, other, *, but=()):
    """Two fits are equal but for rounding, and for the fields that are named."""
    mine, theirs = dataclasses.asdict(one), dataclasses.asdict(other)
    for name in set(mine) - set(but):
        if isinstance(mine[name], float):
            assert mine[name] == near(theirs[name]), name
        elif name == "parts":
            assert list(mine[name].values()) == [near(part) for part in theirs[name].values()]
        elif name == "reasons":
            assert {(reason["title"], reason["rating"]): near(reason["push"]) for reason in theirs[name]} == {
                (reason["title"], reason["rating"]): reason["push"] for reason in mine[name]
            }
        else:
            assert mine[name] == theirs[name], name


# On paper: see `draws`


def test_one_rating_on_paper(service):
    # Draws A and B. «Alien» at 2 leaves y = -2 and -1.5 over m = (1, 0, 0) and (-0.5, 0.5, 0), its implicit part
    # included: w = m - 3/4 (1, 1, 1) and m - 1.5/6 (1, 1, 1), which is (0.25, -0.75, -0.75) and (-0.75, 0.25, -0.25).
    answer = service.fit("field-2", "2012")
    assert near_parts(answer) == [3.0, -0.25, 0.5, -0.5]
    assert answer.predicted_rating == near(2.75)
    # Of x = (1, 0, 1): (2 - 4/4)/4 and (2 - 4/6)/4; both draws predict 2.75; noise 1/4 and 3/4.
    deviation = math.sqrt((1 / 4 + 1 / 3) / 2 + 0 + 1 / 2)
    half = NORMAL.inv_cdf(0.9) * deviation
    assert (answer.low, answer.high, answer.interval) == (near(2.75 - half), near(2.75 + half), 0.8)
    assert answer.liking == near(NORMAL.cdf((2.75 - 3.5) / deviation))
    # Of 8 ratings 3 are likes; they count as 10 ratings more, besides one that is no like.
    assert answer.habit == near((0 + 10 * 3 / 8) / (1 + 10))
    assert (answer.recommended, answer.recommended_from) == (False, answer.habit)
    # 2/4 of -2 and 2/6 of -1.5
    assert answer.reasons == [Reason("Alien", 1979, 2.0, near(-0.75))]
    assert (answer.user_id, answer.work.work_id, answer.rated) == ("field-2", "2012-2009-movie", None)
    assert (answer.user_ratings, answer.title_ratings) == (1, 1)
    assert answer.explanation == (
        "Not recommended: 2.8 of 5 stars predicted, 20% likely to be liked, where 34% recommends; "
        "people rate 3.00 on average, this person -0.25, this title +0.50, their match -0.50."
    )


@pytest.mark.parametrize("ratings", [["Alien=5"], "Alien=5", "\n  alien (1979) = 5.0 \n\n", ("ns1=5",)])
def test_a_visitor_on_paper(service, ratings):
    # y = 1 and 1.5 over the same m: w = (1, 0, 0) and (-0.25, 0.75, 0.25), predicting 4.25 and 3.75.
    answer = service.fit(title="2012", ratings=ratings)
    assert near_parts(answer) == [3.0, 0.375, 0.5, 0.125]
    assert answer.predicted_rating == near(4.0)
    deviation = math.sqrt((1 / 4 + 1 / 3) / 2 + 0.25**2 + 1 / 2)
    assert answer.low == near(4 - NORMAL.inv_cdf(0.9) * deviation)
    assert answer.high == 5.0  # cut to the scale: 5.18
    assert answer.liking == near(NORMAL.cdf(0.5 / deviation))
    assert answer.habit == near((1 + 3.75) / 11)
    assert answer.recommended
    assert answer.reasons == [Reason("Alien", 1979, 5.0, near(0.5))]
    assert (answer.user_id, answer.user_ratings, answer.title_ratings, answer.rated) == (None, 1, 1, None)


def test_a_title_that_nobody_rated_on_paper(service):
    # «The Thing» of 1951 at 0.5 makes w = (-0.25, 0, 0.75) and (-0.75, 0.25, 0); «[REC]» is (0, 0, 0.5) and
    # (0, 0.5, 0) by its kind, and unsure by diag(0.5, 0, 1) and diag(0.5, 1, 0).
    answer = service.fit("31", "[REC]")
    assert near_parts(answer) == [3.0, -0.5, 0.0, 0.25]
    assert answer.predicted_rating == near(2.75)
    of_person = ((1.25 - 0.25 / 3) / 4 + (1.25 - 0.25 / 5) / 4) / 2
    of_work = (0.5 + 0.75**2 + 0.5 + 0.25**2) / 2
    deviation = math.sqrt(of_person + of_work + 0.375**2 + 1 / 2)
    assert answer.liking == near(NORMAL.cdf(-0.75 / deviation))
    assert answer.high == near(2.75 + NORMAL.inv_cdf(0.9) * deviation)
    assert answer.reasons == [Reason("The Thing", 1951, 0.5, near(-1.75 * (0.5 / 3 + 0.5 / 5) / 2))]
    assert (answer.title_ratings, answer.rated) == (0, None)
    assert answer.explanation.endswith(
        "; nobody has rated this title yet, so this follows from its genres, people, country and years."
    )


def test_nobody_in_particular_on_paper(service):
    # w = (0.5, 0, 0) and (-0.5, 0, 0): 3.75 and 3.25.
    answer = service.fit(title="2012")
    assert near_parts(answer) == [3.0, 0.0, 0.5, 0.0]
    assert (answer.predicted_rating, answer.liking) == (near(3.5), near(0.5))
    half = NORMAL.inv_cdf(0.9) * math.sqrt(2 / 4 + 0.25**2 + 1 / 2)
    assert (answer.low, answer.high) == (near(3.5 - half), near(3.5 + half))
    assert answer.habit == 3 / 8
    assert (answer.user_id, answer.user_ratings, answer.rated, answer.reasons) == (None, 0, None, [])
    assert answer.explanation == (
        "Recommended: 3.5 of 5 stars predicted, 50% likely to be liked, where 38% recommends; "
        "this is what people in general would say; a few ratings make it yours."
    )


@pytest.mark.parametrize(("user_id", "ratings"), [(None, None), ("", ""), ("", []), ([], "\n  \n"), (None, ())])
def test_what_is_left_out_or_empty_is_nobody(service, user_id, ratings):
    assert service.fit(user_id, "2012", ratings) == service.fit(title="2012")


@pytest.mark.parametrize("title", ["[REC]", "Dark"])
def test_nobody_in_particular_and_a_title_that_nobody_rated(service, title):
    answer = service.fit(title=title)
    assert (answer.title_ratings, answer.user_ratings) == (0, 0)
    assert "people in general" in answer.explanation


# The bar


def rated(*stars):
    """The catalogue_service's model among people of whom one gave all these stars."""
    ratings = [rating("a-1", work_id, given) for work_id, given in zip(WORK_IDS, stars, strict=False)]
    return Service(bundle(alien_films(), LISTINGS, *ratings, collaborative=draws()))


@pytest.mark.parametrize(("stars", "habit", "bar"), [((5.0, 4.0), 1.0, 0.7), ((3.5, 0.5), 0.0, 0.3)])
def test_the_bar_stays_within_bounds(stars, habit, bar):
    for answer in (rated(*stars).fit("a-1", "2012"), rated(*stars).fit(title="2012")):
        assert (answer.habit, answer.recommended_from) == (habit, bar)
        assert answer.recommended == (answer.liking >= bar)


def test_four_stars_are_liking_and_three_and_a_half_are_not():
    assert rated(3.5, 4.0).fit(title="2012").habit == 0.5


def test_the_bar_is_the_person_s_own(service):
    strict = [f"{name}=1" for name in ("Dark", "[REC]")]
    for ratings in (None, strict, ["Dark=4"], ["Dark=4", "[REC]=5", "2012=1"]):
        likes = sum(float(rating.split("=")[1]) >= 4 for rating in ratings or ())
        answer = service.fit(title="Amélie", ratings=ratings)
        assert answer.habit == near((likes + 3.75) / (len(ratings or ()) + 10))
        assert answer.recommended == (answer.liking >= answer.recommended_from)


# Who asks


@pytest.mark.parametrize("user", ["club-1", "club-2", "field-2", "field-31"])
@pytest.mark.parametrize("title", NAMES)
def test_a_visitor_with_a_user_s_ratings_is_answered_like_that_user(service, user, title):
    own = [f"{WORK_IDS[work]}={stars}" for user_id, work, stars in RATINGS if user_id == user]
    for ratings in (own, own[::-1]):
        assert_same(service.fit(user, title), service.fit(None, title, ratings), but=["user_id"])


def test_new_ratings_over_a_user_s_own(service):
    before = service.fit("club-1", "2012")
    answer = service.fit("club-1", "2012", ["Amélie=1", "hs1=2"])
    merged = service.fit(None, "2012", ["Alien=4.5", "Amélie=1", "The Thing (1982)=2"])
    assert_same(answer, merged, but=["user_id"])
    assert (answer.user_id, answer.user_ratings, answer.title_ratings) == ("club-1", 3, before.title_ratings)
    assert service.fit("club-1", "The Thing", ["as9=2"]).rated == 2.0
    assert service.fit("club-1", "2012") == before


@pytest.mark.parametrize("user", [None, "field-2"])
def test_the_same_rating_again_changes_nothing(service, user):
    own = ["Alien=2"]
    assert_same(service.fit("field-2", "Amélie"), service.fit(user, "Amélie", own), but=["user_id"])


def test_of_two_ratings_of_one_work_the_last_counts(service):
    twice = service.fit(None, "2012", ["alien=1", "Dark=3", "Alien (1979)=5", "ns1=4.5"])
    assert_same(twice, service.fit(None, "2012", ["Dark=3", "Alien=4.5"]))
    assert twice.user_ratings == 2


def test_ratings_of_what_nobody_rated_count_too(service):
    liked, hated = (service.fit(None, "[REC]", [f"Dark={stars}"]) for stars in (5, 0.5))
    assert liked.predicted_rating > hated.predicted_rating
    assert (liked.user_ratings, liked.title_ratings) == (1, 0)
    assert liked.parts.work_bias == hated.parts.work_bias


@pytest.mark.parametrize(
    ("user", "title", "stars"),
    [("club-1", "alien", 4.5), ("field-2", "as1", 2.0), ("31", "ds1", 0.5), ("31", "alien", None)],
)
def test_their_own_rating_of_the_work_on_any_platform(service, user, title, stars):
    assert service.fit(user, title).rated == stars


def test_counts(service):
    answer = service.fit("club-2", "alien")
    assert (answer.user_ratings, answer.title_ratings) == (4, 3)


def test_a_user_of_the_svd_keeps_its_factors_until_they_rate_anew():
    service = Service(tiny_bundle())
    # b_u + b_i + p·q: ana has 0.25 and (1, 0, 0, 2), «Alien» 0.5 and (0.5, 0, 0, 0.25).
    stored = service.fit("ana", "Alien", model="svd")
    assert (stored.parts, stored.predicted_rating) == (FitParts(3.0, 0.25, 0.5, 1.0), 4.75)
    anew = [service.fit(user, "Alien", ["Brazil=2"], model="svd") for user in ("ana", None)]
    assert_same(*anew, but=["user_id"])
    assert anew[0].parts.user_bias != 0.25


@pytest.mark.parametrize("title", ["[REC]", "Aliens"])
def test_feedback_counts_as_in_a_list(service, title):
    asked = {"ratings": ["Amélie=4"], "more_like": ["Dark"], "less_like": ["2012"]}
    (listed,) = (one for one in service.for_user(**asked).results if one.work.title == title)
    answer = service.fit(title=title, **asked)
    assert [answer.predicted_rating, answer.low, answer.high, answer.liking] == [
        near(value) for value in (listed.predicted_rating, listed.low, listed.high, listed.liking)
    ]
    assert (answer.user_ratings, answer.rated) == (1, None)
    assert {reason.title for reason in answer.reasons} == {"Amélie"}
    assert service.fit(title="Dark", **asked).rated is None  # to want more of it is no rating


# What holds of every answer

OF_A_PERSON = st.dictionaries(st.sampled_from(NAMES), STARS, max_size=7)


@settings(max_examples=60, deadline=None)
@given(OF_A_PERSON, st.sampled_from(NAMES))
def test_an_answer_holds_together(service, ratings, title):
    answer = service.fit(None, title, written(ratings))
    whole = math.fsum(vars(answer.parts).values())
    assert answer.predicted_rating == near(min(max(whole, 0.5), 5.0))
    assert 0.5 <= answer.low <= answer.predicted_rating <= answer.high <= 5.0
    assert 0 <= answer.liking <= 1
    assert answer.recommended == (answer.liking >= answer.recommended_from)
    assert answer.user_ratings == len(ratings)
    assert answer.rated == ratings.get(title)
    pushes = [abs(reason.push) for reason in answer.reasons]
    assert pushes == sorted(pushes, reverse=True)
    assert len(pushes) == min(6, len(ratings))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.tuples(STARS, STARS), min_size=1, max_size=6), st.sampled_from(NAMES))
def test_reasons_are_exact(service, pairs, title):
    """Other stars for the same titles move the prediction by what they move the reasons, title by title."""
    one, other = (
        service.fit(None, title, written({name: stars[which] for name, stars in pairs.items()})) for which in (0, 1)
    )
    rest = [
        math.fsum(vars(answer.parts).values()) - math.fsum(reason.push for reason in answer.reasons)
        for answer in (one, other)
    ]
    assert rest[0] == near(rest[1])
    push_of, push_of_other = (
        {(reason.title, reason.year): reason.push for reason in answer.reasons} for answer in (one, other)
    )
    stars_of, stars_of_other = (
        {(reason.title, reason.year): reason.rating for reason in answer.reasons} for answer in (one, other)
    )
    for name, push in push_of.items():
        if stars_of[name] == stars_of_other[name]:
            assert push == near(push_of_other[name])


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_on_the_sample_equal_to_the_model(sample_service, data):
    users, bundle = sample_service.people.users, sample_service.bundle
    user = data.draw(st.sampled_from(sample_service.example_users(100)))
    work_num = data.draw(st.integers(0, len(bundle.work_ids) - 1))
    works, stars = users.history(users.find(user))
    person = bundle.collaborative.fold_in(works, stars)
    answer = sample_service.fit(user, bundle.work_ids.ids[work_num])
    assert tuple(vars(answer.parts).values()) == person.parts(work_num)
    whole = math.fsum(vars(answer.parts).values())
    assert answer.predicted_rating == near(min(max(whole, 0.5), 5.0))
    pushes = person.influences(np.array([work_num]))[0].tolist()
    largest = sorted(range(len(works)), key=lambda place: -abs(pushes[place]))[:6]
    assert [(reason.push, reason.rating) for reason in answer.reasons] == [
        (pushes[place], stars[place]) for place in largest
    ]
    own = [f"{bundle.work_ids.ids[work]}={given}" for work, given in zip(works.tolist(), stars.tolist(), strict=True)]
    assert_same(answer, sample_service.fit(None, bundle.work_ids.ids[work_num], own), but=["user_id", "reasons"])


# What cannot be answered

NO_RATING = "each of ratings must be title=stars, with 0.5 to 5 stars"
EXAMPLE = "For example «The Matrix=4.5»."


@pytest.mark.parametrize(
    "ask",
    [
        lambda service: service.fit("club-1", "alien"),
        lambda service: service.for_user("club-1"),
        lambda service: service.fit(title="alien", ratings=["Dark=4"]),
        lambda service: service.for_user(),
    ],
)
def test_without_ratings_nobody_s_taste_is_known(unrated, ask):
    with pytest.raises(NotFoundError, match="built without ratings, so it knows no taste") as caught:
        ask(unrated)
    assert caught.value.parameter == "user_id"


@pytest.mark.parametrize(
    ("asked", "error", "parameter", "message"),
    [
        ({"user_id": "nobody"}, NotFoundError, "user_id", "No user is called: «nobody». There are, for example, «club"),
        ({"user_id": "2"}, InvalidValueError, "user_id", "user_id must say which source it is of, got «2»."),
        ({"title": "zzzz"}, NotFoundError, "title", "No title is called: «zzzz»."),
        ({"title": ""}, InvalidValueError, "title", "title must not be empty, got «». For example"),
        ({"title": {}}, InvalidValueError, "title", "title must be text, got {}."),
        ({"title": "x" * 10_000}, InvalidValueError, "title", "title must have 300 characters at most"),
        ({"ratings": ["Aliem=4"]}, NotFoundError, "ratings", "No title is called: «Aliem». Did you mean «Alien (1979)"),
        ({"ratings": ["Dark=4", "Alien"]}, InvalidValueError, "ratings", f"{NO_RATING}, got «Alien». {EXAMPLE}"),
        ({"ratings": "Alien=6"}, InvalidValueError, "ratings", f"{NO_RATING}, got «Alien=6». {EXAMPLE}"),
        ({"ratings": ["Alien=4"] * 5001}, InvalidValueError, "ratings", "ratings must be 5,000 at most, got 5001."),
    ],
)  # fmt: skip
def test_errors_name_the_argument_the_value_and_the_remedy(service, asked, error, parameter, message):
    with pytest.raises(error) as caught:
        service.fit(**{"title": "alien", **asked})
    assert str(caught.value).startswith(message)
    assert caught.value.parameter == parameter
    if "title" not in asked:
        with pytest.raises(error) as caught:
            service.for_user(**asked)
        assert str(caught.value).startswith(message)


def test_an_unknown_title_among_ratings_gets_suggestions(service):
    with pytest.raises(NotFoundError) as caught:
        service.fit(None, "alien", ["Aliem=4"])
    assert caught.value.suggestions[0] == "Alien (1979)"
