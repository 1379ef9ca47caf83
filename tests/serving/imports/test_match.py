"""Ratings that people bring along: what is read, what is matched, and what becomes of the rest."""

import csv
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.errors import InvalidValueError
from recsys.serving.catalogue import Catalogue
from recsys.serving.imports import files as rating_files
from recsys.serving.imports.files import RefusedRow
from recsys.serving.imports.match import exported, imported
from tests.fixtures.catalogue import bundle
from tests.fixtures.tables import film, name, title, together

LETTERBOXD = """Date,Name,Year,Letterboxd URI,Rating
2024-01-02,Alien,1979,https://boxd.it/1,4.5
2024-01-03,"Amélie",2001,https://boxd.it/2,0.5
2024-01-04,Somewhere Else,2010,https://boxd.it/3,3
2024-01-05,The Thing,1982,https://boxd.it/4,5
2024-01-06,The Thing,1951,https://boxd.it/5,2
"""
IMDB = """Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres
tt1,9,2024-01-02,Alien,Alien,https://imdb.com/1,Movie,8.5,117,1979,Horror
tt2,10,2024-01-02,Dark,Dark,https://imdb.com/2,TV Series,8.7,,2015,Drama
tt3,1,2024-01-02,Le fabuleux destin,Amélie,https://imdb.com/3,Movie,8.3,122,2001,Comedy
tt4,7,2024-01-02,Alien,Alien,https://imdb.com/4,TV Episode,8.5,50,1979,Horror
tt5,8,2024-01-02,Dark,Dark,https://imdb.com/5,Movie,5,90,2017,Drama
"""


def stars(found):
    return {rating.work.work_id: rating.stars for rating in found.matched}


def test_a_letterboxd_export(service):
    found = imported(LETTERBOXD.encode(), service.catalogue)
    assert found.source == "Letterboxd"
    assert stars(found) == {
        "alien-1979-movie": 4.5,
        "amelie-2001-movie": 0.5,
        "thing-1982-movie": 5.0,
        "thing-1951-movie": 2.0,
    }
    assert [(row.title, row.year, row.stars) for row in found.unmatched] == [("Somewhere Else", 2010, 3.0)]
    assert (found.refused, found.left_out) == ([], 0)


def test_an_imdb_export_is_halved_and_its_series_are_found_by_their_title(service):
    found = imported(IMDB.encode(), service.catalogue)
    assert found.source == "IMDb"
    assert stars(found) == {"alien-1979-movie": 4.5, "dark-2017-series": 5.0, "amelie-2001-movie": 0.5}
    # An episode is not the film of its name, and a film not the series.
    assert [(row.title, row.stars) for row in found.unmatched] == [("Alien", 3.5), ("Dark", 4.0)]


@pytest.mark.parametrize(
    "spelled",
    [
        LETTERBOXD.encode("utf-8-sig"),
        LETTERBOXD.encode("utf-16"),
        LETTERBOXD.encode("cp1252"),
        LETTERBOXD.replace("\n", "\r\n").encode(),
        LETTERBOXD.replace(",", ";").replace(".5", ",5").encode(),
        LETTERBOXD.replace(",", "\t").encode(),
        ("\n\n" + LETTERBOXD).encode(),
        LETTERBOXD.replace("Name", "NAME").replace("Rating", " rating ").encode(),
    ],
    ids=["mark", "utf-16", "windows", "crlf", "semicolons", "tabs", "empty lines", "capitals"],
)
def test_what_spreadsheets_make_of_it_is_read_alike(service, spelled):
    assert stars(imported(spelled, service.catalogue)) == stars(imported(LETTERBOXD.encode(), service.catalogue))


def zipped(files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_the_whole_zip_of_letterboxd_will_do(service):
    found = imported(zipped({"diary.csv": "x", "letterboxd-me/ratings.csv": LETTERBOXD}), service.catalogue)
    assert len(found.matched) == 4


def test_a_year_off_is_the_same_film_two_are_not(service):
    def of(year):
        return stars(imported(f"Name,Year,Rating\nAlien,{year},3\n".encode(), service.catalogue))

    assert of(1978) == of(1980) == of("") == {"alien-1979-movie": 3.0}
    assert of(1977) == of(1981) == {}


def test_the_nearer_year_of_two_films_of_a_title(service):
    found = imported(b"Name,Year,Rating\nThe Thing,1983,4\nThe Thing,1950,1\n", service.catalogue)
    assert stars(found) == {"thing-1982-movie": 4.0, "thing-1951-movie": 1.0}


@pytest.fixture(scope="module")
def namesakes():
    """Works that share names, in the ways in which services and people write them."""
    rows = together(
        film(1, "Apollo 13", "1995-06-30", votes=5000),
        title("as1", "Apollo 13: To the Edge and Back", 1994),
        title("ds1", "Marvel Studios' Iron Man", 2008, work_id="iron-man-2008-movie"),
        title("ns1", "The Guilty", 2020),
        title("hs1", "Life", 2007, "tv show", duration_int=2, duration_type="season"),
        title("ns2", "Death Note", 2006, "tv show", duration_int=1, duration_type="season"),
        title("ns3", "The Office", 2013, "tv show", duration_int=9, duration_type="season"),
        title("as2", "Vikings", 2013, "tv show"),
        title("hs2", "Vikings", 2020, "tv show", work_id="vikings-2013-series"),
        title("ns4", "La casa de papel", 2017, "tv show"),
        name("casa-de-papel-2017-series", "Money Heist", "en"),
        title("ns5", "The Naked Gun 2 1/2: The Smell of Fear", 1991),
        title("ns6", "Selfless", 2015),
    )
    return Catalogue(bundle(rows))


@pytest.mark.parametrize(
    ("written", "year", "kind", "work"),
    [
        ("Apollo 13", 1995, "Movie", "tmdb-1"),
        ("Iron Man", 2008, "Movie", "iron-man-2008-movie"),
        ("The Guilty", 2021, "Movie", "guilty-2020-movie"),
        ("Guilty", 2021, "Movie", None),
        ("Life", 2017, "Movie", None),
        ("Life", 2017, "", None),
        ("Death Note", 2006, "Movie", None),
        ("Death Note", 2006, "TV Series", "death-note-2006-series"),
        ("The Office", 2005, "TV Series", "office-2013-series"),
        ("The Office", 2005, "Movie", None),
        ("Vikings", 2016, "TV Series", "vikings-2013-series"),
        ("Vikings", 1958, "Movie", None),
        ("Money Heist", 2017, "TV Series", "casa-de-papel-2017-series"),
        ("The Naked Gun 2½: The Smell of Fear", 1991, "Movie", "naked-gun-2-1-2-the-smell-of-fear-1991-movie"),
        ("Self/less", 2015, "Movie", "selfless-2015-movie"),
    ],
)
def test_titles_as_people_write_them_with_year_and_kind(namesakes, written, year, kind, work):
    content = f"Your Rating,Title,Title Type,Year\n8,{written},{kind},{year}\n"
    found = imported(content.encode(), namesakes)
    assert list(stars(found)) == ([work] if work else [])
    assert [row.title for row in found.unmatched] == ([] if work else [written])


def test_ours_is_read_again(service):
    given = {"alien-1979-movie": 4.5, "tmdb-5": 0.5, "dark-2017-series": 3.0}
    assert stars(imported(exported(given, service.catalogue).encode(), service.catalogue)) == given


def test_a_title_that_a_spreadsheet_would_run_is_text_and_read_again():
    catalogue = Catalogue(bundle(film(1, "=1+cmd|' /C calc'!A0", "2020-01-01"), film(2, "+1", "2021-01-01")))
    given = {"tmdb-1": 4.5, "tmdb-2": 2.0}
    told = exported(given, catalogue)
    cells = [row[0] for row in csv.reader(io.StringIO(told))]
    assert cells == ["Name", "'=1+cmd|' /C calc'!A0", "'+1"]
    assert stars(imported(told.encode(), catalogue)) == given


def test_a_row_without_a_type_is_a_films(service):
    """Letterboxd has no series: «Dark, 2017» there is a film that this catalogue lacks."""
    found = imported(b"Name,Year,Rating\nDark,2017,2\nAlien,1979,4\n", service.catalogue)
    assert [rating.work.title for rating in found.matched] == ["Alien"]
    assert [rating.title for rating in found.unmatched] == ["Dark"]


def test_of_two_ratings_for_one_work_the_last_counts(service):
    found = imported(
        b"Name,Year,Rating,Title Type\nAlien,1979,4,Movie\nDark,2017,2,TV Series\nALIEN,1979,1,\n", service.catalogue
    )
    assert list(stars(found).items()) == [("dark-2017-series", 2.0), ("alien-1979-movie", 1.0)]


def test_rows_that_are_no_ratings_are_named_by_line_and_value(service):
    lines = (
        "Name,Year,Rating\nAlien,1979,4\nAlien,1979,6\nAlien,1979,\nAlien,1979,good\n,1979,3\nAlien,1979,nan\nAlien\n"
    )
    found = imported(lines.encode(), service.catalogue)
    assert found.refused == [
        RefusedRow(3, "6"),
        RefusedRow(4, ""),
        RefusedRow(5, "good"),
        RefusedRow(6, "3"),
        RefusedRow(7, "nan"),
        RefusedRow(8, ""),
    ]


def test_no_more_rows_than_a_person_has_ratings(service, monkeypatch):
    monkeypatch.setattr(rating_files, "MOST_ROWS", 2)
    found = imported(LETTERBOXD.encode(), service.catalogue)
    assert (len(found.matched), found.left_out) == (2, 3)


@pytest.mark.parametrize(
    ("content", "parameter", "words"),
    [
        (b"", "file_columns", "must have the columns of ratings, got «»"),
        (b"hello", "file_columns", "got «hello»"),
        (
            b"Date,Name,Year,Letterboxd URI\n2024,Alien,1979,x\n",
            "file_columns",
            "got «Date, Name, Year, Letterboxd URI»",
        ),
        (b"Name,Year,Rating\n", "file_empty", "must hold ratings, got «0 rows»"),
        (b"Name,Year,Rating\nAlien,1979,x\n", "file_empty", "got «1 rows»"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "file_kind", "must be text with commas"),
        (b"\xff\xfe\x00", "file_kind", "must be text with commas"),
        (b"PK\x03\x04 broken", "file_kind", "a zip must hold ratings.csv"),
        (zipped({"diary.csv": "x"}), "file_kind", "a zip must hold ratings.csv"),
        (b"x" * 5_000_001, "file_size", "5,000,000 bytes at most, got 5000001"),
        (zipped({"ratings.csv": "x" * 5_000_001}), "file_size", "ratings.csv must have 5,000,000 bytes at most"),
        (b'Name,Rating\n"' + b"x" * 200_000 + b'",3\n', "file_kind", "must be text with commas"),
    ],
)
def test_what_is_no_file_of_ratings_says_so(service, content, parameter, words):
    limit = csv.field_size_limit(131_072)  # as in the app; whoever reads raw data in this process has raised it
    try:
        with pytest.raises(InvalidValueError, match="Export your ratings from Letterboxd or IMDb") as refused:
            imported(content, service.catalogue)
    finally:
        csv.field_size_limit(limit)
    assert refused.value.parameter == parameter
    assert words in str(refused.value)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: f"Name,Year,Rating\n{text}".encode())))
def test_whatever_is_sent_is_read_or_refused(service, content):
    try:
        found = imported(content, service.catalogue)
    except InvalidValueError:
        return
    assert all(0.5 <= rating.stars <= 5 for rating in found.matched)
