"""What next in what somebody follows, and what they wish to watch, by where it is shown."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.errors import InvalidValueError, NotFoundError
from recsys.serving.filters import Filters
from recsys.serving.recommend.diversity import Diversity
from recsys.serving.recommend.extras import extras_of
from recsys.serving.recommend.franchises import franchise_numbers
from recsys.serving.recommend.placed import WHERE
from recsys.serving.recommend.sagas import Sagas
from recsys.serving.recommend.shelf import Shelf
from recsys.serving.recommend.twins import pairs_of


def told(answer):
    return [(one.work.title, one.why, one.after, one.season, one.where, one.services) for one in answer.results]


@pytest.fixture(scope="module")
def parts(sample_service):
    """The parts of every saga of the sample, by row number, in order."""
    shelf = Shelf(sample_service.catalogue)
    passed_over = np.zeros(len(shelf), dtype=bool)
    passed_over[list(extras_of(shelf))] = True
    works_at = sample_service.catalogue.works_at
    passed_over[pairs_of(shelf, lambda rows: [work.directors for work in works_at(rows)])[:, 0]] = True
    sagas = Sagas.of(shelf, franchise_numbers(shelf.titles, shelf.keys, shelf.collections), passed_over)
    return [[row for row in members if sagas.is_part[row]] for members in sagas.members]


def test_the_next_part_of_what_was_begun_and_where_it_is(service):
    alien: tuple[object, ...] = ("Aliens", "next part", "Alien", None, "nowhere", [])
    assert told(service.following(ratings=["Alien=4"])) == [alien]
    assert told(service.following(watched=["Alien"])) == [alien]
    assert told(service.following("field-2")) == [alien]  # who rated it
    assert told(service.following(ratings=["Aliens=4"])) == []  # nothing follows
    assert told(service.following(ratings=["Alien=4"], watched=["Aliens"])) == []
    assert told(service.following()) == []


def test_what_was_left_is_finished_before_what_follows_it(service):
    left = service.following(watched=["Alien=part"], platforms=["max"], country="MX")
    assert told(left) == [("Alien", "finish", None, None, "yours", ["Max"])]
    assert told(service.following(watched=["Alien=episode"])) == []  # that was no beginning
    assert told(service.following(ratings=["Alien=2"], watched=["Alien=episode"]))[0][:2] == ("Aliens", "next part")


@pytest.mark.parametrize(
    ("watched", "season"), [("Dark=S1", 2), ("Dark=S2", 3), ("Dark=S3", None), ("Dark=finished", None), ("Dark", None)]
)
def test_a_new_season_where_the_catalogue_knows_of_one(service, watched, season):
    expected = [("Dark", "new season", None, season, "yours", ["Hulu"])] if season is not None else []
    assert told(service.following(watched=[watched])) == expected


def test_kinds_in_their_order_and_each_by_liking(service):
    answer = service.following(watched=["Alien", "Dark=S1", "2012=part", "Amélie=part"], k=3)
    assert [one.why for one in answer.results] == ["next part", "new season", "finish"]
    whole = service.following(watched=["Alien", "Dark=S1", "2012=part", "Amélie=part"])
    assert whole.results[:3] == answer.results
    assert whole.results[2].liking > whole.results[3].liking


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_never_part_three_before_part_two(sample_service, parts, data):
    """Of any saga of the sample of which somebody knows any parts, rated or watched."""
    ids = sample_service.bundle.work_ids.ids
    saga = data.draw(st.sampled_from(parts))
    known = data.draw(st.sets(st.sampled_from(saga), min_size=1))
    rated = data.draw(st.sets(st.sampled_from(sorted(known))))
    answer = sample_service.following(
        ratings=[f"{ids[row]}=4" for row in rated], watched=[ids[row] for row in known - rated], k=100
    )
    nexts = {ids.index(one.work.work_id): one for one in answer.results}
    suggested = [row for row in saga if row in nexts]
    begun = min(saga.index(row) for row in known)
    unseen = [row for row in saga[begun:] if row not in known]
    assert suggested == unseen[:1]
    for row in suggested:
        before = saga[begun : saga.index(row)]
        assert set(before) <= known
        assert sample_service.catalogue.name(before[-1]) == nexts[row].after


def test_all_sagas_of_the_sample_at_once(sample_service, parts):
    assert len(parts) >= 9
    assert max(map(len, parts)) > 3
    found = Diversity(sample_service.catalogue).next_parts([saga[0] for saga in parts])
    assert sorted(found) == sorted((saga[1], saga[0]) for saga in parts)


# The watchlist


def test_what_is_on_ones_services_tonight_comes_first(service):
    wishes = ["Aliens", "[REC]", "Alien", "The Thing (1982)", "2012", "Amélie"]
    answer = service.watchlist(wishes, platforms=["netflix"], country="US")
    placed = [(one.work.title, one.where, one.services) for one in answer.results]
    # «[REC]» is on Netflix, but nobody knows in which country; on Hulu are «Amélie» and «The Thing».
    assert sorted(placed[:2]) == [("2012", "yours", ["Netflix"]), ("Alien", "yours", ["Netflix"])]
    assert {(title, where) for title, where, _ in placed[2:5]} == {
        ("Thing, The", "elsewhere"),
        ("Amélie", "elsewhere"),
        ("[REC]", "elsewhere"),
    }
    assert placed[5] == ("Aliens", "nowhere", [])
    for one, other in pairwise(answer.results):
        assert (WHERE.index(one.where), -one.liking) <= (WHERE.index(other.where), -other.liking)
    assert answer.filters == Filters(platforms=("netflix",), country="US")
    for one in answer.results:
        fit = service.fit(title=one.work.work_id)
        assert (one.liking, one.predicted_rating) == pytest.approx((fit.liking, fit.predicted_rating), abs=1e-5)


def test_without_services_all_are_ones_own_and_without_country_any(service):
    where = {one.work.title: one.where for one in service.watchlist(["[REC]", "Dark", "Aliens"]).results}
    assert where == {"[REC]": "yours", "Dark": "yours", "Aliens": "nowhere"}
    (alien,) = service.watchlist(["Alien"], country="BR", platforms=["netflix"]).results
    assert (alien.where, alien.services) == ("elsewhere", ["Max"])  # in that country
    (dark,) = service.watchlist(["Dark"], country="BR").results
    assert (dark.where, dark.services) == ("elsewhere", ["Hulu"])  # in no offer of that country


def test_what_was_seen_is_no_wish_any_more_and_a_wish_is_one_however_often(service):
    answer = service.watchlist(["Dark", "hs2", "Alien", "2012"], ratings=["Alien=3"], watched=["2012=episode"])
    assert [one.work.title for one in answer.results] == ["Dark"]
    assert service.watchlist().results == []


def test_errors_name_the_argument(service, unrated):
    with pytest.raises(NotFoundError, match="«Ailen»") as missing:
        service.watchlist(["Ailen"])
    assert missing.value.parameter == "titles"
    with pytest.raises(InvalidValueError, match="k must be a whole number from 1 to 100, got 0"):
        service.following(k=0)
    for ask in (unrated.following, unrated.watchlist):
        with pytest.raises(NotFoundError, match="built without ratings"):
            ask()
