import numpy as np
import pytest

from recsys.research.judged import seeds as judged_seeds
from recsys.research.judged.gold import REPORT, Gold, third
from recsys.research.judged.seeds import Seeds, seed_groups
from tests.fixtures.tables import film, rating, tables, together, work

NAMES = [f"Film {number}" for number in range(60)]


@pytest.fixture
def seeds():
    lists = {"many": {work: {0: 1.0} for work in range(60)}, "few": {3: {0: 1.0}}}
    gold = Gold({work: {0: 3} for work in range(10)}, {}, lists, {}, {})
    return Seeds(gold, NAMES, [2000] * 60, ["movie"] * 60)


def test_every_seed_is_in_the_third_of_its_title_and_year(seeds):
    assert sorted(seed for part in range(3) for seed in seeds.graded(part)) == list(range(10))
    assert all(third(NAMES[seed], 2000) == part for part in range(3) for seed in seeds.graded(part))
    assert seeds.of_third(REPORT) == sorted({*seeds.graded(REPORT), *seeds.listed("many", REPORT)})


def test_of_many_seeds_always_the_same_ones(seeds, monkeypatch):
    every = seeds.listed("many", REPORT)
    monkeypatch.setattr(judged_seeds, "MOST_OF_A_SOURCE", 5)
    some = seeds.listed("many", REPORT)
    assert len(some) == 5
    assert set(some) < set(every)
    # Of a part of the data those that are still there stay chosen.
    left = {work: {0: 1.0} for work in range(60) if work in some or work % 2}
    fewer = Seeds(Gold({}, {}, {"many": left}, {}, {}), NAMES, seeds.years, seeds.types)
    assert fewer.listed("many", REPORT) == some


def test_groups_of_seeds():
    made = tables(
        together(
            film(1, "Heat", "1995-12-15", countries=["US", "FR"], votes=7000),
            film(2, "Okuribito", "2008-09-13", countries=["JP"], votes=900),
            film(3, "Relatos salvajes", "2014-08-21", countries=["AR", "ES"], votes=300),
            work("dark-2017-series", "Dark", 2017, "tv show", countries=["DE"], votes=5000),
            film(4, "M", "1931-05-11", votes=10),
            film(5, "Mad Max", "1979-04-12", countries=["AU"], votes=3000),
            *(rating(f"club-{user}", "tmdb-1", 4.0) for user in range(100)),
            rating("club-1", "tmdb-3", 5.0),
        )
    )
    fame = np.log10(1 + made["works"].column("votes").to_numpy().astype(float))
    found = {(division, name): inside.tolist() for division, name, inside in seed_groups(made, fame, np.arange(6))}
    rows = {name: np.flatnonzero(inside).tolist() for name, inside in found.items()}
    assert rows == {
        ("type", "movie"): [0, 1, 2, 4, 5],
        ("type", "tv show"): [3],
        ("decade", "before 1980"): [4, 5],
        ("decade", "1990s"): [0],
        ("decade", "2000s"): [1],
        ("decade", "2010s"): [2, 3],
        ("country", "Asia"): [1],
        ("country", "Spanish- or Portuguese-speaking"): [2],
        ("country", "US or UK"): [0],
        ("country", "not known"): [4],
        ("country", "other English-speaking"): [5],
        ("country", "rest of the world"): [3],
        ("fame", "least known third"): [2, 4],
        ("fame", "middle third"): [1, 5],
        ("fame", "best known third"): [0, 3],
        ("ratings", "no ratings"): [1, 3, 4, 5],
        ("ratings", "1 to 99 ratings"): [2],
        ("ratings", "100 ratings or more"): [0],
    }
    some = {name: inside.tolist() for _, name, inside in seed_groups(made, fame, np.array([3, 0]))}
    assert some["tv show"] == [True, False]
    assert list(seed_groups(made, fame, np.array([], dtype=np.int64))) == []
