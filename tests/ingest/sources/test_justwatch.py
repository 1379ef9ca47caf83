"""JustWatch's folders: one record an id, one listing a folder."""

import pytest

from recsys.ingest.records import Person
from recsys.ingest.sources import justwatch
from tests.fixtures.raw_files import read_files

HEADER = (
    "id,title,type,description,release_year,age_certification,runtime,genres,production_countries,seasons,imdb_id,"
    "imdb_score,imdb_votes,tmdb_popularity,tmdb_score\n"
)
FILM = (
    "tm1,The Lake,MOVIE,A lake dries up.,1999,PG-13,101,\"['drama', 'scifi']\",\"['US', 'SUHH', 'XX']\",,"
    "tt0000111,7.5,1200.0,9.5,7.1\n"
)
SERIES = "ts2,Harbour,SHOW,A port at night.,2015,TV-MA,45,['crime'],['MX'],3.0,tt0000222,8.0,500.0,4.0,8.2\n"
CREDITS = "person_id,id,name,character,role\n"


def test_a_film_and_a_series(tmp_path):
    read = read_files(justwatch, tmp_path, {"justwatch/hbomax_mx_2026-09/titles.csv": HEADER + FILM + SERIES})
    film, series = read.records["tm1"], read.records["ts2"]
    assert (film.type, film.year, film.newest_year, film.imdb_id) == ("movie", 1999, False, "tt0000111")
    assert film.facts == {
        "genres": ["drama", "science fiction"],
        "countries": ["US", "SU"],  # XX is nowhere, four letters are a country that is no more
        "runtime": 101,
        "maturity": "pg-13",
        "descriptions": [("en", "A lake dries up.")],
        "votes": 1200,
        "vote_average": 7.5,
        "popularity": 9.5,
    }
    (listing,) = film.listings
    assert (listing.service, listing.where, listing.snapshot, listing.title_id) == ("max", ("MX",), "2026-09", "tm1")
    assert (listing.rating, listing.rating_given, listing.duration_int, listing.duration_type) == (
        "pg-13",
        True,
        101,
        "min",
    )
    assert listing.countries[0] == "united states"
    assert (series.type, series.facts["seasons"], series.facts["runtime"]) == ("tv show", 3, 45)
    assert (series.listings[0].duration_int, series.listings[0].duration_type) == (3, "season")


def test_one_record_for_an_id_of_several_folders(tmp_path):
    older = FILM.replace("1200.0", "1000.0").replace("PG-13", "").replace("tt0000111", "tt0000999")
    newer = FILM.replace("A lake dries up.", "").replace("The Lake", "The Lake (Restored)")
    read = read_files(
        justwatch,
        tmp_path,
        {
            # In the order of names the newer one comes first.
            "justwatch/hbomax_us_2023-04/titles.csv": HEADER + newer,
            "justwatch/hbomax_us_2023-04/credits.csv": CREDITS + "1,tm1,Ana Paz,Mother,ACTOR\n",
            "justwatch/netflix_us_2022/titles.csv": HEADER + older,
            "justwatch/netflix_us_2022/credits.csv": CREDITS
            + "2,tm1,Ben Sol,Father,ACTOR\n1,tm1,Ana Paz,Mother,ACTOR\n3,tm1,Cy Roe,,DIRECTOR\n",
        },
    )
    (record,) = read.data.records
    assert record.title == "The Lake (Restored)"
    assert (record.imdb_id, record.facts["votes"], record.facts["maturity"]) == ("tt0000111", 1200, "pg-13")
    assert record.facts["descriptions"] == [("en", "A lake dries up.")]  # the newer snapshot has none
    assert [(one.service, one.snapshot, one.title) for one in record.listings] == [
        ("netflix", "2022", "The Lake"),
        ("max", "2023-04", "The Lake (Restored)"),
    ]
    assert record.people == [
        Person("Ben Sol", "actor", None, "Father"),
        Person("Ana Paz", "actor", None, "Mother"),
        Person("Cy Roe", "director", None, None),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (FILM.replace("tm1", "s86205"), "id must be tm or ts and a number"),
        (FILM.replace("The Lake", ""), "no title"),
        (FILM.replace("MOVIE", "GAME"), "type must be MOVIE or SHOW"),
        (FILM.replace("1999", "soon"), "release_year must be a year"),
        (SERIES, "id stands on an earlier line"),
    ],
)
def test_rows_that_are_no_titles(tmp_path, row, reason):
    read = read_files(justwatch, tmp_path, {"justwatch/viki_us_2022/titles.csv": HEADER + SERIES + row})
    assert list(read.records) == ["ts2"]
    assert read.rejected() == [("justwatch/viki_us_2022/titles.csv", 3, reason)]
    assert read.counts(tmp_path, "justwatch/viki_us_2022/titles.csv") == (2, 1)


def test_values_that_cannot_be_read_are_left_out_and_said(tmp_path):
    row = FILM.replace("\"['drama', 'scifi']\"", "['drama").replace("tt0000111", "nm0000111").replace("1200.0", "")
    read = read_files(justwatch, tmp_path, {"justwatch/viki_us_2022/titles.csv": HEADER + row})
    record = read.records["tm1"]
    assert record.imdb_id is None
    assert not {"genres", "votes", "vote_average"} & set(record.facts)  # a mean of nobody knows how many is left out
    assert [reason for _, _, reason in read.rejected("value")] == [
        "genres must be a list of texts",
        "imdb_id must be tt and seven digits or more",
    ]


def test_people_of_no_title_and_of_other_roles(tmp_path):
    rows = [
        "1,tm9,Ana Paz,,ACTOR",
        "2,tm1,Ben Sol,,GAFFER",
        "3,tm1,,,ACTOR",
        "4,tm1,Unknown,,ACTOR",
        "5,tm1,Di Oz,,ACTOR",
    ]
    files = {
        "justwatch/viki_us_2022/titles.csv": HEADER + FILM,
        "justwatch/viki_us_2022/credits.csv": CREDITS + "\n".join([*rows, rows[-1]]) + "\n",
    }
    read = read_files(justwatch, tmp_path, files)
    assert read.records["tm1"].people == [Person("Di Oz", "actor")]
    assert [(line, reason) for _, line, reason in read.rejected()] == [
        (2, "the folder's titles have no such id"),
        (3, "role must be ACTOR or DIRECTOR"),
        (4, "no name"),
        (5, "no name"),
    ]


def test_the_raw_tables_as_kaggle_has_them(tmp_path):
    raw = "index,id,title,type,release_year,age_certification,runtime,genres,production_countries,seasons,imdb_id\n"
    raw_film = "0,tm1,Lake,MOVIE,1999,,101,['drama'],['US'],,tt0000111\n"
    raw_other = "1,tm3,Dune Road,MOVIE,2001,,90,[],[],,\n"
    files = {"justwatch/viki_us_2022/raw_titles.csv": raw + raw_film + raw_other}
    alone = read_files(justwatch, tmp_path / "alone", files)
    assert [record.title for record in alone.data.records] == ["Lake", "Dune Road"]
    files["justwatch/viki_us_2022/titles.csv"] = HEADER + FILM
    both = read_files(justwatch, tmp_path / "both", files)
    assert {key: record.title for key, record in both.records.items()} == {"tm1": "The Lake", "tm3": "Dune Road"}
    assert len(both.records["tm1"].listings) == 1
    assert both.rejected() == []
    (note,) = both.reading.notes.values()
    assert note == ["1 rows stand in titles.csv too and were taken from there"]


def test_semicolons_and_decimal_commas(tmp_path):
    header = "id;title;type;release_year;genres;imdb_id;imdb_score;imdb_votes\n"
    row = "tm1;Lake;MOVIE;1999.0;['drama'];tt0000111;7,5;1200,0\n"
    read = read_files(justwatch, tmp_path, {"justwatch/viki_us_2022/titles.csv": header + row})
    assert (read.records["tm1"].facts["vote_average"], read.records["tm1"].facts["votes"]) == (7.5, 1200)
