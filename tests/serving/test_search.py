"""Searching titles, as the service answers."""

import pytest

from tests.fixtures.catalogue import ALIEN, ALIENS, AMELIE, LISTINGS, THING_1951


def test_the_answer_carries_works(service):
    works = service.search("thing")
    assert [(work.title, work.year) for work in works] == [("Thing, The", 1982), ("The Thing", 1951)]
    assert works[0].platforms == ["Amazon Prime Video", "Hulu"]
    assert [work.year for work in service.search("thing", k=1)] == [1982]
    assert service.search("zzzzqqqq") == []


def test_a_film_on_no_service_is_found_too(service):
    assert service.search("alien") == service.catalogue.works_at([ALIEN, ALIENS])


def test_what_a_service_shows_in_a_country(service):
    assert [work.title for work in service.search("alien", country="MX")] == ["Alien"]
    assert service.search("amelie", platforms="max") == []


def test_votes_make_a_work_better_known(service):
    popularity = service.catalogue.titles.facts.popularity
    assert popularity[[ALIEN, AMELIE, THING_1951]] == pytest.approx([4003.3, 1.2, 1.1], abs=1e-4)


@pytest.mark.parametrize("row", LISTINGS.titles, ids=lambda row: row["title_id"])
def test_the_first_of_a_whole_title_is_what_the_title_names(service, row):
    for text in (row["title"], f"{row['title']} ({row['release_year']})", row["title"].lower()):
        named = service.catalogue.find("title", text)
        assert service.search(text, 1) == [service.catalogue.work(named)]
