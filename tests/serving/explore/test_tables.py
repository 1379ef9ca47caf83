import pytest

from tests.fixtures.catalogue import ALIENS, WORK_IDS, catalogue_service


@pytest.fixture(scope="module")
def service():
    return catalogue_service()


def ids(table, column):
    return table.column(column).to_pylist()


@pytest.mark.parametrize(
    ("asked", "titles", "ratings", "films"),
    [
        ({}, ["as1", "as9", "ds1", "hs5", "hs2", "hs1", "tm1", "tm2", "ns3", "ns1", "ns8"], 8, 7),
        # Alien is rated whoever shows it; of its titles the one there counts.
        ({"platforms": "netflix"}, ["ns3", "ns1", "ns8"], 4, 3),
        ({"platforms": "max"}, ["tm1"], 3, 1),
        ({"country": "MX"}, ["hs2", "tm1"], 3, 1),
        ({"platforms": "hulu", "country": "Mexico"}, ["hs2"], 0, 0),
        # Aliens, on no service, is among the films.
        ({"genre": "horror", "year_to": 1990}, ["as1", "as9", "ds1", "hs1", "tm1", "ns1"], 6, 4),
        ({"minutes_from": 138}, [], 0, 0),
        ({"type": "tv show"}, ["hs2"], 0, 0),
    ],
)
def test_what_passes(service, asked, titles, ratings, films):
    tables = service.explorer.among(service.filters.parse(**asked))
    assert ids(tables.titles, "title_id") == titles
    assert (tables.ratings.num_rows, tables.movies.num_rows) == (ratings, films)
    works = ids(tables.works, "work_id")
    assert set(ids(tables.ratings, "work_id")) <= set(works)
    assert ids(tables.movies, "work_id") == [work for work in works if not work.endswith("series")]


def test_a_work_on_no_service_is_explored(service):
    tables = service.explorer.among(service.filters.parse(year_from=1986, year_to=1986))
    assert (tables.titles.num_rows, ids(tables.works, "work_id")) == (0, [WORK_IDS[ALIENS]])


def test_a_bundle_without_ratings():
    service = catalogue_service(collaborative=False)
    assert service.explorer.among().ratings.num_rows == 0
    assert service.explorer.among(service.filters.parse(platforms="hulu")).ratings.num_rows == 0


def test_the_sample_of_one_service(sample_service):
    tables = sample_service.explorer.among(sample_service.filters.parse(platforms="disney"))
    assert set(ids(tables.titles, "service")) == {"disney"}
    works = set(ids(tables.titles, "work_id"))
    rated = ids(sample_service.explorer.among().ratings, "work_id")
    assert tables.ratings.num_rows == sum(work in works for work in rated)
    assert works == set(ids(tables.works, "work_id"))
