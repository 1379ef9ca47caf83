import pytest

from recsys.serving.catalogue import Catalogue
from recsys.serving.recommend.shelf import Shelf
from recsys.serving.recommend.twins import pairs_of
from tests.fixtures.catalogue import bundle
from tests.fixtures.tables import together, work

SERIES = "tv show"


def pairs(*rows):
    catalogue = Catalogue(bundle(together(*rows)))
    found = pairs_of(Shelf(catalogue), lambda numbers: [made.directors for made in catalogue.works_at(numbers)])
    return [(catalogue.work_ids.ids[one], catalogue.work_ids.ids[other]) for one, other in found.tolist()]


def heist(work_id, title="Heist", year=2001, **columns):
    return work(work_id, title, year, **{"runtime": 107, "votes": 0, **columns})


def test_the_better_known_one_stands_second():
    assert pairs(heist("a", votes=9), heist("b", votes=10)) == [("a", "b")]
    assert pairs(heist("a", votes=10), heist("b", votes=9)) == [("b", "a")]
    assert pairs(heist("a"), heist("b")) == [("b", "a")]  # ties by row number
    assert pairs(heist("a"), heist("b", votes=1), heist("c", votes=2)) == [("a", "b"), ("a", "c"), ("b", "c")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"year": 2002}),
        ({}, {"title": "Heist (4K UHD)"}),
        ({}, {"title": "Heist (Subtitled)", "runtime": None}),
        ({"imdb_id": "tt1"}, {"imdb_id": "tt1"}),
        ({"imdb_id": "tt1"}, {}),
        ({"directors": ["Mamet"]}, {"directors": ["David Mamet"], "runtime": 106}),  # spelled otherwise, of one length
        ({"directors": ["Mamet"], "votes": 5}, {"directors": ["Mamet"], "votes": 9, "runtime": 80}),
        ({"runtime": 80}, {}),  # that only a service lists: another cut
        ({"runtime": None}, {}),
    ],
)
def test_twins(one, other):
    assert len(pairs(heist("a", **one), heist("b", **{"votes": 9, **other}))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"year": 2003}),
        ({"title": "Cinderella", "year": 1950}, {"title": "Cinderella", "year": 2015}),
        ({"title": "The Heist"}, {}),
        ({"title": "Heist!", "type": SERIES}, {}),
        ({"imdb_id": "tt1"}, {"imdb_id": "tt2"}),
        ({"directors": ["Mamet"]}, {"directors": ["Tarkovsky"], "runtime": 105}),
        ({"directors": ["Mamet"]}, {"directors": ["Tarkovsky"], "year": 2002}),
        ({"directors": ["Mamet"], "runtime": None}, {"directors": ["Tarkovsky"], "runtime": None}),
        ({"directors": ["Mamet"], "runtime": 23}, {"directors": ["Mamet"], "runtime": 62}),
        ({"votes": 5, "runtime": 80}, {}),  # both known, and nothing says that they are one
        ({"votes": 5, "runtime": None}, {}),
        ({"runtime": 74}, {}),  # too short for another cut
        ({"runtime": 80}, {"year": 2002}),
    ],
)
def test_namesakes(one, other):
    assert pairs(heist("a", **one), heist("b", **{"votes": 9, **other})) == []


def test_a_series_dated_by_its_newest_season():
    def series(work_id, year, **columns):
        return work(
            work_id, columns.pop("title", "Dora the Explorer"), year, SERIES, votes=columns.pop("votes", 0), **columns
        )

    first = series("a", 2000, votes=9, seasons=8)
    assert pairs(first, series("b", 2010)) == [("b", "a")]
    assert pairs(first, series("b", 2011)) == []
    assert pairs(first, series("b", 1998)) == []
    assert pairs(first, series("b", 2007, votes=1)) == []
    assert pairs(series("a", 2000, title="Dora", votes=9, seasons=8), series("b", 2007, title="Dora")) == []


def test_seasons_of_an_anthology_count_as_the_series():
    def anthology(season, year=2015, main_year=2011, **columns):
        main = work("main", "American Horror Story", main_year, SERIES, votes=350_000, seasons=10, genres=["horror"])
        listed = {"genres": ["horror", "drama"], "votes": 0, **columns}
        return pairs(
            main,
            work(
                "season", season, year, columns.pop("type", SERIES), **{k: v for k, v in listed.items() if k != "type"}
            ),
        )

    assert anthology("American Horror Story: Hotel") == [("season", "main")]
    assert anthology("American Horror Story - Hotel", 2023) == [("season", "main")]
    assert anthology("American Horror Story: Hotel", 2024) == []
    assert anthology("American Horror Story: Hotel", 2010) == []
    assert anthology("American Horror Stories") == []
    assert anthology("American Crime Story: Hotel") == []
    assert anthology("American Horror Story: Hotel", votes=1) == []  # people know it as a series of its own
    assert anthology("American Horror Story: Hotel", imdb_id="tt1") == []
    assert anthology("American Horror Story: Hotel", genres=["reality"]) == []
    assert anthology("American Horror Story: Hotel", type="movie") == []
