"""What was watched and not rated: what it counts as, that it is hidden, and what is said of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.errors import InvalidValueError, NotFoundError
from recsys.models.ratings.watches import FINISHED, ONCE, PART, SIGNS
from recsys.serving.recommend.reasons import Reason
from recsys.serving.recommend.watches import Watch
from recsys.serving.requests import RequestReader
from tests.fixtures.catalogue import ALIEN, ALIENS, DARK, REC, catalogue_service, ranking_model

WAYS = ["", "=once", "=again", "=finished", "=part", "=episode"]


def near(value):
    return pytest.approx(value, abs=1e-5)


def found(answer):
    return [result.work.work_id for result in answer.results]


@pytest.fixture(scope="module")
def reader(service):
    return RequestReader(service.catalogue, service.filters, service.people.users)


def test_a_watch_on_paper(service):
    # «Alien» chosen makes m = (1, 0, 0) and (-0.5, 0.5, 0), see `draws`; with x = (1, 1, 1) it is predicted 5 and 3.5,
    # so that a watch counts as 4.25 stars: 0.75 below what A predicts, 0.75 above B, at 0.03 of the noise's precision.
    assert SIGNS[ONCE] == (0.0, 0.03, 0.25)
    in_a, in_b = 4 * 0.03, 4 / 3 * 0.03
    by_a, by_b = in_a * -0.75 / (4 + 3 * in_a), in_b * 0.75 / (4 + 3 * in_b)
    answer = service.fit(title="2012", watched=["Alien"])
    expected = [3 + 0.25 + 1 + 2 * by_a, 3 + 0.75 - 0.5 + 2 * by_b]
    assert answer.predicted_rating == near(sum(expected) / 2)
    assert (answer.user_ratings, answer.user_watched, answer.rated) == (0, 1, None)
    # Of that the watch adds what everybody's means (0.5, 0, 0) and (-0.5, 0, 0) do not.
    means = [0.5 - 2 * in_a * 0.5 / (4 + 3 * in_a), -0.5 + 2 * in_b * 0.5 / (4 + 3 * in_b)]
    push = sum(expected) / 2 - (3 + 0.25 + means[0] + 3 + 0.75 + means[1]) / 2
    assert answer.reasons == [Reason("Alien", 1979, None, near(push), "watched")]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("user", [None, "31"])
def test_what_was_watched_is_not_listed(service, user, way):
    answer = service.for_user(user, watched=[f"Alien{way}", f"Dark{way}"])
    assert not {"alien-1979-movie", "dark-2017-series"} & set(found(answer))
    assert len(answer.results) == len(service.for_user(user).results) - 2
    assert answer.user_watched == 2


def test_an_episode_hides_and_says_nothing(service):
    sampled, hidden = service.for_user("31", watched=["Alien=episode"]), service.for_user("31", hide=["Alien"])
    assert sampled.results == hidden.results
    assert service.for_user("31", watched=["Alien"]).results != hidden.results


def test_a_rating_of_the_same_work_is_what_counts(service):
    rated = service.for_user(ratings=["Alien=2", "Dark=4"])
    both = service.for_user(ratings=["Alien=2", "Dark=4"], watched=["Alien=again", "as1"])
    assert both == rated
    assert both.user_watched == 0
    stored = service.fit("field-2", "2012", watched=["Alien=again"])
    assert stored == service.fit("field-2", "2012")


def test_feedback_on_a_work_counts_for_more_than_having_watched_it(service):
    wanted = service.for_user(less_like=["Alien"])
    watched = service.for_user(less_like=["Alien"], watched=["Alien"])
    assert watched.results == wanted.results
    assert (wanted.user_watched, watched.user_watched) == (0, 1)


def test_reasons_say_what_was_rated_and_what_was_watched(service):
    answer = service.fit(title="[REC]", ratings=["The Thing (1951)=0.5"], watched=["Alien=again"], more_like=["2012"])
    assert sorted((one.title, one.rating, one.kind) for one in answer.reasons) == [
        ("Alien", None, "watched"),
        ("The Thing", 0.5, "rated"),
    ]
    because = [reason for result in service.for_user(watched=["Alien"]).results for reason in result.reasons]
    assert {(reason.title, reason.rating, reason.kind) for reason in because} == {("Alien", None, "watched")}
    assert all(reason.push > 0 for reason in because)


def test_what_was_watched_counts_by_content_less_than_what_was_liked():
    service = catalogue_service(ranker=ranking_model(content=1.0))
    # «2012» has 0.6 with «Alien» by its ice, and «Amélie» nothing with either.
    assert found(service.for_user(watched=["[REC]"]))[:2] == ["alien-1979-movie", "tmdb-5"]
    # «Amélie» liked and «[REC]» watched: 0.25 of 0.8 and more.
    mixed = service.for_user(ratings=["[REC]=5"], watched=["The Thing (1982)"])
    # With «[REC]» 0.8, 0.6, 0.6, with «The Thing» 0.25 of 0.384, 0.288, 0.8.
    assert found(mixed)[:3] == ["alien-1979-movie", "thing-1951-movie", "tmdb-5"]


def test_what_is_watched_by_who_watches_the_same_needs_no_stars():
    ranker = ranking_model(ease=1.0)
    service = catalogue_service(ranker=ranker)
    assert found(service.for_user(watched=["The Thing (1951)"]))[0] == "amelie-2001-movie"
    assert found(service.for_user(watched=["The Thing (1951)=episode"]))[0] == "alien-1979-movie"  # popularity


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_on_the_sample_nothing_that_was_watched_is_listed(sample_service, data):
    ids = sample_service.bundle.work_ids.ids
    watched = data.draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(WAYS)), min_size=1, max_size=30))
    user = data.draw(st.sampled_from([None, *sample_service.example_users(5)]))
    answer = sample_service.for_user(user, 100, watched=[work + way for work, way in watched], watchlist=[ids[0]])
    assert not {work for work, _ in watched} & set(found(answer))
    assert len(answer.results) == 100


# What is sent


def test_ways_of_watching_are_read(reader):
    sent = ["Alien", "tmdb-5 = AGAIN", "[REC]=finished", "Dark=S2"]
    assert reader.watched(sent) == {
        ALIEN: Watch(ONCE),
        ALIENS: Watch("again"),
        REC: Watch(ONCE),  # a film
        DARK: Watch(ONCE, 2),
    }
    assert reader.watched({"Alien": "part", "Dark": ""}) == {ALIEN: Watch(PART), DARK: Watch(ONCE)}
    # «Dark» has three seasons.
    assert reader.watched("Dark=s3\n\nAlien") == {DARK: Watch(FINISHED, 3), ALIEN: Watch(ONCE)}
    assert reader.watched(["Dark=finished"]) == {DARK: Watch(FINISHED, 3)}
    assert reader.watched(["Dark=S1", "hs2=part"]) == {DARK: Watch(PART)}  # of two the last
    assert reader.watched(None) == reader.watched("") == reader.watched([]) == {}


@pytest.mark.parametrize("sent", [["Dark=twice"], ["Dark=S0"], ["Dark=S100"], ["Dark=4.5"], ["=again"], [5], [None]])
def test_what_is_no_way_of_watching(service, sent):
    with pytest.raises(InvalidValueError, match=r"each of watched must be a title, or title=how .* got ") as caught:
        service.for_user(watched=sent)
    assert caught.value.parameter == "watched"


def test_errors_name_the_argument(service):
    with pytest.raises(NotFoundError, match="No title is called: «Ailen»") as missing:
        service.fit(title="Alien", watched=["Ailen=again"])
    assert missing.value.parameter == "watched"
    with pytest.raises(InvalidValueError, match=r"only a series has seasons, got «Alien=S2»\. Leave the season out\."):
        service.for_user(watched=["Alien=S2"])
    with pytest.raises(InvalidValueError, match="watched must be a list of titles, or of title=how, got 5"):
        service.for_user(watched=5)
    with pytest.raises(NotFoundError, match="«Ailen»") as missing:
        service.for_user(watchlist=["Ailen"])
    assert missing.value.parameter == "watchlist"


# The watchlist in a list


def test_wishes_come_first_and_say_so(service):
    plain = service.for_user("31")
    answer = service.for_user("31", watchlist=["[REC]", "Dark"])
    assert found(answer) == [
        "rec-2007-movie",
        "dark-2017-series",
        *[work for work in found(plain) if work not in ("rec-2007-movie", "dark-2017-series")],
    ]
    assert [result.wished for result in answer.results] == [True] * 2 + [False] * 5
    assert {result.work.work_id: result.liking for result in answer.results} == {
        result.work.work_id: result.liking for result in plain.results
    }


def test_a_wish_that_does_not_pass_the_filters_or_was_seen_is_not_listed(service):
    answer = service.for_user("31", watchlist=["[REC]", "Dark", "2012"], type="movie", watched=["2012"], k=2)
    assert [(result.work.work_id, result.wished) for result in answer.results] == [
        ("rec-2007-movie", True),
        ("alien-1979-movie", False),
    ]
    assert found(service.for_user("31", watchlist=["[REC]", "Dark"], k=1)) == ["rec-2007-movie"]
