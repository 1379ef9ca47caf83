import re
from collections import Counter
from typing import Any

import pytest

from recsys.domain.services import SERVICES, service_by_id
from recsys.errors import DataError
from recsys.ingest.records import Listing, Person, Record
from recsys.ingest.sources import catalogues
from recsys.ingest.sources.catalogues import COLUMNS, SNAPSHOT, title_id
from tests.fixtures.raw_files import HEADER, RawFolder, catalogue, csv_text, line, read_source


@pytest.fixture
def record(raw: RawFolder):
    """The record that a row of a file becomes: a row with the given values changed."""

    def read_one(service: str = "netflix", **values: str) -> Record:
        raw.platform(service, values)
        [found] = raw.source(catalogues).records
        return found

    return read_one


@pytest.fixture
def listing(record):
    """The listing of such a record."""

    def read_one(service="netflix", **values):
        [found] = record(service, **values).listings
        return found

    return read_one


def test_a_clean_row(record):
    assert record(show_id="S12") == Record(
        source="catalogues",
        record_id="ns12",
        title="Heat",
        type="movie",
        year=1995,
        newest_year=False,
        people=[
            Person("Michael Mann", "director"),
            Person("Al Pacino", "actor"),
            Person("Robert De Niro", "actor"),
        ],
        facts={
            "genres": ["drama", "thriller"],
            "countries": ["US"],
            "maturity": "r",
            "certifications": {"US": "R"},
            "runtime": 170,
            "descriptions": [("en", "A thief and a detective meet.")],
        },
        listings=[
            Listing(
                service="netflix",
                where=("US",),
                snapshot=SNAPSHOT,
                title_id="ns12",
                title="Heat",
                release_year=1995,
                date_added="2020-07-01",
                rating="r",
                rating_given=True,
                duration_int=170,
                duration_type="min",
                genres=["drama", "thriller"],
                countries=["united states"],
                description="A thief and a detective meet.",
            )
        ],
    )


def test_a_series_has_the_year_of_its_newest_season_and_its_seasons(record):
    series = record(type="TV Show", duration="3 Seasons")
    assert (series.type, series.newest_year, series.facts["seasons"]) == ("tv show", True, 3)
    assert "runtime" not in series.facts


@pytest.mark.parametrize(
    ("rating", "duration", "expected"),
    [
        ("94 min", "", ("g", False, 94, "min")),
        ("2 Seasons", "", ("g", False, 2, "season")),
        ("1 Season", "", ("g", False, 1, "season")),
        ("94 min", "90 min", ("g", False, 90, "min")),
        ("94 min", "0 min", ("g", False, 94, "min")),
        ("0 min", "", ("g", False, None, "min")),
        ("", "90 min", ("g", False, 90, "min")),
        ("N/A", "90 min", ("g", False, 90, "min")),
        ("G", "90 min", ("g", True, 90, "min")),
        ("AGES_16_", "3 Seasons", ("16+", True, 3, "season")),
        ("16", "0 min", ("16+", True, None, "min")),
        ("PG", "", ("pg", True, None, None)),
        ("", "", ("g", False, None, None)),
    ],
)
def test_durations_leave_rating_first_then_empty_ratings_become_g(record, rating, duration, expected):
    read = record("hulu", rating=rating, duration=duration)
    found = read.listings[0]
    assert (found.rating, found.rating_given, found.duration_int, found.duration_type) == expected
    assert read.facts.get("maturity") == (found.rating if found.rating_given else None)


def test_texts_are_clean_and_as_people_write_them(record):
    read = record(title="\u200bAMÉLIE  del\nBarrio\u00a0", description="Él  \ufeffama.", director="Agnès VARDA, 1, Jr.")
    assert (read.title, read.listings[0].title) == ("AMÉLIE del Barrio", "AMÉLIE del Barrio")
    assert read.listings[0].description == "Él ama."
    assert read.people[0] == Person("Agnès VARDA", "director")


def test_people_genres_and_countries_are_lists_without_what_is_none(record):
    read = record(cast="1", director="", country=", France, Spain, France", listed_in="Movies, TV Dramas, Dramas")
    assert read.people == []
    assert (read.listings[0].countries, read.facts["countries"]) == (["france", "spain"], ["FR", "ES"])
    assert read.facts["genres"] == ["drama"]


def test_a_country_without_a_code_is_a_word_alone(record):
    read = record(country="Atlantis, Soviet Union, West Germany, Germany")
    assert read.listings[0].countries == ["atlantis", "soviet union", "west germany", "germany"]
    assert read.facts["countries"] == ["SU", "DE"]


@pytest.mark.parametrize("word", ["Unknown", "N/A", "NA", "Not Given", "-", "Desconocido", "null"])
def test_fill_words_are_nobody_and_nothing(raw, word):
    columns = ("director", "cast", "country", "listed_in", "description", "rating", "duration", "date_added")
    raw.platform("disney", dict.fromkeys(columns, word))
    [read] = raw.source(catalogues).records
    assert (read.people, read.facts) == ([], {})
    [found] = read.listings
    assert (found.countries, found.genres, found.description, found.rating_given) == ([], [], "", False)
    assert raw.rejected() == []


@pytest.mark.parametrize("date", [" July 1, 2020", "01-Jul-20", "2020-07-01", "2020-07-01 00:00:00", "7/1/2020"])
def test_dates(listing, date):
    assert listing(date_added=date).date_added == "2020-07-01"


def test_the_order_of_day_and_month_holds_for_the_whole_file_and_is_said(raw):
    dates = ["05-11-2020", "25-09-2021", "2020-07-01"]
    raw.platform("netflix", *({"date_added": date} for date in dates))
    found = [record.listings[0].date_added for record in raw.source(catalogues).records]
    assert found == ["2020-11-05", "2021-09-25", "2020-07-01"]
    said = "date_added: dates such as 05-11-2020 are read day first: 1 can only be so"
    assert raw.notes() == {"platforms/netflix_titles.csv": [said]}


def test_dates_that_could_be_either_are_read_month_first_and_that_is_said(raw):
    raw.platform("netflix", {"date_added": "05/11/2020"})
    assert raw.source(catalogues).records[0].listings[0].date_added == "2020-05-11"
    assert "read month first, as in the United States: every" in raw.notes()["platforms/netflix_titles.csv"][0]


@pytest.mark.parametrize("year", ["1995", "1995.0", "1995,0"])
def test_a_year_saved_as_a_number(record, year):
    assert record(release_year=year).year == 1995


@pytest.mark.parametrize("show_id", ["s680", " S680 ", "S680\u00a0"])
def test_an_id_is_stripped_and_lower_case(record, show_id):
    assert record("amazon", show_id=show_id).record_id == "as680"


@pytest.mark.parametrize("title", ["2012", "46", "NA", "None", "nan", "$", "1.0"])
def test_titles_that_look_like_something_else_stay_titles(record, title):
    assert record(title=title).title == title


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_a_file_as_a_spreadsheet_saves_it(raw, separator, encoding):
    row = {"show_id": "s1", "type": "Movie", "title": "Él, otra vez", "cast": "Ann Lee, Bo Ek", "release_year": "1952"}
    text = csv_text(COLUMNS, row, separator=separator)
    if separator == ";":
        text = f"sep=;\n{text}"
    raw.write("platforms/netflix_titles.csv", text.encode(encoding))
    [read] = raw.source(catalogues).records
    assert (read.title, [person.name for person in read.people]) == ("Él, otra vez", ["Ann Lee", "Bo Ek"])


def test_an_id_on_each_service(raw):
    for service in SERVICES:
        raw.platform(service.id, {"show_id": "s7"})
    ids = {record.listings[0].service: record.record_id for record in raw.source(catalogues).records}
    assert set(ids) == {service.id for service in SERVICES}
    assert (ids["amazon"], ids["disney"], ids["hulu"], ids["netflix"]) == ("as7", "ds7", "hs7", "ns7")
    assert (ids["max"], ids["globoplay"]) == ("max-s7", "globoplay-s7")
    assert len(set(ids.values())) == len(SERVICES)


@pytest.mark.parametrize(
    ("name", "service", "snapshot"),
    [
        ("netflix_titles.csv", "netflix", SNAPSHOT),
        ("Disney_Plus_Titles.csv", "disney", SNAPSHOT),
        ("hulu.csv", "hulu", SNAPSHOT),
        ("HBO Max titles.CSV", "max", SNAPSHOT),
        ("paramount+_titles.csv", "paramount", SNAPSHOT),
        ("netflix_titles (1).csv", "netflix", SNAPSHOT),
        ("amazon_prime_titles_2023-04.csv", "amazon", "2023-04"),
        ("viki-2022.csv", "viki", "2022"),
    ],
)
def test_the_name_of_a_file_says_its_service_and_its_day(raw, name, service, snapshot):
    raw.write(f"platforms/{name}", catalogue({}))
    [read] = raw.source(catalogues).records
    [found] = read.listings
    assert (found.service, found.snapshot, found.where) == (service, snapshot, ("US",))
    later = None if snapshot == SNAPSHOT else snapshot
    assert read.record_id == found.title_id == title_id(service_by_id()[service], "s1", later)


def test_a_file_of_no_service_is_not_read_and_that_is_said(raw):
    path = raw.write("platforms/my_titles.csv", catalogue({}))
    assert raw.source(catalogues).records == []
    assert "names no service" in raw.notes()["platforms/my_titles.csv"][0]
    assert raw.rejections.read(path) == 0


def test_every_broken_row_is_rejected_with_line_and_reason_and_the_rest_is_kept(raw):
    lines = [
        HEADER,
        line(show_id="s1", title="Two\nlines"),  # 2 and 3
        line(show_id=""),  # 4
        line(show_id="S1"),  # 5
        line(show_id="s2", title="\u200b "),  # 6
        line(show_id="s3", type="Podcast"),  # 7
        line(show_id="s4", release_year="soon"),  # 8
        line(show_id="s5", release_year="0"),  # 9
        "s6,Movie,Heat",  # 10
        line(show_id="s7") + ',"too much"',  # 11
        line(show_id="s2", type="tv show"),  # 12: its id is free, the first s2 was no title
        line(show_id="s8") + ",,",  # 13
    ]
    raw.write("platforms/netflix_titles.csv", "\n".join(lines) + "\n")
    assert [record.record_id for record in raw.source(catalogues).records] == ["ns1", "ns2", "ns8"]
    file = "platforms/netflix_titles.csv"
    assert raw.rejected() == [
        (file, 4, "show_id is empty"),
        (file, 5, "show_id stands on an earlier line already"),
        (file, 6, "title is empty"),
        (file, 7, "type must be Movie or TV Show"),
        (file, 8, "release_year must be a year"),
        (file, 9, "release_year must be a year"),
        (file, 10, "not the header's number of fields"),
        (file, 11, "not the header's number of fields"),
    ]
    assert {what for _, what, _, _ in raw.values()} == {"row"}
    assert raw.values()[1][3] == "s1 on line 2"
    path = raw.root / file
    assert (raw.rejections.kept(path), raw.rejections.rejected(path), raw.rejections.read(path)) == (3, 8, 11)


def test_values_that_are_not_understood_are_reported_and_their_row_is_kept(raw):
    path = raw.platform("disney", {}, {"duration": "a while", "date_added": "soon"}, {"duration": "99999999999 min"})
    listings = [record.listings[0] for record in raw.source(catalogues).records]
    assert [listing.duration_int for listing in listings] == [170, None, None]
    assert [listing.date_added is None for listing in listings] == [False, True, False]
    assert raw.values() == [
        (3, "value", "duration was not understood", "a while"),
        (3, "value", "date_added was not understood", "soon"),
        (4, "value", "duration was not understood", "99999999999 min"),
    ]
    assert (raw.rejections.kept(path), raw.rejections.rejected(path)) == (3, 0)


def test_the_dirt_of_real_files_all_at_once(raw):
    """Byte-order mark, CRLF, other order, extra columns, quoted newlines."""
    columns = ("rating", *reversed(COLUMNS[:8]), *COLUMNS[9:])
    rows = [line(columns, show_id="s1", title="Él"), line(columns, show_id="s2", cast="Ann Lee,\nBo Ek")]
    text = "\r\n".join([",".join(columns) + ",note", *(row + ',"x\ny"' for row in rows)])
    for content in ("\ufeff" + text).encode(), text.encode("latin-1"):
        raw.write("platforms/netflix_titles.csv", content)
        first, second = raw.source(catalogues).records
        assert (first.title, second.title) == ("Él", "Heat")
        assert [record.listings[0].rating for record in (first, second)] == ["r", "r"]
        assert [person.name for person in second.people][1:] == ["Ann Lee", "Bo Ek"]


def test_a_service_without_rows(raw):
    path = raw.platform("hulu")
    assert raw.source(catalogues).records == []
    assert raw.rejections.read(path) == 0


def test_a_missing_column_stops_with_one_line(raw):
    columns = tuple(column for column in COLUMNS if column != "duration")
    path = raw.write("platforms/hulu_titles.csv", ",".join([*columns, "length"]) + "\n" + line(columns) + ",x")
    with pytest.raises(DataError) as caught:
        raw.source(catalogues)
    message = str(caught.value)
    assert message.startswith(f"{path}: expected the columns show_id, type, title, ")
    assert "missing duration" in message
    assert "found «show_id, type" in message
    assert "length»" in message
    assert "\n" not in message


@pytest.fixture(scope="module")
def records(real_data) -> list[Record]:
    data, reading = read_source(catalogues, real_data)
    assert len(reading.rejections.table()) == 0
    return data.records


@pytest.fixture(scope="module")
def listings(records) -> list[Listing]:
    return [record.listings[0] for record in records]


@pytest.mark.real_data
class TestRealCatalogues:
    def test_every_row_is_kept(self, records, listings):
        counts = {"amazon": 9_668, "netflix": 8_807, "hulu": 3_073, "disney": 1_450}
        assert Counter(listing.service for listing in listings) == counts
        assert len({record.record_id for record in records}) == 22_998

    def test_durations_are_repaired(self, listings):
        missing = [listing for listing in listings if listing.duration_int is None]
        # hulu: 479 empty, of which 292 stood in rating; amazon: ten of 0 minutes; netflix: all 3 repaired
        assert Counter(listing.service for listing in missing) == {"hulu": 479 - 292, "amazon": 10}
        assert sum(listing.duration_type == "min" for listing in missing) == 10
        assert Counter(listing.duration_type for listing in listings) == {
            "min": 22_998 - 187 - 4_183 - 2_334 - 62,
            "season": 4_183 + 2_334 + 62,
            None: 187,
        }
        assert max(listing.duration_int or 0 for listing in listings) == 601

    def test_ratings_have_one_spelling(self, listings):
        counts = Counter(listing.rating for listing in listings)
        assert not [rating for rating in counts if re.search(r"min|season|_|^\d+$|rated", rating)]
        assert [counts[rating] for rating in ("all", "16+", "18+", "nr")] == [1_269, 1_550, 1_246, 344]
        assert sum(not listing.rating_given for listing in listings) == 864 + 292 + 3

    def test_dates_and_names(self, records, listings):
        dates: list[Any] = [listing.date_added for listing in listings]
        assert dates.count(None) == 9_513 + 3 + 28 + 10
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", date) for date in dates if date is not None)
        names = {person.name.lower() for record in records for person in record.people}
        assert not names & {"", "1", "ph.d.", "jr.", "jr", "not available", "none", "unknown"}
        assert "al pacino" in names

    def test_every_country_has_a_code(self, listings, records):
        named = {country for listing in listings for country in listing.countries}
        coded = {code for record in records for code in record.facts.get("countries", ())}
        assert len(named) > 100
        assert len(coded) > 100
        nameless = [record for record in records if record.listings[0].countries and not record.facts.get("countries")]
        assert nameless == []
