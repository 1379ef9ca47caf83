"""What lists leave out and in which order they are, asked as people ask."""

import numpy as np
import pytest

from recsys.models.similar.nearest import Nearest
from recsys.serving.recommend.diversity import Diversity, DiversitySettings
from recsys.serving.service import Service
from tests.fixtures.catalogue import bundle
from tests.fixtures.tables import film, together, work

PLAIN = DiversitySettings(0, 100)


class Shelves:
    """A catalogue of these works, asked for lists by titles; the first is the best."""

    def __init__(self, *rows):
        made = bundle(together(*rows))
        self._catalogue = Service(made).catalogue
        self._diversity = Diversity(self._catalogue)
        self._names = self._catalogue.bundle.work_ids.ids

    def listed(self, k=100, *, known=(), without=(), settings=PLAIN):
        scores = np.linspace(1, 0.5, len(self._names))
        known, without = ([self._names.index(id_) for id_ in ids] for ids in (known, without))
        eligible = ~np.isin(np.arange(len(self._names)), [*known, *without])
        before = eligible.copy()
        rows = self._diversity.chosen(scores, k, eligible, settings, known)
        assert (eligible == before).all()
        return [self._names[row] for row in rows.tolist()]

    def from_best(self, best, k, *, without=(), settings=PLAIN):
        """The list from so many of the best alone, None where these are too few."""
        places = np.arange(len(self._names))
        eligible = ~np.isin(places, [self._names.index(id_) for id_ in without])
        scores = np.linspace(1, 0.5, len(places), dtype=np.float32)
        nearest = Nearest(places[:best].astype(np.int32), scores[:best])
        beside = np.isin(places, self._diversity.in_place_of(nearest.rows))
        rows = self._diversity.chosen_among(nearest, k, eligible & (beside | (places < best)), settings)
        return None if rows is None else [self._names[row] for row in rows.tolist()]


def making(of, work_id="making", **columns):
    return work(work_id, f"The Making of {of}", 2021, genres=["documentary"], **columns)


def known_film(work_id, title, year=2020, **columns):
    return work(work_id, title, year, **{"votes": 50_000, "genres": ["drama"], **columns})


EXTRAS = Shelves(
    making("Heat"),
    work("making again", "Heat: Behind the Scenes", 2021, genres=["documentary"]),
    known_film("heat", "Heat"),
    known_film("up", "Up"),
)


def test_extras_come_last_and_only_where_there_is_room():
    assert EXTRAS.listed(1) == ["heat"]
    assert EXTRAS.listed(2) == ["heat", "up"]
    assert EXTRAS.listed(3) == ["heat", "up", "making"]
    assert EXTRAS.listed() == ["heat", "up", "making", "making again"]
    assert EXTRAS.listed(1, without=["heat", "up"]) == ["making"]
    assert EXTRAS.listed(2, without=["up"]) == ["heat", "making"]
    assert EXTRAS.listed(3, settings=DiversitySettings(0.5, 100))[2] == "making"
    assert EXTRAS.listed(known=["heat", "up", "making", "making again"]) == []


def test_extras_are_works_like_others_for_who_asks_about_one():
    assert EXTRAS.listed(2, known=["making again"]) == ["making", "heat"]
    assert EXTRAS.listed(2, known=["making again", "up"]) == ["heat", "making"]


def test_extras_keep_to_the_limit_of_a_franchise():
    titles = ["Heat: Behind the Scenes", "Heat: The Making", "Heat: Unlocked"]
    about = [work(title, title, 2021, genres=["documentary"]) for title in titles]
    made = Shelves(*about, known_film("heat", "Heat"), known_film("up", "Up"), making("Heat"))
    assert made.listed(settings=DiversitySettings(0, 1)) == ["heat", "up", "making"]
    assert made.listed(settings=DiversitySettings(0, 2)) == ["heat", "up", titles[0], "making"]
    assert made.listed() == ["heat", "up", *titles, "making"]


TWINS = Shelves(
    film(1, "Heat", "1995-01-01", work_id="listed", runtime=170),
    known_film("up", "Up"),
    film(2, "Heat", "1995-12-15", work_id="heat", runtime=171, votes=9),
    known_film("remake", "Heat", 2025),
    known_film("it", "It"),
)


def test_of_twins_the_better_known_one():
    assert TWINS.listed() == ["up", "heat", "remake", "it"]
    assert TWINS.listed(3) == ["up", "heat", "remake"]
    assert TWINS.listed(without=["heat"]) == ["listed", "up", "remake", "it"]


@pytest.mark.parametrize("twin", ["listed", "heat"])
def test_never_the_twin_of_what_somebody_knows(twin):
    assert TWINS.listed(known=[twin]) == ["up", "remake", "it"]
    assert TWINS.listed(2, known=[twin, "up"]) == ["remake", "it"]


def test_an_anthology_is_one_work():
    shows = Shelves(
        work("hotel", "American Horror Story: Hotel", 2015, "tv show", genres=["horror"]),
        work("asylum", "American Horror Story: Asylum", 2012, "tv show", genres=["horror"]),
        known_film("up", "Up"),
        work("main", "American Horror Story", 2011, "tv show", votes=350_000, seasons=10, genres=["horror"]),
    )
    assert shows.listed() == ["up", "main"]
    assert shows.listed(known=["main"]) == shows.listed(known=["hotel", "asylum"]) == ["up"]


def godfathers(*titles):
    """In an order that no list should keep: the last part is the best."""
    years = {"The Godfather": 1972, "The Godfather: Part II": 1974, "The Godfather: Part III": 1990}
    films = [known_film(title, title, years[title], collection="The Godfather Collection") for title in titles]
    return Shelves(*films[:1], known_film("up", "Up"), *films[1:])


def test_parts_of_a_saga_in_order():
    first, second, third = "The Godfather", "The Godfather: Part II", "The Godfather: Part III"
    films = godfathers(third, second, first)
    assert films.listed() == [first, "up", second, third]
    assert films.listed(1) == [first]
    assert films.listed(1, known=[first]) == [second]
    assert films.listed(1, known=[first, second]) == [third]
    assert films.listed(known=[first]) == [second, "up", third]
    assert films.listed(1, without=[first]) == [second]
    assert films.listed(settings=DiversitySettings(0, 2)) == [first, "up", second]
    assert films.listed(settings=DiversitySettings(0, 1), known=[first]) == [second, "up"]
    assert films.listed(4, settings=DiversitySettings(0.9, 100))[0] == first


def test_a_twin_is_no_part():
    films = Shelves(
        known_film("lost", "Toy Story: Lost", 2021),
        known_film("third", "Toy Story 3", 2010, collection="Toys"),
        film(1, "Toy Story 2", "1999-02-01", work_id="listed", runtime=93, collection="Toys"),
        known_film("second", "Toy Story 2", 1999, runtime=92, collection="Toys"),
        known_film("first", "Toy Story", 1995, collection="Toys"),
        known_film("fourth", "Toy Story 4", 2019),
    )
    assert films.listed() == ["first", "second", "third", "fourth", "lost"]
    assert films.listed(1, known=["first"]) == ["second"]
    assert films.listed(1, known=["listed"]) == films.listed(1, known=["second"]) == ["third"]
    assert films.listed(1, known=["first", "second", "third"]) == ["fourth"]


def test_what_recommend_and_for_user_know():
    """The seed, what was rated, and what was hidden."""
    titles = ["Toy Story 3", "Toy Story 2", "Toy Story", "Heat"]
    rows = [
        work(title, title, 2020 - 10 * n, votes=9, collection="Toys" if n < 3 else None)
        for n, title in enumerate(titles)
    ]
    alike = Service(bundle(together(*rows), content=[{"genre:drama": 1.0}] * 4))
    assert [result.work.title for result in alike.recommend("Toy Story", k=1).results] == ["Toy Story 2"]
    assert [result.work.title for result in alike.recommend("Heat", k=1).results] == ["Toy Story"]


def test_what_a_person_has_rated_or_hidden_is_known(service):
    def first(**sent):
        found = [result.work.title for result in service.for_user(**sent).results]
        return [title for title in found if title.startswith("Alien")]

    assert first() == ["Alien", "Aliens"]
    assert first(ratings=["Alien=5"]) == first(hide=["Alien"]) == ["Aliens"]


def test_from_the_best_alone_it_is_the_same_list_or_none():
    """Of twins the first is listed only where the second, which is not among the best, may not be."""
    for k in (1, 2, 3):
        assert TWINS.from_best(5, k) == TWINS.listed(k)
    assert TWINS.from_best(1, 1) is TWINS.from_best(2, 2) is None
    assert TWINS.from_best(2, 1) == TWINS.listed(1) == ["up"]
    assert TWINS.from_best(1, 1, without=["heat"]) == ["listed"] == TWINS.listed(1, without=["heat"])
    # A varied list of two is chosen among ten.
    assert TWINS.from_best(5, 2, settings=DiversitySettings(0.5, 100)) is None


def test_from_the_best_alone_a_saga_begins_with_its_first_part_where_that_may_be_listed():
    films = Shelves(
        *(known_film(name, name, year, collection="Saga") for name, year in (("second", 2002), ("first", 2001))),
        *(known_film(name, name) for name in ("up", "it")),
    )
    assert films.listed(1) == films.from_best(1, 1) == films.from_best(4, 1) == ["first"]
    assert films.listed(1, without=["first"]) == films.from_best(1, 1, without=["first"]) == ["second"]
