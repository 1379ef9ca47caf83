"""Snapshots of TMDB's API: one record a title, one listing a snapshot, service and country."""

import json
from datetime import date

import pytest

from recsys.errors import DataError
from recsys.ingest.discovery import claim
from recsys.ingest.records import Name, Person, Reading
from recsys.ingest.sources import tmdb_api
from tests.fixtures.raw_files import Read, files_of
from tests.fixtures.tmdb_snapshots import fetched, film, listed, packed, snapshot

TODAY = date(2026, 11, 28)
DAY, MOMENT = "2026-11-27", "2026-11-27T10:01:02Z"
LAKE = film(
    7, "El lago", "1999-03-31", original_title="Das Ufer", original_language="de", imdb_id="tt0000111",
    genres=[{"id": 18, "name": "Drama"}, {"id": 878, "name": "Ciencia ficción"}, {"id": 10770, "name": "Telefilme"}],
    production_countries=[{"iso_3166_1": "DE", "name": "Germany"}], spoken_languages=[{"iso_639_1": "de"}],
    overview="Un lago se seca.", runtime=101, budget=5, revenue=2**40, popularity=0.0, vote_average=7.5, vote_count=120,
    status="Released", poster_path="/lake.jpg", belongs_to_collection={"id": 1, "name": "Lakes"},
    production_companies=[{"name": "Water Works"}], keywords={"keywords": [{"id": 1, "name": "drought"}]},
    translations={"translations": [
        {"iso_3166_1": "ES", "iso_639_1": "es", "data": {"title": "El lago", "overview": "Un lago se seca."}},
        {"iso_3166_1": "GB", "iso_639_1": "en", "data": {"title": "The Mere", "overview": ""}},
        {"iso_3166_1": "US", "iso_639_1": "en",
         "data": {"title": "The Lake", "overview": "A lake dries up.", "tagline": "Thirst."}},
        {"iso_3166_1": "JP", "iso_639_1": "ja", "data": {"title": "湖", "overview": "干上がる。"}},
    ]},
    alternative_titles={"titles": [
        {"iso_3166_1": "MX", "title": "La laguna", "type": ""},
        {"iso_3166_1": "US", "title": "Project Mud", "type": "working title"},
    ]},
    release_dates={"results": [
        {"iso_3166_1": "US", "release_dates": [{"type": 3, "certification": "R"}]},
        {"iso_3166_1": "MX", "release_dates": [
            {"type": 1, "certification": "C"}, {"type": 3, "certification": "B"}, {"type": 4, "certification": ""}]},
        {"iso_3166_1": "BR", "release_dates": [{"type": 3, "certification": "10"}]},
    ]},
    credits={
        "cast": [
            {"id": 2, "name": "Ben Sol", "character": "Son", "order": 1},
            {"id": 1, "name": "Ana Paz", "character": "Mother", "order": 0},
        ],
        "crew": [
            {"id": 3, "name": "Cy Roe", "job": "Director"}, {"id": 3, "name": "Cy Roe", "job": "Writer"},
            {"id": 3, "name": "Cy Roe", "job": "Screenplay"}, {"id": 4, "name": "Di Oz", "job": "Gaffer"},
        ],
    },
)  # fmt: skip
PORT = {
    "id": 7, "name": "Harbour", "original_name": "Harbour", "original_language": "en", "first_air_date": "2015-02-01",
    "last_air_date": "2019-06-01", "status": "Ended", "number_of_seasons": 3, "episode_run_time": [],
    "last_episode_to_air": {"runtime": 44}, "origin_country": ["GB"], "overview": "A port at night.",
    "genres": [{"id": 10765, "name": "x"}], "networks": [{"name": "ITV"}], "vote_count": 0, "vote_average": 0.0,
    "external_ids": {"imdb_id": "tt0000222", "wikidata_id": "Q1"}, "created_by": [{"id": 9, "name": "Eve Ray"}],
    "keywords": {"results": [{"name": "sea"}]}, "content_ratings": {"results": [{"iso_3166_1": "DE", "rating": "16"}]},
    "aggregate_credits": {
        "cast": [{"id": 5, "name": "Flo Tan", "order": 0, "roles": [{"character": "Mate"}, {"character": "Cook"}]}],
        "crew": [
            {"id": 6, "name": "Gil Ash", "jobs": [{"job": "Director"}], "total_episode_count": 2},
            {"id": 8, "name": "Hal Elm", "jobs": [{"job": "Director"}], "total_episode_count": 20},
        ],
    },
}  # fmt: skip


def read(root, today=TODAY):
    reading = Reading.of(root)
    reading.today = today
    return Read(tmdb_api.read(files_of(tmdb_api, root), reading), reading)


def notes(read, name):
    return read.reading.notes.get(read.reading.root / name, [])


def test_a_film(tmp_path):
    snapshot(tmp_path, DAY, titles=[fetched("movie", LAKE, MOMENT)], shows=[listed("movie", 7, "MX", 8)])
    (record,) = read(tmp_path).data.records
    assert (record.source, record.record_id, record.tmdb_id, record.imdb_id) == (
        "tmdb-api", "tmdb-movie-7", 7, "tt0000111",
    )  # fmt: skip
    assert (record.title, record.type, record.year) == ("The Lake", "movie", 1999)  # whatever the answer's language
    assert record.names == [
        Name("Das Ufer", "de", None, "original"),
        Name("The Lake", "en", "US"),
        Name("The Mere", "en", "GB"),
        Name("El lago", "es", "ES"),
        Name("湖", "ja", "JP"),
        Name("La laguna", None, "MX"),
    ]
    assert record.people == [
        Person("Ana Paz", "actor", 1, "Mother"),
        Person("Ben Sol", "actor", 2, "Son"),
        Person("Cy Roe", "director", 3),
        Person("Cy Roe", "writer", 3),
    ]
    assert record.facts == {
        "genres": ["drama", "science fiction"],  # by number; a film for television is of no genre
        "countries": ["DE"],
        "release_date": "1999-03-31",
        "original_language": "de",
        "original_title": "Das Ufer",
        "languages": ["de"],
        "keywords": ["drought"],
        "companies": ["Water Works"],
        "status": "released",
        "popularity": 0.0,
        "votes": 120,
        "vote_average": 7.5,
        "poster_path": "/lake.jpg",
        "runtime": 101,
        "budget": 5,
        "revenue": 2**40,
        "collection": "Lakes",
        # In the run's languages alone, each once.
        "descriptions": [("en", "A lake dries up."), ("es", "Un lago se seca.")],
        "tagline": "Thirst.",
        # Mexico's in cinemas is 12, Brazil's 10; the United States' R and a festival's C do not count.
        "maturity": "13+",
        "certifications": {"US": "R", "MX": "B", "BR": "10"},
    }
    (listing,) = record.listings
    assert (listing.service, listing.where, listing.snapshot, listing.title_id) == (
        "netflix", ("MX",), DAY, "tmdb-movie-7",
    )  # fmt: skip
    assert (listing.rating, listing.duration_int, listing.duration_type) == ("13+", 101, "min")
    assert listing.description == "A lake dries up."


def test_a_series_is_not_the_film_of_its_number(tmp_path):
    titles = [fetched("movie", LAKE, MOMENT), fetched("tv", PORT, MOMENT)]
    snapshot(tmp_path, DAY, titles=titles, shows=[listed("tv", 7, "BR", 337)])
    found = read(tmp_path).records
    assert list(found) == ["tmdb-movie-7", "tmdb-tv-7"]
    series = found["tmdb-tv-7"]
    assert (series.type, series.year, series.tmdb_id, series.imdb_id) == ("tv show", 2015, None, "tt0000222")
    assert [(one.name, one.role, one.character) for one in series.people] == [
        ("Eve Ray", "creator", None),
        ("Flo Tan", "actor", "Mate"),
        ("Hal Elm", "director", None),  # who directed more
        ("Gil Ash", "director", None),
    ]
    told = ("seasons", "runtime", "end_year", "countries", "networks", "keywords", "genres", "maturity")
    assert [series.facts[name] for name in told] == [
        3, 44, 2019, ["GB"], ["ITV"], ["sea"], ["science fiction", "fantasy"], "16+",
    ]  # fmt: skip
    assert "votes" not in series.facts
    assert "vote_average" not in series.facts
    assert series.facts["descriptions"] == [("en", "A port at night.")]
    assert [(one.service, one.where, one.duration_type) for one in series.listings] == [("disney", ("BR",), "season")]
    assert found["tmdb-movie-7"].listings == []


def test_the_newest_details_count_and_every_snapshot_s_offers(tmp_path):
    older = LAKE | {"vote_count": 1, "runtime": 90}
    snapshot(
        tmp_path, "2026-10-01",
        titles=[fetched("movie", older, "2026-10-01T08:00:00Z"), fetched("tv", PORT, "2026-10-01T08:00:00Z")],
        shows=[listed("movie", 7, "MX", 8), listed("movie", 7, "MX", 1796), listed("tv", 7, "MX", 8)],
    )  # fmt: skip
    snapshot(
        tmp_path, DAY,
        titles=[
            fetched("movie", LAKE | {"runtime": 99}, MOMENT), fetched("movie", LAKE, MOMENT),
            {"type": "tv", "id": 7, "fetched": MOMENT, "gone": True},
        ],
        shows=[listed("movie", 7, "MX", 8), listed("movie", 7, "BR", 8)],
    )  # fmt: skip
    found = read(tmp_path)
    (record,) = found.data.records
    assert (record.facts["votes"], record.facts["runtime"]) == (120, 101)
    # Two providers are one service. Of the first snapshot of each service and country the day counts.
    assert [(one.service, one.where, one.snapshot, one.date_added) for one in record.listings] == [
        ("netflix", ("MX",), "2026-10-01", "2026-10-01"),
        ("netflix", ("MX",), DAY, None),
        ("netflix", ("BR",), DAY, DAY),
    ]
    assert found.rejected() == [("tmdb_api/2026-10-01/listed.jsonl.gz", 3, "TMDB has the title no longer")]
    assert notes(found, "tmdb_api/2026-10-01/titles.jsonl.gz") == ["2 titles have newer details in a later snapshot"]
    assert found.data.as_of == ("2026-10-01", DAY)


def test_a_folder_of_a_run_that_did_not_end_is_named_as_not_read(tmp_path):
    whole = snapshot(tmp_path, DAY, titles=[fetched("movie", LAKE, MOMENT)])
    cut = snapshot(tmp_path, "2026-11-28", titles=[fetched("movie", LAKE, MOMENT)])
    (cut / "run.json").unlink()
    snapshot(tmp_path / ".hidden", DAY)
    claims = claim(tmp_path)
    assert [path.parent for path in claims.files["tmdb-api"]] == [whole] * 4
    assert len(claims.unread) == 3
    assert all("no file «run.json» lies in its folder" in one.reason for one in claims.unread)
    for said in ('{"countries": "MX"}', "[" * 100_000):
        (whole / "run.json").write_text(said)
        found = read(tmp_path)
        assert found.data.records == []
        assert "run.json must be an object with the countries" in notes(found, f"tmdb_api/{DAY}/titles.jsonl.gz")[0]


def test_what_is_six_months_old_is_left_out_and_of_five_months_is_said(tmp_path):
    for day, number in (("2026-05-27", 1), ("2026-05-28", 2), ("2026-06-27", 3), ("2026-06-28", 4)):
        details = film(number, f"Film {number}", "2001-01-01")
        snapshot(
            tmp_path, day,
            titles=[fetched("movie", details, f"{day}T10:00:00Z")], shows=[listed("movie", number, "MX", 8)],
        )  # fmt: skip
    found = read(tmp_path)
    assert list(found.records) == ["tmdb-movie-4", "tmdb-movie-3", "tmdb-movie-2"]
    ((file, line, reason),) = found.rejected()
    assert (file, line) == ("tmdb_api/2026-05-27/titles.jsonl.gz", 1)
    assert reason.startswith("fetched over 6 months ago")
    assert notes(found, "tmdb_api/2026-05-27/listed.jsonl.gz")[0].startswith("left out, it is over 6 months old")
    for day, said in (("2026-05-28", True), ("2026-06-27", True), ("2026-06-28", False)):
        told = notes(found, f"tmdb_api/{day}/titles.jsonl.gz")
        assert [one.startswith(f"1 titles were fetched over 5 months ago, the first on {day}") for one in told] == (
            [True] if said else []
        )
    assert found.data.as_of == ("2026-05-28", "2026-06-28")
    later = read(tmp_path, date(2027, 6, 1))
    assert (later.data.records, later.data.as_of) == ([], None)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "a line must be an object of JSON"),
        ("[1]", "a line must be an object of JSON"),
        ({"type": "game", "id": 1, "fetched": MOMENT, "details": {}}, "type must be movie or tv, id a number"),
        ({"type": ["tv"], "id": 1, "fetched": MOMENT, "details": {}}, "type must be movie or tv, id a number"),
        ({"type": "tv", "id": True, "fetched": MOMENT, "details": {}}, "type must be movie or tv, id a number"),
        ({"type": "tv", "id": 10**400, "fetched": MOMENT, "details": {}}, "type must be movie or tv, id a number"),
        ({"type": "tv", "id": 1, "fetched": "soon", "details": {}}, "fetched must be a moment: 2026-11-28T10:01:02Z"),
        ({"type": "tv", "id": 1, "fetched": MOMENT}, "no details"),
        (fetched("movie", LAKE | {"release_date": ""}, MOMENT), "release_date must be a date"),
        (fetched("tv", PORT | {"first_air_date": None}, MOMENT), "first_air_date must be a date"),
        (fetched("movie", {"id": 1, "release_date": "2001-01-01"}, MOMENT), "no title"),
    ],
)
def test_lines_that_are_no_titles(tmp_path, line, reason):
    snapshot(tmp_path, DAY, titles=[fetched("tv", PORT | {"id": 99}, MOMENT), line])
    found = read(tmp_path)
    assert list(found.records) == ["tmdb-tv-99"]
    assert found.rejected() == [(f"tmdb_api/{DAY}/titles.jsonl.gz", 2, reason)]
    assert found.counts(tmp_path, f"tmdb_api/{DAY}/titles.jsonl.gz") == (2, 1)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (listed("movie", 8, "MX", 8), "no details of the title that may be used are there"),
        (listed("movie", 7, "AR", 8), "the run has no such country and provider"),
        (listed("movie", 7, "MX", 9), "the run has no such country and provider"),
        ({"type": "movie", "id": "7", "country": "MX", "provider_id": 8}, "type must be movie or tv, id a number"),
    ],
)
def test_lines_that_are_no_offers(tmp_path, line, reason):
    snapshot(tmp_path, DAY, titles=[fetched("movie", LAKE, MOMENT)], shows=[line])
    found = read(tmp_path)
    assert found.rejected() == [(f"tmdb_api/{DAY}/listed.jsonl.gz", 1, reason)]
    assert found.data.records[0].listings == []


def test_providers_of_no_service_or_country(tmp_path):
    folder = snapshot(tmp_path, DAY, titles=[fetched("movie", LAKE, MOMENT)], shows=[listed("movie", 7, "MX", 3)])
    rows = [
        {"country": "MX", "provider_id": 3, "service": "cinemateca"},
        {"country": "MX", "provider_id": 3, "service": ["netflix"]},
        {"country": "Mexico", "provider_id": 3, "service": "netflix"},
    ]
    (folder / "providers.jsonl.gz").write_bytes(packed(*rows))
    assert [reason for _, _, reason in read(tmp_path).rejected()] == [
        "the run has no such country and provider",
        "service must be an id of the registry",
        "service must be an id of the registry",
        "country must be a code, provider_id a number",
    ]


def test_values_that_cannot_be_read_are_left_out_and_said(tmp_path):
    broken = LAKE | {
        "imdb_id": "nm1", "runtime": "long", "vote_count": -3, "genres": "drama", "keywords": [], "poster_path": "//x",
        "credits": {"cast": [{"name": "Ana Paz", "id": "x", "order": "y"}, 3]}, "popularity": float("nan"),
        "release_dates": {"results": [
            {"iso_3166_1": "MX", "release_dates": [
                {"type": 3, "certification": "Ω"}, {"type": [3], "certification": "A"}]}]},
    }  # fmt: skip
    snapshot(tmp_path, DAY, titles=[fetched("movie", broken, MOMENT)])
    found = read(tmp_path)
    (record,) = found.data.records
    lost = ("runtime", "votes", "genres", "keywords", "poster_path", "maturity", "popularity")
    assert [name for name in lost if name in record.facts] == []
    assert record.people == []
    assert sorted(reason for _, _, reason in found.rejected("value")) == [
        "cast must be a list of objects",
        "genres must be a list of objects",
        "imdb_id must be tt and seven digits or more",
        "keywords must be an object",
        "no level is known for this certification of MX",
        "popularity must be a number from 0 on",
        "poster_path must be the name of a picture after a slash",
        "runtime must be a number from 0 on",
        "vote_count must be a number from 0 on",
    ]


@pytest.mark.parametrize("damaged", [packed("{}")[:-9], b"no gzip"], ids=["cut", "other"])
def test_a_damaged_file_of_a_whole_snapshot_stops_the_build(tmp_path, damaged):
    (snapshot(tmp_path, DAY) / "titles.jsonl.gz").write_bytes(damaged)
    with pytest.raises(DataError, match=r"titles.jsonl.gz: expected lines of JSON packed with gzip.*Fetch it again"):
        read(tmp_path)


def test_what_a_run_with_a_limit_lists_is_no_catalogue(tmp_path):
    days = ("2026-10-01", "2026-11-01", DAY)
    folders = [
        snapshot(
            tmp_path, day, titles=[fetched("movie", LAKE, f"{day}T10:00:00Z")], shows=[listed("movie", 7, "MX", 8)]
        )
        for day in days
    ]

    def shown(*limits):
        for folder, limit in zip(folders, limits, strict=True):
            run = json.loads((folder / "run.json").read_text())
            (folder / "run.json").write_text(json.dumps(run | {"limit": limit}))
        found = read(tmp_path)
        told = {
            day for day in days if notes(found, f"tmdb_api/{day}/listed.jsonl.gz") == ["left out, its run had a limit"]
        }
        assert told == {*days} - {one.snapshot for one in found.data.records[0].listings}
        return [(one.snapshot, one.date_added) for one in found.data.records[0].listings]

    assert shown(500, None, None) == [("2026-11-01", "2026-11-01"), (DAY, None)]
    assert shown(None, None, 500) == [("2026-10-01", "2026-10-01"), ("2026-11-01", None)]
    assert shown(500, 500, 500) == [(DAY, DAY)]
