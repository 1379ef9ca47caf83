import numpy as np
import pytest

from recsys.serving.catalogue import Catalogue
from recsys.serving.recommend.franchises import franchise_numbers
from recsys.serving.recommend.sagas import Sagas
from recsys.serving.recommend.shelf import Shelf
from tests.fixtures.catalogue import bundle
from tests.fixtures.tables import together, work


def shelf_of(*films):
    """The shelf of films by title and year, and whatever else is given of them."""
    rows = [work(f"{title} {year}", title, year, **(more[0] if more else {})) for title, year, *more in films]
    return Shelf(Catalogue(bundle(together(*rows))))


def sagas_of(*films, passed_over=()):
    shelf = shelf_of(*films)
    hidden = np.isin(np.arange(len(shelf)), passed_over)
    return Sagas.of(shelf, franchise_numbers(shelf.titles, shelf.keys, shelf.collections), hidden)


def parts(*films, **options):
    found = sagas_of(*films, **options)
    return [[row for row in members if found.is_part[row]] for members in found.members]


def collected(*years, **columns):
    return [
        (f"Film {'abcdefghijklmnop'[place]}", year, {"collection": "C", **columns}) for place, year in enumerate(years)
    ]


def test_a_collection_by_release():
    assert parts(*collected(2001, 1999, 2010)) == [[1, 0, 2]]
    same_year = [("Reloaded", 2003, "2003-05-15"), ("Revolutions", 2003, "2003-11-05"), ("Matrix", 1999, None)]
    films = [(title, year, {"collection": "C", "release_date": date}) for title, year, date in same_year[::-1]]
    assert parts(*films) == [[0, 2, 1]]
    assert parts(*collected(2001)) == []
    assert parts(*collected(*range(2001, 2013))) == [list(range(12))]
    assert parts(*collected(*range(2001, 2014))) == []  # stories of their own, as James Bond's
    assert parts(*collected(2001, 1999, 2010), passed_over=[1]) == [[0, 2]]
    assert parts(("Film", 2000, {"collection": "A"}), ("Film 2", 2001, {"collection": "B"})) == []


def test_what_is_newer_than_the_collection_counts_on_from_it():
    dated = [("Toy Story", 1995), ("Toy Story 2", 1999), ("Toy Story 3", 2010)]
    toys = [(title, year, {"collection": "Toys"}) for title, year in dated]
    found = sagas_of(
        *toys, ("Toy Story 4", 2019), ("Toy Story: Olvidados", 2014), ("Toy Story 75", 2021), ("Toy Story", 2020)
    )
    assert found.number.tolist() == [0, 0, 0, 0, 0, 0, -1]  # another film of that name belongs to nothing
    assert found.place.tolist()[:6] == [0, 1, 2, 4, 3, 5]
    assert found.is_part.tolist() == [True, True, True, True, False, False, False]
    assert parts(*toys[:2], ("Toy Story 3", 1990)) == [[0, 1]]


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (["Saw", "Saw II", "Saw III"], [0, 1, 2]),
        (["Dune", "Dune: Part Two"], [0, 1]),
        (["Kill Bill: Vol. 1", "Kill Bill: Vol. 2"], [0, 1]),
        (["It", "It Chapter Two"], [0, 1]),
        (["The Equalizer", "The Equalizer 2", "The Equalizer 3"], [0, 1, 2]),
        (["Saw", "Saw II", "Saw IV"], [0, 1]),
        (["The Take", "Take Two"], None),
        (["Apollo", "Apollo 13"], None),
        (["Nine", "The Nine 2"], None),
        (["Saw", "Saw: Spiral"], None),
        (["2", "2 2"], None),
        (["Malcolm", "Malcolm X"], None),
    ],
)
def test_titles_that_count(titles, expected):
    assert parts(*((title, 2000 + place) for place, title in enumerate(titles))) == ([expected] if expected else [])


def test_what_else_the_next_part_is_like():
    def second(year=2005, genres=("drama", "war"), type="movie"):
        return parts(
            ("Kick", 2001, {"genres": ["drama", "war"]}), ("Kick 2", year, {"genres": list(genres), "type": type})
        )

    assert second() == second(2001) == second(2031) == second(genres=("drama", "comedy")) == [[0, 1]]
    assert second(2000) == second(2032) == second(genres=("comedy", "crime")) == second(type="tv show") == []
    before = [("Kick", 1990, {"votes": 7}), ("Kick", 1995, {"votes": 9}), ("Kick", 2014, {"votes": 99})]
    assert parts(*before, ("Kick 2", 2000)) == [[1, 3]]  # the best known of those before it


ORDER = collected(2001, 2002, 2003, 2004, votes=100)


@pytest.mark.parametrize(
    ("known", "listed", "shown"),
    [
        ([], [3], [0]),
        ([], [3, 4, 1], [0, 4, 1]),
        ([], [1, 0], [0, 1]),
        ([0], [2], [1]),
        ([0], [3, 2], [1, 2]),
        ([0, 1], [3], [2]),
        ([0, 2], [3], [1]),  # the part that was left out
        ([1], [3], [2]),
        ([1], [0], [0]),
        ([1], [3, 0], [2, 0]),
        ([2], [1], [0]),
        ([2], [3, 1], [3, 0]),
        ([3], [2, 1], [0, 1]),
        ([0], [0, 3], [0, 1]),  # a known one that is wanted stays
        ([], [4], [4]),
    ],
)
def test_the_next_unseen_part(known, listed, shown):
    sagas = sagas_of(*ORDER, ("Other", 2000))
    is_known = np.isin(np.arange(5), known)
    assert sagas.in_order(np.array(listed), np.ones(5, bool), is_known).tolist() == shown


def test_only_parts_that_may_be_listed():
    sagas = sagas_of(*ORDER)
    eligible = np.array([False, True, True, True])
    assert sagas.in_order(np.array([3]), eligible, np.zeros(4, bool)).tolist() == [1]
    rows = np.array([3, 2])
    assert sagas.in_order(rows, eligible, np.zeros(4, bool)).tolist() == [1, 2]
    assert rows.tolist() == [3, 2]


def test_a_film_of_the_franchise_that_is_no_part_makes_room_and_is_not_offered():
    sagas = sagas_of(
        ("Star", 1977, {"collection": "S"}), ("Star: Empire", 1980, {"collection": "S"}), ("Star: Holiday", 1978)
    )
    everything, nothing = np.ones(3, bool), np.zeros(3, bool)
    assert sagas.in_order(np.array([2]), everything, nothing).tolist() == [0]
    assert sagas.in_order(np.array([2]), everything, np.array([True, False, False])).tolist() == [2]
    assert sagas.in_order(np.array([1]), everything, np.array([True, False, False])).tolist() == [1]


def test_hardly_known_films_are_no_beginning():
    def begun(votes):
        first, second = (({"collection": "H", "votes": number}) for number in (votes, 1000))
        sagas = sagas_of(("Manhunter", 1986, first), ("Silence", 1991, second), ("Ridley", 2001, second))
        return sagas.in_order(np.array([2]), np.ones(3, bool), np.zeros(3, bool)).tolist()

    assert begun(100) == [0]
    assert begun(99) == [1]

    rows = [("Manhunter", 1986, 1000), ("Silence", 1991, 99), ("Ridley", 2001, 1000)]
    sagas = sagas_of(*((title, year, {"collection": "H", "votes": votes}) for title, year, votes in rows))
    assert sagas.in_order(np.array([2]), np.ones(3, bool), np.array([True, False, False])).tolist() == [1]
