"""What models may learn of works, where some source of them must not be learned from."""

import json

from recsys.ingest.load import read_data
from recsys.ingest.records import Listing, Name, Person, Record
from recsys.ingest.training import unite_for_training
from recsys.ingest.unite import unite
from tests.fixtures.raw_files import catalogue, write_files
from tests.fixtures.tmdb_snapshots import days_ago, fetched, film, listed, snapshot

TAUGHT = {"justwatch", "tvmaze", "viewing-reports"}
OWN = Record(
    "justwatch", "tm1", "The Lake", "movie", 1999,
    people=[Person("Ana Paz", "actor")],
    facts={"genres": ["drama"], "votes": 10, "vote_average": 8.0, "maturity": "7+"},
)  # fmt: skip
SHOWN = Record(
    "tmdb-api", "tmdb-movie-7", "The Lake", "movie", 1998,
    names=[Name("El lago", "es")], people=[Person("Ana Paz", "actor"), Person("Ben Sol", "actor")], tmdb_id=7,
    facts={"genres": ["horror"], "votes": 999, "vote_average": 2.0, "maturity": "18+", "runtime": 90, "tagline": "B"},
    listings=[Listing("netflix", ("MX",), "2026-11-28", "tmdb-movie-7", "The Lake", 1998)],
)  # fmt: skip


def taught(*records):
    return unite_for_training(records, unite(records), TAUGHT)


def test_what_may_all_be_learned_is_what_is_shown():
    united = unite([OWN])
    assert unite_for_training([OWN], united, TAUGHT) is united


def test_no_fact_of_what_must_not_be_learned_wins_or_fills_in():
    shown, learned = unite([OWN, SHOWN]), taught(OWN, SHOWN)
    assert (shown.facts["genres"], shown.facts["votes"], shown.facts["maturity"]) == (["drama", "horror"], 999, "18+")
    assert learned == unite([OWN])
    assert {*json.loads(learned.facts["fact_sources"]).values()} == {"justwatch"}
    assert [(credit.person.name, credit.main) for credit in learned.people] == [("Ana Paz", True)]


def test_of_what_nobody_else_knows_there_is_its_type_and_year_alone():
    learned = taught(SHOWN)
    told = {name: value for name, value in learned.facts.items() if value}
    assert told == {
        "type": "movie", "year": 1998, "sources": ["tmdb-api"],
        "fact_sources": '{"type":"tmdb-api","title":"tmdb-api","year":"tmdb-api"}',
    }  # fmt: skip
    assert (learned.facts["title"], learned.names, learned.people) == ("", [], [])


def test_what_others_add_to_it_may_be_learned():
    watched = Record("viewing-reports", "v1", "The Lake", None, None, facts={"hours_viewed": 40})
    learned = taught(SHOWN, watched)
    assert (learned.facts["hours_viewed"], learned.facts["title"], learned.facts["year"]) == (40, "The Lake", 1998)
    assert [name.name for name in learned.names] == ["The Lake"]
    assert learned.facts["genres"] == []


def test_the_tables_have_the_same_works_in_the_same_rows(tmp_path):
    write_files(tmp_path, {"platforms/netflix_titles.csv": catalogue({"title": "The Lake", "release_year": "1999"})})
    alone = read_data(tmp_path)
    assert alone.training_works is alone.works
    assert alone.training_titles is alone.titles
    day = days_ago(1)
    lake = film(7, "The Lake", "1999-01-01", genres=[{"id": 27}], tagline="Boo.", runtime=170)
    only = film(8, "Solar Tide", "2021-05-01", genres=[{"id": 27}])
    snapshot(
        tmp_path, day, titles=[fetched("movie", one, f"{day}T10:00:00Z") for one in (lake, only)],
        shows=[listed("movie", 7, "MX", 8), listed("movie", 8, "MX", 8)],
    )  # fmt: skip
    tables = read_data(tmp_path)
    ids = tables.works.column("work_id").to_pylist()
    assert ids == tables.training_works.column("work_id").to_pylist() == ["lake-1999-movie", "solar-tide-2021-movie"]
    assert tables.works.column("genres").to_pylist() == [["drama", "thriller", "horror"], ["horror"]]
    assert tables.training_works.column("genres").to_pylist() == [["drama", "thriller"], []]
    assert (
        tables.training_works.slice(0, 1).drop_columns("fact_sources").equals(alone.works.drop_columns("fact_sources"))
    )
    assert set(tables.training_names.column("work_id").to_pylist()) == {"lake-1999-movie"}
    assert set(tables.titles.column("source").to_pylist()) == {"catalogues", "tmdb-api"}
    assert tables.training_titles.column("source").to_pylist() == ["catalogues"]
    assert set(tables.training_credits.column("source").to_pylist()) == {"catalogues"}
    assert set(tables.for_models) == {"works", "names", "credits", "titles", "offers", "snapshots", "ratings"}
    assert tables.for_models["works"] is tables.training_works
    assert tables.account.sources["tmdb-api"]["as_of"] == [day, day]
    asked = read_data(tmp_path, train_on=["tmdb-api"])
    assert asked.training_works is asked.works
    assert asked.works.equals(tables.works)


def test_a_film_of_both_catalogues_of_tmdb_is_one_by_its_id(tmp_path):
    write_files(
        tmp_path, {"tmdb/movies_dataset.csv": "id,title,release_date\n7,Das Ufer,1999-03-31\n9,Mar,2001-01-01\n"}
    )
    day = days_ago(1)
    titles = [fetched("movie", film(7, "The Shore", "1999-03-31"), day)]
    titles.append(fetched("tv", {"id": 9, "name": "Mar", "first_air_date": "2001-01-01"}, day))
    snapshot(tmp_path, day, titles=titles)
    tables = read_data(tmp_path)
    works = {row["work_id"]: row["sources"] for row in tables.works.to_pylist()}
    assert works == {"tmdb-7": ["tmdb", "tmdb-api"], "tmdb-9": ["tmdb"], "mar-2001-series": ["tmdb-api"]}
    assert tables.account.links["tmdb id"] == 1
