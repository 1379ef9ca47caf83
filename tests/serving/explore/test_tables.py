import pytest

from recsys.bundle.bundle import load_bundle
from recsys.serving.service import Service
from tests.serving.fixture_catalogue import house


def title_ids(tables):
    return tables.titles.column("title_id").to_pylist()


@pytest.mark.parametrize(
    ("asked", "titles", "ratings", "films"),
    [
        ({}, ["as1", "ns3", "ns1", "hs5", "hs2", "ns8", "ds1", "hs1", "as9"], 8, [7, 5, 9]),
        # Alien was rated on Amazon too; it is the same work.
        ({"platforms": "netflix"}, ["ns3", "ns1", "ns8"], 4, [7, 5, 9]),
        ({"genre": "horror"}, ["as1", "ns1", "ns8", "ds1", "hs1", "as9"], 6, [7, 5, 9]),
        ({"genre": "comedy"}, ["hs5"], 1, [9]),
        ({"year_from": 1980, "year_to": 2001}, ["hs5", "hs1", "as9"], 3, [5, 9]),
        ({"minutes_to": 140}, ["as1", "ns1"], 3, [5]),
        ({"minutes_from": 138}, [], 0, []),
        ({"type": "tv show", "maturity": "18+"}, ["hs2"], 0, [7, 5, 9]),
    ],
)
def test_what_passes(service, asked, titles, ratings, films):
    tables = service.explorer.among(service.filters.parse(**asked))
    assert title_ids(tables) == titles
    assert tables.ratings.num_rows == ratings
    assert tables.movies.column("movie_id").to_pylist() == films


def test_a_rating_knows_its_work(service):
    tables = service.explorer.among()
    assert tables.ratings.column("work_id").to_pylist()[:4] == [
        "2012-2009-movie",
        "alien-1979-movie",
        "thing-1982-movie",
        "alien-1979-movie",
    ]


def test_a_bundle_without_ratings():
    service = house(collaborative=False)
    assert service.explorer.among().ratings.num_rows == 0
    assert service.explorer.among(service.filters.parse(platforms="hulu")).ratings.num_rows == 0


def test_the_sample_of_one_service(sample_bundle):
    service = Service(load_bundle(sample_bundle))
    tables = service.explorer.among(service.filters.parse(platforms="disney"))
    assert set(tables.titles.column("platform").to_pylist()) == {"disney"}
    works = set(tables.titles.column("work_id").to_pylist())
    rated = service.explorer.among().ratings.column("work_id").to_pylist()
    assert tables.ratings.num_rows == sum(work in works for work in rated)
    assert set(tables.ratings.column("work_id").to_pylist()) <= works
