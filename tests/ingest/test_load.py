import csv
import json
import re
from dataclasses import asdict

import pytest

from recsys.domain import services
from recsys.domain.licences import Uses
from recsys.domain.services import Service
from recsys.errors import DataError
from recsys.ingest.load import count_sources, read_data
from recsys.ingest.records import Listing, Record, SourceData
from recsys.ingest.sources.layout import Layout, Source
from recsys.ingest.sources.registry import SOURCES
from recsys.ingest.tables import SCHEMAS
from tests.fixtures.raw_files import catalogue, csv_text, write_files

JUSTWATCH = (
    "id", "title", "type", "description", "release_year", "age_certification", "runtime", "genres",
    "production_countries", "seasons", "imdb_id", "imdb_score", "imdb_votes", "tmdb_popularity", "tmdb_score",
)  # fmt: skip
HEAT = {
    "id": "tm1", "title": "Heat", "type": "MOVIE", "release_year": "1995", "genres": "['crime']", "runtime": "170",
    "production_countries": "['US']", "imdb_votes": "700000.0", "imdb_score": "8.3",
}  # fmt: skip
CREDITS = ("person_id", "id", "name", "character", "role")


@pytest.fixture
def mixed(tmp_path):
    """Catalogues of two services and of a third in two countries, ratings, MovieLens folders of the same numbers."""
    up = {"title": "Up", "director": "Pete Docter", "cast": "Edward Asner", "release_year": "2009"}
    fargo = {"title": "Fargo", "type": "TV Show", "director": "", "release_year": "2014", "duration": "1 Season"}
    write_files(
        tmp_path,
        {
            "platforms/amazon_prime_titles.csv": catalogue({"title": "Heat"}, up),
            "platforms/netflix_titles.csv": catalogue({"title": "Heat (4K UHD)"}, fargo, {"title": ""}),
            "ratings/1.csv": "userId,rating,timestamp,movieId\n1,4.0,10, NS1 \n1,2.0,20,as1\n1,3.0,5,zs9\n",
            "justwatch/max_us_2025-01/titles.csv": csv_text(JUSTWATCH, HEAT),
            "justwatch/max_us_2025-01/credits.csv": csv_text(
                CREDITS,
                {"person_id": "1", "id": "tm1", "name": "Al Pacino", "character": "Vincent", "role": "ACTOR"},
                {"person_id": "2", "id": "tm1", "name": "Michael Mann", "role": "DIRECTOR"},
            ),
            "justwatch/max_mx_2025-01/titles.csv": csv_text(JUSTWATCH, HEAT, HEAT | {"id": "tm2", "title": "Ronin"}),
            "justwatch/max_mx_2025-02/titles.csv": csv_text(JUSTWATCH, HEAT | {"id": "tm2", "title": "Ronin"}),
            "notes.txt": "Nothing of it is data.",
            ".ipynb_checkpoints/x.csv": "a,b\n",
        }
        | {
            f"movielens/{name}/{file}.dat": text
            for name in ("ml-a", "ml-b")
            for file, text in (
                ("movies", "5::Heat (1995)::x\n6::Fargo (1996)::x\n7::unknown::x\n"),
                ("ratings", "1::5::3::7\n1::6::4::7\n2::5::9::7\n"),
            )
        },
    )
    return tmp_path


def rows(table, *columns):
    return [tuple(row.values()) for row in table.select(list(columns)).to_pylist()]


def test_records_of_every_source_are_one_work(mixed):
    tables = read_data(mixed)
    works = {work["title"]: work for work in tables.works.to_pylist()}
    assert set(works) == {"Heat", "Up", "Fargo", "Ronin"}
    heat = works["Heat"]
    assert (heat["work_id"], heat["type"], heat["year"]) == ("heat-1995-movie", "movie", 1995)
    assert (heat["votes"], heat["vote_average"]) == (700_000, 8.3)
    assert heat["sources"] == ["justwatch", "catalogues", "movielens"]
    assert json.loads(heat["fact_sources"])["votes"] == "justwatch"
    of_heat = [row for row in rows(tables.names, "work_id", "name", "kind") if row[0] == heat["work_id"]]
    assert [row[1:] for row in of_heat] == [("Heat", "main"), ("Heat (4K UHD)", "decorated")]
    # The catalogue's cast of two is the fuller one; directors are known as well to JustWatch.
    main = [
        row
        for row in rows(tables.credits, "work_id", "person", "role", "source", "main")
        if row[0] == heat["work_id"] and row[4]
    ]
    assert [row[1:4] for row in main] == [
        ("Al Pacino", "actor", "catalogues"),
        ("Robert De Niro", "actor", "catalogues"),
        ("Michael Mann", "director", "justwatch"),
    ]


def test_offers_say_where_since_when_and_until_when(mixed):
    tables = read_data(mixed)
    offers = rows(tables.offers, "work_id", "service", "country", "title_id", "added", "until")
    assert [offer for offer in offers if offer[1] == "max"] == [
        ("heat-1995-movie", "max", "MX", "tm1", None, "2025-02"),
        ("ronin-1995-movie", "max", "MX", "tm2", None, None),
        ("heat-1995-movie", "max", "US", "tm1", None, None),
    ]
    assert [offer[1:5] for offer in offers if offer[0] == "heat-1995-movie" and offer[1] == "amazon"] == [
        ("amazon", "US", "as1", "2020-07-01")
    ]
    titles = rows(tables.titles, "service", "title_id", "work_id", "title", "current")
    assert titles == [
        ("amazon", "as1", "heat-1995-movie", "Heat", True),
        ("amazon", "as2", "up-2009-movie", "Up", True),
        ("max", "tm1", "heat-1995-movie", "Heat", True),
        ("max", "tm2", "ronin-1995-movie", "Ronin", True),
        ("netflix", "ns1", "heat-1995-movie", "Heat (4K UHD)", True),
        ("netflix", "ns2", "fargo-2014-series", "Fargo", True),
    ]


def test_users_of_different_sources_stay_apart(mixed):
    ratings = rows(read_data(mixed).ratings, "user_id", "work_id", "rating", "timestamp")
    assert sorted(ratings) == [
        ("ml-a-1", "heat-1995-movie", 3.0, 7),
        ("ml-b-1", "heat-1995-movie", 3.0, 7),
        ("platforms-1", "heat-1995-movie", 2.0, 20),  # supersedes the earlier one of the same work elsewhere
    ]


def test_every_file_and_row_is_accounted_for(mixed):
    account = read_data(mixed).account
    counts = {file["file"]: (file["source"], file["read"], file["kept"], file["rejected"]) for file in account.files}
    assert counts["platforms/netflix_titles.csv"] == ("catalogues", 3, 2, 1)
    assert counts["ratings/1.csv"] == ("platform-ratings", 3, 2, 1)
    assert counts["movielens/ml-a/movies.dat"] == ("movielens", 3, 2, 1)
    assert counts["movielens/ml-a/ratings.dat"] == ("movielens", 3, 2, 1)
    assert all(read == kept + rejected for _, read, kept, rejected in counts.values())
    assert [unread["file"] for unread in account.unread] == ["notes.txt"]
    on_disk = {path.relative_to(mixed).as_posix() for path in mixed.rglob("*") if path.is_file()}
    assert {*counts, "notes.txt", ".ipynb_checkpoints/x.csv"} == on_disk
    assert set(account.inputs) == set(counts)
    assert account.inputs["ratings/1.csv"]["size"] == (mixed / "ratings/1.csv").stat().st_size
    assert account.superseded == 1
    linked = {one["source"]: (one["ratings"], one["linked_ratings"]) for one in account.link_sources}
    # Nobody's film of 1996 is the series of 2014, and «unknown» is no film.
    assert linked["movielens"] == (4, 2)
    assert set(account.sources) == {"justwatch", "catalogues", "movielens", "platform-ratings"}


def test_the_tables_have_their_schemas(mixed):
    tables = read_data(mixed)
    for name, schema in SCHEMAS.items():
        assert getattr(tables, name).schema.equals(schema), name


def test_progress_counts_a_step_a_source_and_three_more(mixed):
    said: list[str] = []
    read_data(mixed, said.append)
    assert len(said) == count_sources(mixed) == 7


def test_a_catalogue_alone_is_enough_and_none_is_too_little(tmp_path):
    write_files(tmp_path, {"ratings/1.csv": "userId,rating,timestamp,movieId\n1,4.0,10,hs1\n"})
    with pytest.raises(DataError, match="expected at least one catalogue with titles, found none"):
        read_data(tmp_path)
    write_files(tmp_path, {"platforms/hulu_titles.csv": catalogue({"duration": "", "date_added": ""})})
    tables = read_data(tmp_path)
    assert (tables.works.num_rows, tables.offers.num_rows, tables.ratings.num_rows) == (1, 1, 1)
    with pytest.raises(DataError, match=r"nowhere: expected a folder of raw data, found none\. Set RECSYS_DATA"):
        read_data(tmp_path / "nowhere")


def test_a_service_and_a_source_more_are_an_entry_each(tmp_path, monkeypatch):
    """A service that nobody has heard of, in a layout that nobody has seen: no other line of code knows of them."""
    lantern = Service("lantern", "Lantern TV", "#333333", "https://example.org/", aliases=("lanterna",))
    monkeypatch.setattr(services, "SERVICES", (*services.SERVICES, lantern))
    services.service_by_id.cache_clear()
    services._spellings.cache_clear()

    def read(files, reading):
        data = SourceData()
        for path in files:
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file, delimiter="|"):
                    reading.rejections.count_rows(path)
                    (service,) = services.find_services(row["channel"])
                    listing = Listing(service, (row["land"],), "2026-11", row["key"], row["what"], int(row["when"]))
                    data.records.append(
                        Record("leaflet", row["key"], row["what"], "movie", int(row["when"]), listings=[listing])
                    )
        return data

    layout = Layout(re.compile(r"leaflets/[^/]+\.txt"), (), "leaflets/november.txt")
    leaflet = Source("leaflet", "a printed leaflet", "nobody's", (layout,), read, catalogue=True)
    write_files(
        tmp_path,
        {
            "leaflets/november.txt": "key|what|when|channel|land\nq1|Heat|1995|Lanterna|UY\n"
            "q2|The Lamp|2001|lantern|UY\n",
            "platforms/hulu_titles.csv": catalogue({}),
        },
    )
    try:
        tables = read_data(tmp_path, sources=(*SOURCES, leaflet))
    finally:
        monkeypatch.undo()
        services.service_by_id.cache_clear()
        services._spellings.cache_clear()
    assert rows(tables.offers, "work_id", "service", "country") == [
        ("heat-1995-movie", "hulu", "US"),
        ("heat-1995-movie", "lantern", "UY"),
        ("lamp-2001-movie", "lantern", "UY"),
    ]
    said = {"what": "a printed leaflet", "terms": "nobody's"}
    assert tables.account.sources["leaflet"] == said | {"uses": asdict(Uses())}
