import json

import pandas as pd
import pytest

from recsys.errors import DataError
from recsys.ingest.records import Person
from recsys.ingest.sample import FOLDER
from recsys.ingest.sources import tmdb
from recsys.ingest.sources.tmdb_credits import read_credits
from tests.fixtures.film_files import raw_people
from tests.fixtures.raw_files import csv_text, read_source

KAGGLE, FIVE_THOUSAND = "tmdb/credits.csv", "tmdb/tmdb_5000_credits.csv"
NO_FILM = "the film catalogue has no film of this id"
TWICE = "the credits of this film stand on an earlier line"
FULLER = "another file has as full or fuller credits of this film"


def actor(person_id, name, order=0, character="It"):
    return {"cast_id": 1, "character": character, "id": person_id, "name": name, "order": order, "profile_path": None}


def crew(person_id, name, job="Director"):
    return {"credit_id": "", "department": "Directing", "id": person_id, "job": job, "name": name}


@pytest.fixture
def read(raw):
    """The credits, as tuples, of a file with these (id, cast, crew) cells; the films 1, 2 and 3 are known."""

    def read_all(*rows):
        cells = [{"id": movie_id, "cast": cast, "crew": people} for movie_id, cast, people in rows]
        return tuples(
            read_credits([raw.write(KAGGLE, csv_text(("cast", "crew", "id"), *cells))], {1, 2, 3}, raw.reading)
        )

    return read_all


def tuples(credits: dict[int, list[Person]]) -> list[tuple[int, int | None, str, str, int]]:
    """All credits, as (film, person's id, name, role, place in the role)."""
    return [
        (film, person.person_id, person.name, role, order)
        for film, people in credits.items()
        for role in ("actor", "director")
        for order, person in enumerate(person for person in people if person.role == role)
    ]


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
    assert tuples(read_credits([path], {1}, raw.reading)) == expected


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


@pytest.mark.parametrize("word", ["Unknown", "N/A", "-", "Desconocido", "none"])
def test_fill_words_are_nobody(read, word):
    assert read((1, [actor(5, word), actor(6, "Ann", 1)], [crew(None, word)])) == [(1, 6, "Ann", "actor", 0)]


def test_characters(raw):
    cast = [actor(5, "Ann", 0, " The  Thing "), actor(6, "Bo", 1, ""), {"id": 7, "name": "Cy", "order": 2}]
    cells = {"id": "348.0", "cast": cast, "crew": [crew(8, "Dee")]}
    path = raw.write(KAGGLE, csv_text(("cast", "crew", "id"), cells))
    assert read_credits([path], {348}, raw.reading) == {
        348: [
            Person("Ann", "actor", 5, "The Thing"),
            Person("Bo", "actor", 6),
            Person("Cy", "actor", 7),
            Person("Dee", "director", 8),
        ]
    }


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
    assert raw.values() == [
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
    assert raw.values() == [
        (3, "row", NO_FILM, "9"),
        (4, "row", TWICE, "3"),
        (5, "row", NO_FILM, "x"),
        (6, "row", NO_FILM, "9" * 80),
    ]
    assert raw.rejections.kept(raw.root / KAGGLE) == 2


def test_of_two_files_the_fuller_credits_of_a_film_count(raw):
    one, two = [actor(5, "Ann")], [actor(6, "Bo"), actor(7, "Cy", 1)]
    rows = [{"id": 1, "cast": one, "crew": ""}, {"id": 2, "cast": two, "crew": ""}, {"id": 3, "cast": one, "crew": ""}]
    large = raw.write(KAGGLE, csv_text(("cast", "crew", "id"), *rows))
    others = [
        {"movie_id": film, "cast": json.dumps(cast), "crew": "[]"} for film, cast in ((1, two), (2, one), (3, one))
    ]
    small = raw.write(FIVE_THOUSAND, csv_text(("movie_id", "title", "cast", "crew"), *others))
    credits = read_credits([large, small], {1, 2, 3}, raw.reading)
    assert {film: [person.name for person in people] for film, people in credits.items()} == {
        1: ["Bo", "Cy"], 2: ["Bo", "Cy"], 3: ["Ann"],
    }  # fmt: skip
    assert raw.rejected() == [(KAGGLE, 2, FULLER), (FIVE_THOUSAND, 3, FULLER), (FIVE_THOUSAND, 4, FULLER)]
    assert [raw.rejections.kept(path) for path in (large, small)] == [2, 1]


def test_people_come_to_their_films(raw):
    raw.write("tmdb/movies_metadata.csv", "id,title,release_date\n1,One,2001-01-01\n2,Two,2002-01-01\n")
    raw.write(KAGGLE, csv_text(("cast", "crew", "id"), {"id": 2, "cast": [actor(5, "Ann")], "crew": [crew(6, "Bo")]}))
    first, second = raw.source(tmdb).records
    assert first.people == []
    assert second.people == [Person("Ann", "actor", 5, "It"), Person("Bo", "director", 6)]


def test_a_file_without_ids(raw):
    path = raw.write(KAGGLE, "cast,crew\n")
    with pytest.raises(DataError, match="expected the columns id, cast, crew; missing id"):
        read_credits([path], {1}, raw.reading)


@pytest.mark.parametrize("role", ["actor", "director"])
def test_the_sample_as_pandas_reads_it(role):
    people = raw_people(FOLDER)
    naive = people[people["role"] == role]
    expected = sorted(zip(naive["film"].astype(int), naive["person"], naive["name"], strict=True))
    data, _ = read_source(tmdb, FOLDER)
    found = [
        (record.tmdb_id, person.person_id, person.name)
        for record in data.records
        for person in record.people
        if person.role == role
    ]
    assert sorted(found) == expected
    assert len(expected) > 200


@pytest.mark.real_data
def test_the_real_credits(real_data):
    data, reading = read_source(tmdb, real_data)
    for record in data.records:
        people = [(person.person_id, person.role) for person in record.people]
        assert len(people) == len(set(people))
    rejected = reading.rejections.table()
    rows = rejected[(rejected["file"] == KAGGLE) & (rejected["what"] == "row")]
    raw_rows = len(pd.read_csv(real_data / KAGGLE, usecols=["id"]))
    assert reading.rejections.kept(real_data / KAGGLE) + len(rows) == raw_rows == 45_389
    [reservoir] = [record for record in data.records if record.tmdb_id == 500]
    assert [person.name for person in reservoir.people if person.role == "director"] == ["Quentin Tarantino"]
