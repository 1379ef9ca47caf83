import json
from pathlib import Path

import pandas as pd
import pytest

from recsys.domain.schema import CREDITS, conform
from recsys.errors import DataError
from recsys.ingest.sample import FOLDER
from recsys.ingest.sources.tmdb_credits import credit_file, read_credits
from tests.catalogues import csv_text, raw_people, reading

KAGGLE, FIVE_THOUSAND = "tmdb/credits.csv", "tmdb/tmdb_5000_credits.csv"
NO_FILM = "the film catalogue has no film of this id"
TWICE = "the credits of this film stand on an earlier line"


def actor(person_id, name, order=0):
    return {"cast_id": 1, "character": "It", "id": person_id, "name": name, "order": order, "profile_path": None}


def crew(person_id, name, job="Director"):
    return {"credit_id": "", "department": "Directing", "id": person_id, "job": job, "name": name}


@pytest.fixture
def read(raw):
    """The credits, as tuples, of a file with these (id, cast, crew) cells; the films 1, 2 and 3 are known."""

    def read_all(*rows):
        cells = [{"id": movie_id, "cast": cast, "crew": people} for movie_id, cast, people in rows]
        path = raw.write(KAGGLE, csv_text(("cast", "crew", "id"), *cells))
        table = conform(read_credits(path, {1, 2, 3}, raw.rejections), CREDITS, "credits")
        return [tuple(row.values()) for row in table.to_pylist()]

    return read_all


def values(raw):
    """The rejected as (line, what, reason, value)."""
    return list(raw.rejections.table()[["line", "what", "reason", "value"]].itertuples(index=False, name=None))


def test_actors_in_billing_order_and_directors(read):
    cast = [actor(5, "Third", 9), actor(6, "First", 0), actor(7, "Second", 3)]
    people = [crew(8, "Writer", "Screenplay"), crew(9, "Boss"), crew(6, "First"), crew(8, "Deputy", "Co-Director")]
    assert read((2, cast, people)) == [
        (2, 6, "First", "actor", 0),
        (2, 7, "Second", "actor", 1),
        (2, 5, "Third", "actor", 2),
        (2, 9, "Boss", "director", 0),
        (2, 6, "First", "director", 1),
    ]


def test_both_layouts_say_the_same(read, raw):
    cast, people = [actor(5, "Conan O'Brien")], [crew(6, 'José "Pepe" Núñez'), crew(None, "Nadie")]
    expected = [
        (1, 5, "Conan O'Brien", "actor", 0),
        (1, 6, 'José "Pepe" Núñez', "director", 0),
        (1, None, "Nadie", "director", 1),
    ]
    assert read((1, cast, people)) == expected
    row = {"movie_id": 1, "title": "One", "cast": json.dumps(cast), "crew": json.dumps(people)}
    path = raw.write(FIVE_THOUSAND, csv_text(("movie_id", "title", "cast", "crew"), row))
    table = conform(read_credits(path, {1}, raw.rejections), CREDITS, "credits")
    assert [tuple(row.values()) for row in table.to_pylist()] == expected


def test_a_person_listed_twice_stands_once(read):
    cast = [
        actor(5, "Ann Lee", 0),
        actor(5, "Ann Lee", 1),
        actor(6, "Ann Lee", 2),
        actor(None, "Bo"),
        actor(None, "Bo"),
    ]
    people = [crew(7, "Boss"), crew(7, "Boss"), crew(8, "Boss")]
    assert read((1, cast, people)) == [
        (1, 5, "Ann Lee", "actor", 0),
        (1, None, "Bo", "actor", 1),
        (1, 6, "Ann Lee", "actor", 2),
        (1, 7, "Boss", "director", 0),
        (1, 8, "Boss", "director", 1),
    ]


def test_people_without_an_order_come_last_and_without_a_name_not(read):
    cast = [
        {"id": 1, "name": "No order"}, {"id": 2, "name": "Odd", "order": "0"}, actor(3, "First"), actor(4, " "),
        {"id": 5, "order": 0}, {"id": 6, "name": None}, actor(7, "  Two\u200b  words ", 1),
    ]  # fmt: skip
    names = [row[2] for row in read((1, cast, "[]"))]
    assert names == ["First", "Two words", "No order", "Odd"]


@pytest.mark.parametrize("person_id", [2**63, 10**300, -1, True, 1.5, "7", None, [1]])
def test_an_id_that_is_none_leaves_the_person(read, person_id):
    assert read((1, [actor(person_id, "Ann"), actor(8, "Bo", 1)], "")) == [
        (1, None, "Ann", "actor", 0),
        (1, 8, "Bo", "actor", 1),
    ]


@pytest.mark.parametrize(
    "cell", ["__import__('os').system('x')", "[{'name':", "['Ann']", "[" * 50_000, "{{}: 1}", "nobody"]
)
def test_broken_cells_are_noted_and_the_other_one_read(read, raw, cell):
    assert read((1, cell, [crew(6, "Boss")]), (2, [actor(5, "Ann")], cell)) == [
        (1, 6, "Boss", "director", 0),
        (2, 5, "Ann", "actor", 0),
    ]
    assert values(raw) == [
        (2, "value", "cast is no list of people", cell[:80]),
        (3, "value", "crew is no list of people", cell[:80]),
    ]
    assert raw.rejections.kept(raw.root / KAGGLE) == 2


def test_a_cell_larger_than_the_csv_module_expects(read):
    cast = [actor(number, f"Person {number}", number) for number in range(3_000)]
    assert len(repr(cast)) > 200_000
    assert len(read((1, cast, ""))) == 3_000


def test_rejected_rows_with_their_lines(read, raw):
    one = [actor(5, "Ann")]
    rows = [(3, one, ""), (9, one, ""), (3, [actor(6, "Bo")], ""), ("x", one, ""), ("9" * 5_000, one, ""), (1, "", "")]
    assert read(*rows) == [(3, 5, "Ann", "actor", 0)]
    assert values(raw) == [
        (3, "row", NO_FILM, "9"),
        (4, "row", TWICE, "3"),
        (5, "row", NO_FILM, "x"),
        (6, "row", NO_FILM, "9" * 80),
    ]
    assert raw.rejections.kept(raw.root / KAGGLE) == 2


def test_which_file_is_read(raw):
    assert credit_file(raw.root / "tmdb") is None
    small = raw.write(FIVE_THOUSAND, "movie_id,title,cast,crew\n")
    assert credit_file(raw.root / "tmdb") == small
    large = raw.write(KAGGLE, "cast,crew\n")
    assert credit_file(raw.root / "tmdb") == large
    assert read_credits(small, {1}, raw.rejections).columns.tolist() == CREDITS.names
    with pytest.raises(DataError, match="expected the columns id, cast, crew"):
        read_credits(large, {1}, raw.rejections)


def pairs(credits, role):
    rows = credits[credits["role"] == role]
    return sorted(zip(rows["movie_id"], rows["person_id"].astype(int), rows["person"], strict=True))


@pytest.mark.parametrize("role", ["actor", "director"])
def test_the_sample_as_pandas_reads_it(role):
    people = raw_people(FOLDER)
    naive = people[people["role"] == role]
    expected = sorted(zip(naive["film"].astype(int), naive["person"], naive["name"], strict=True))
    assert pairs(reading(FOLDER).credits, role) == expected
    assert len(expected) > 200


@pytest.mark.real_data
def test_the_real_credits(real_data: Path):
    read = reading(real_data)
    table = conform(read.credits, CREDITS, "credits").to_pandas()
    assert not table.duplicated(["movie_id", "person_id", "role"]).any()
    assert set(table["movie_id"]) <= set(read.movies["movie_id"])
    rejected = read.rejections.table()
    rows = rejected[(rejected["file"] == KAGGLE) & (rejected["what"] == "row")]
    raw_rows = len(pd.read_csv(real_data / KAGGLE, usecols=["id"]))
    assert read.rejections.kept(real_data / KAGGLE) + len(rows) == raw_rows == 45_389
    reservoir = table[(table["movie_id"] == 500) & (table["role"] == "director")]
    assert reservoir["person"].tolist() == ["Quentin Tarantino"]
