import pyarrow.compute as pc
import pytest

from recsys.bundle.bundle import load_bundle
from recsys.serving.explore.anomalies import SENTENCES, anomalies
from recsys.serving.explore.tables import Tables
from recsys.serving.service import Service
from tests.fixtures.tables import film, rating, tables, title

CHEAP = "Cheap (2003): $3, returned 300.0 times"


def film_of(title_id, minutes):
    return title(
        title_id, f"Film {title_id}", 2000, work_id=f"film-{title_id}", duration_int=minutes, duration_type="min"
    )


def show_of(title_id, seasons):
    return title(
        title_id,
        f"Show {title_id}",
        2000,
        "tv show",
        work_id=f"show-{title_id}",
        duration_int=seasons,
        duration_type="season",
    )


@pytest.fixture(scope="module")
def found():
    # Quartiles 64 and 128, a factor of 2 apart: the fences are 64 / 2³ and 128 · 2³.
    minutes = [64, 4, 128, 64, 2048, 128, 64, 128, 128]
    rows = [film_of(f"ns{n}", length) for n, length in enumerate(minutes)]
    rows += [show_of(f"hs{n}", number) for n, number in enumerate([1, 40, 2, 17, 1, 1, 1, 2, 1, 1, 2])]
    rows += [
        title("ds1", "Announced", 2012, date_added="2010-05-06"),
        title("ds2", "In Time", 2012, date_added="2012-01-01"),
        title("ds3", "Announced", 2012),
        title("as3", "Announced", 2012),
    ]
    ratings = [rating(f"u{user}", f"film-ns{n % 9}", 4.0) for user in range(5) for n in range(20)]
    ratings += [rating("few", "film-ns1", 3.0)] * 19
    ratings += [rating("two minds", "film-ns1", 3.0), rating("two minds", "film-ns2", 3.5)] * 300
    films = [
        film(1, "Fair", "2000-01-01", budget=1000, revenue=100_000),
        film(2, "In millions", "2001-01-01", budget=20, revenue=30),
        film(3, "Wonder", "2002-01-01", budget=2000, revenue=300_000),
        film(4, "Cheap", "2003-01-01", budget=3, revenue=900),
        film(5, "Unknown", "2004-01-01", budget=3),
    ]
    return {one.kind: one for one in anomalies(explored(*films, *rows, *ratings))}


def explored(*rows):
    """All of these rows, as somebody who chose nothing explores them."""
    made = tables(*rows)
    works = made["works"]
    return Tables(made["titles"], made["ratings"], works, works.filter(pc.equal(works.column("type"), "movie")))


def test_all_kinds_in_order(found):
    assert list(found) == list(SENTENCES)


@pytest.mark.parametrize(
    ("kind", "limit", "count", "examples"),
    [
        ("short_films", 8, 1, ["Film ns1 (2000): 4 min"]),
        ("long_films", 1024, 1, ["Film ns4 (2000): 2048 min"]),
        ("many_seasons", 16, 2, ["Show hs1 (2000): 40", "Show hs3 (2000): 17"]),
        ("added_before_release", None, 1, ["Announced (2012): 2010-05-06"]),
        ("listed_twice", None, 1, ["Announced (2012): disney"]),
        ("small_budgets", 1000, 2, [CHEAP, "In millions (2001): $20, returned 1.5 times"]),
        ("high_returns", 100, 2, [CHEAP, "Wonder (2002): $2,000, returned 150.0 times"]),
        ("busy_users", 20, 1, ["two minds: 600 ratings"]),
        ("users_of_one_mind", 20, 5, [f"u{user}: 20 ratings" for user in range(5)]),
    ],
)
def test_a_kind(found, kind, limit, count, examples):
    one = found[kind]
    assert (one.limit, one.count) == (limit if limit is None else pytest.approx(limit), count)
    assert sorted(one.examples) == sorted(examples) if kind == "users_of_one_mind" else one.examples == examples


def test_sentences(found):
    assert found["many_seasons"].sentence == "series of more than 16 seasons"
    assert all(one.sentence for one in found.values())


def test_of_tables_without_rows_nothing_is_said():
    nothing = explored()
    assert anomalies(nothing) == []
    kinds = [one.kind for one in anomalies(explored(show_of("hs1", 1)))]
    assert kinds == ["many_seasons", "added_before_release", "listed_twice"]


def test_the_sample_has_no_row_that_contradicts_itself(sample_bundle):
    found = {one.kind: one.count for one in anomalies(Service(load_bundle(sample_bundle)).explorer.among())}
    assert (found["added_before_release"], found["listed_twice"], found["small_budgets"]) == (0, 0, 0)
