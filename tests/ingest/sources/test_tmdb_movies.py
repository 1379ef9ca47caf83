import json

import pandas as pd
import pytest

from recsys.domain.genres import canonical_genres
from recsys.errors import DataError
from recsys.ingest.records import Name, Record
from recsys.ingest.sample import FOLDER
from recsys.ingest.sources import tmdb
from recsys.ingest.sources.tmdb_movies import read_movies
from tests.fixtures.film_files import raw_films
from tests.fixtures.raw_files import csv_text, read_source

COLUMNS = (
    "adult", "belongs_to_collection", "budget", "genres", "homepage", "id", "imdb_id", "original_language",
    "original_title", "overview", "popularity", "poster_path", "production_companies", "production_countries",
    "release_date", "revenue", "runtime", "spoken_languages", "status", "tagline", "title", "video", "vote_average",
    "vote_count",
)  # fmt: skip
FIVE_THOUSAND = (
    "budget", "genres", "homepage", "id", "keywords", "original_language", "original_title", "overview", "popularity",
    "production_companies", "production_countries", "release_date", "revenue", "runtime", "spoken_languages", "status",
    "tagline", "title", "vote_average", "vote_count",
)  # fmt: skip
LEADING, OTHER = "tmdb/movies_dataset.csv", "tmdb/tmdb_5000_movies.csv"
SLID = "id must be a number: the row's values slid into other columns"
SAME_ID = "another row of the same id is as full or fuller"
ALIEN: dict[str, object] = {
    "adult": "False",
    "belongs_to_collection": "{'id': 8091, 'name': 'Alien Collection', 'backdrop_path': None}",
    "budget": "11000000",
    "genres": "[{'id': 27, 'name': 'Horror'}, {'id': 878, 'name': 'Science Fiction'}]",
    "homepage": "http://alien",
    "id": "348",
    "imdb_id": "tt0078748",
    "original_language": "en",
    "original_title": "Alien",
    "overview": "In space  no one hears.",
    "popularity": "23.37742",
    "poster_path": "/alien.jpg",
    "production_companies": "[{'name': 'Brandywine', 'id': 401}, {'name': \"O'Bannon\", 'id': 2}]",
    "production_countries": "[{'iso_3166_1': 'GB', 'name': 'United Kingdom'}, {'iso_3166_1': 'US', 'name': 'USA'}]",
    "release_date": "1979-05-25",
    "revenue": "104931801.0",
    "runtime": "117.0",
    "spoken_languages": "[{'iso_639_1': 'en', 'name': 'English'}, {'iso_639_1': 'es', 'name': 'Español'}]",
    "status": "Released",
    "tagline": "Scream.",
    "title": "Alien",
    "video": "False",
    "vote_average": "7.9",
    "vote_count": "4564.0",
}
FACTS = {
    "genres": ["horror", "science fiction"],
    "companies": ["Brandywine", "O'Bannon"],
    "languages": ["en", "es"],
    "countries": ["GB", "US"],
    "release_date": "1979-05-25",
    "original_language": "en",
    "original_title": "Alien",
    "descriptions": [("en", "In space no one hears.")],
    "tagline": "Scream.",
    "status": "released",
    "budget": 11_000_000,
    "revenue": 104_931_801,
    "runtime": 117,
    "popularity": 23.37742,
    "vote_average": 7.9,
    "votes": 4564,
    "collection": "Alien Collection",
    "poster_path": "/alien.jpg",
}
RECORD = Record(
    source="tmdb",
    record_id="348",
    title="Alien",
    type="movie",
    year=1979,
    names=[Name("Alien", "en", None, "original")],
    imdb_id="tt0078748",
    tmdb_id=348,
    facts=FACTS,
)


def film(movie_id, **values):
    """A row with an id, a title and a date, and these values."""
    return {"id": str(movie_id), "title": f"Film {movie_id}", "release_date": "2000-01-31", **values}


@pytest.fixture
def read(raw):
    """The records of Kaggle's large file with the given rows."""

    def read_all(*rows):
        raw.write(LEADING, csv_text(COLUMNS, *rows))
        return raw.source(tmdb).records

    return read_all


@pytest.fixture
def facts(read):
    """The facts of a film with these cells."""

    def read_one(**cells):
        [record] = read(film(1, **cells))
        return record.facts

    return read_one


def test_a_film_in_python_literals(read, raw):
    assert read(ALIEN) == [RECORD]
    assert raw.values() == []


def test_a_film_in_json(raw):
    row = {column: ALIEN[column] for column in FIVE_THOUSAND if column in ALIEN}
    row |= {
        "genres": '[{"id": 27, "name": "Horror"}, {"id": 878, "name": "Science Fiction"}]',
        "production_companies": '[{"name": "Brandywine", "id": 401}, {"name": "O\'Bannon", "id": 2}]',
        "production_countries": json.dumps(
            [{"iso_3166_1": "GB", "name": "United Kingdom"}, {"iso_3166_1": "US", "name": "USA"}]
        ),
        "spoken_languages": '[{"iso_639_1": "en", "name": "English"}, {"iso_639_1": "es", "name": "Espa\\u00f1ol"}]',
        "keywords": '[{"id": 1, "name": "android"}, {"id": 2, "name": "space"}]',
    }
    raw.write(OTHER, csv_text(FIVE_THOUSAND, row))
    [record] = raw.source(tmdb).records
    kept = {name: value for name, value in FACTS.items() if name not in ("collection", "poster_path")}
    assert record.facts == {**kept, "keywords": ["android", "space"]}
    assert record.imdb_id is None


@pytest.mark.parametrize("name", ["movies_metadata.csv", "Movies_Metadata.csv", "movies_dataset.csv"])
def test_the_large_file_by_all_its_names(raw, name):
    raw.write(f"tmdb/{name}", csv_text(COLUMNS, ALIEN))
    assert raw.source(tmdb).records == [RECORD]


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_film_as_a_spreadsheet_saves_it(raw, separator, encoding):
    row = ALIEN | {
        "id": "348.0", "imdb_id": " TT0078748 ", "budget": "11000000,0", "popularity": "23,37742",
        "vote_average": "7,9", "runtime": "117,0", "release_date": "1979-05-25 00:00:00",
    }  # fmt: skip
    text = csv_text(COLUMNS, row, separator=separator)
    raw.write(LEADING, (f"sep=;\n{text}" if separator == ";" else text).encode(encoding))
    assert raw.source(tmdb).records == [RECORD]
    assert raw.values() == []


def test_another_original_title_is_a_name_of_its_language(read):
    [record] = read(film(1, title="Spirited Away", original_title="千と千尋の神隠し", original_language="ja"))
    assert record.names == [Name("千と千尋の神隠し", "ja", None, "original")]
    assert record.facts["original_title"] == "千と千尋の神隠し"


@pytest.mark.parametrize(
    ("budget", "revenue", "expected"),
    [
        ("", "", (0, 0)),
        ("0", "0.0", (0, 0)),
        ("", "12", (0, 12)),
        ("4", "10.0", (4, 10)),
        ("1", "12396383", (1, 12_396_383)),
        ("0.4", "9", (0, 9)),
        ("Unknown", "N/A", (0, 0)),
    ],
)
def test_missing_money_is_0(facts, raw, budget, revenue, expected):
    found = facts(budget=budget, revenue=revenue)
    assert (found["budget"], found["revenue"]) == expected
    assert raw.values() == []


@pytest.mark.parametrize("cell", ["Beware Of Frost Bites", "-1", "1e400", "1,2,3", "\U0001f37f", "9" * 400])
def test_text_among_numbers_is_noted_and_the_row_kept(facts, raw, cell):
    columns = ("budget", "revenue", "runtime", "popularity", "vote_average", "vote_count")
    found = facts(**dict.fromkeys(columns, cell))
    names = ("budget", "revenue", "runtime", "popularity", "vote_average", "votes")
    assert [found.get(name) for name in names] == [0, 0, 0, None, None, 0]
    assert raw.values() == [(2, "value", f"{column} must be a number from 0 on", cell[:80]) for column in columns]


def test_a_vote_of_0_is_a_vote_average_of_0(facts):
    found = facts(vote_average="0.0", popularity="0")
    assert (found["vote_average"], found["popularity"]) == (0.0, 0.0)
    assert not {"vote_average", "popularity"} & set(facts())


@pytest.mark.parametrize(
    ("runtime", "minutes"), [("", 0), ("0.0", 0), ("0.2", 0), ("90.0", 90), ("1256", 1256), ("1e12", 0)]
)
def test_runtimes(facts, runtime, minutes):
    assert facts(runtime=runtime)["runtime"] == minutes


@pytest.mark.parametrize(
    "cell", ["[{'id': 1", "__import__('os').system('x')", "[" * 50_000, "{[]: 1}", "['Drama']", "False"]
)
def test_broken_lists_are_noted_once_and_the_row_kept(facts, raw, cell):
    columns = (
        "belongs_to_collection", "genres", "production_companies", "spoken_languages", "production_countries",
    )  # fmt: skip
    found = facts(**dict.fromkeys(columns, cell))
    assert not {"collection", "countries", "genres", "companies", "languages"} & set(found)
    assert raw.values() == [(2, "value", f"{column} is no list of things", cell[:80]) for column in columns]


def test_countries_are_codes_by_code_or_by_name(facts):
    things = [
        {"iso_3166_1": "CD", "name": "Congo"}, {"iso_3166_1": "CG", "name": "Congo"}, {"iso_3166_1": "fr", "name": ""},
        {"name": "Atlantis"}, {"iso_3166_1": "NA", "name": "Namibia"}, {"iso_3166_1": "SU", "name": "Soviet Union"},
        {"name": "Mexico"}, {"iso_3166_1": "CD", "name": "Congo"},
    ]  # fmt: skip
    assert facts(production_countries=repr(things))["countries"] == ["CD", "CG", "FR", "NA", "SU", "MX"]


@pytest.mark.parametrize("word", ["Unknown", "N/A", "Not Given", "-", "Desconocido", "nan"])
def test_fill_words_are_no_facts(facts, raw, word):
    columns = ("overview", "tagline", "status", "original_title", "budget", "poster_path", "belongs_to_collection")
    found = facts(**dict.fromkeys(columns, word), genres=repr([{"name": word}, {"name": "Drama"}]))
    assert not {"descriptions", "tagline", "status", "original_title", "poster_path", "collection"} & set(found)
    assert found["genres"] == ["drama"]
    assert raw.values() == []


def test_a_language_that_looks_like_a_fill_word_stays(facts):
    assert facts(spoken_languages="[{'iso_639_1': 'na', 'name': 'dorerin Naoero'}]")["languages"] == ["na"]


@pytest.mark.parametrize(
    "date",
    ["1979-05-25", "1979-05-25 00:00:00", "05/25/1979", "25-05-1979", "25.5.1979", "May 25, 1979", " 25 May 1979 "],
)
def test_dates_have_one_spelling(read, date):
    [record] = read(film(1, release_date=date))
    assert (record.facts["release_date"], record.year) == ("1979-05-25", 1979)


def test_the_order_of_day_and_month_holds_for_the_whole_file(read, raw):
    dates = ["05/11/1931", "1930-11-05", "25/12/1931"]
    records = read(*(film(number, release_date=date) for number, date in enumerate(dates, start=1)))
    assert [record.facts["release_date"] for record in records] == ["1931-11-05", "1930-11-05", "1931-12-25"]
    said = "release_date: dates such as 05/11/1931 are read day first: 1 can only be so"
    assert raw.notes() == {LEADING: [said]}


def test_dates_that_could_be_either_are_read_month_first_and_that_is_said(read, raw):
    [record] = read(film(1, release_date="05/11/1931"))
    assert record.facts["release_date"] == "1931-05-11"
    assert "month first, as in the United States" in raw.notes()[LEADING][0]


def test_a_date_of_the_other_order_is_rejected(read, raw):
    dates = ["25/12/1931", "26/12/1931", "12/26/1931"]
    assert len(read(*(film(number, release_date=date) for number, date in enumerate(dates, start=1)))) == 2
    assert raw.values() == [(4, "row", "release_date must be a date", "12/26/1931")]


def test_every_rejected_row_with_its_line_and_reason(read, raw):
    rows = [
        film(1, overview="Two\nlines"),  # 2 and 3
        film(2, release_date=""),  # 4
        film("1997-08-20", release_date="1", title="", adult=" - Written by Ørnås"),  # 5
        film(3, title="\u200b "),  # 6
        film(4, release_date="soon"),  # 7
        film(5.0),  # 8
        film("", title="No id"),  # 9
        film("9" * 5_000),  # 10
        film("1.5"),  # 11
        film(6, release_date="2001-02-29"),  # 12
        film(7, release_date="Unknown"),  # 13
    ]
    assert [record.tmdb_id for record in read(*rows)] == [1, 5]
    assert raw.values() == [
        (4, "row", "release_date is empty", ""),
        (5, "row", SLID, "1997-08-20"),
        (6, "row", "title is empty", ""),
        (7, "row", "release_date must be a date", "soon"),
        (9, "row", SLID, ""),
        (10, "row", SLID, "9" * 80),
        (11, "row", SLID, "1.5"),
        (12, "row", "release_date must be a date", "2001-02-29"),
        (13, "row", "release_date is empty", ""),
    ]
    assert raw.rejections.kept(raw.root / LEADING) == 2


@pytest.mark.parametrize("path", ["/a.jpg", "/kXfqcdQKsToO0OUXHcrrNCHDBzO.jpg", "/A-b_9.jpeg", "/1.png", "/x.webp"])
def test_the_path_of_a_poster(facts, raw, path):
    assert facts(poster_path=path)["poster_path"] == path
    assert raw.values() == []


@pytest.mark.parametrize(
    "path",
    [
        "a.jpg", "/a.gif", "/a.svg", "/.jpg", "/a", "//host/a.jpg", "/a/b.jpg", "/../a.jpg", "/a.jpg?x=1",
        "@host/a.jpg", "/a b.jpg", "/á.jpg", "/a.JPG", '/a".jpg', "/a.jpg onerror=x.jpg", "https://host/a.jpg",
        "Midnight",
    ],
)  # fmt: skip
def test_what_is_no_path_of_a_poster_is_left_out_and_said(facts, raw, path):
    assert "poster_path" not in facts(poster_path=path)
    assert raw.values() == [(2, "value", "poster_path must be the name of a picture after a slash", path)]


def test_rows_of_another_length(raw):
    text = csv_text(COLUMNS, ALIEN) + "1,2,3\n" + csv_text(COLUMNS, film(9)).splitlines()[1] + ",x\n"
    raw.write(LEADING, text)
    assert [record.tmdb_id for record in raw.source(tmdb).records] == [348]
    assert [row[:3] for row in raw.values()] == [
        (3, "row", "not the header's number of fields"),
        (4, "row", "not the header's number of fields"),
    ]


def test_of_one_id_the_fullest_row_stays(read, raw):
    rows = [
        film(1, title="Thin"),  # 2
        film(2, title="Fuller", tagline="x", genres="[{'name': 'Drama'}]"),  # 3
        film(1, title="Full", tagline="x", overview="y"),  # 4
        film(2, title="Nothing", budget="0", revenue="0.0", genres="[]", production_companies="[]", runtime="0"),  # 5
        film(1, title="As full", tagline="x", status="y"),  # 6
        film(3),  # 7
        film(3),  # 8
        film("003.0", tagline="x"),  # 9
    ]
    found = [(record.record_id, record.title) for record in read(*rows)]
    assert found == [("1", "Full"), ("2", "Fuller"), ("3", "Film 003.0")]
    assert raw.values() == [
        (2, "row", SAME_ID, "1 on line 4"),
        (5, "row", SAME_ID, "2 on line 3"),
        (6, "row", SAME_ID, "1 on line 4"),
        (7, "row", SAME_ID, "3 on line 9"),
        (8, "row", SAME_ID, "3 on line 7"),
    ]
    assert raw.rejections.kept(raw.root / LEADING) == 3


def test_where_both_layouts_are_the_large_one_leads_and_the_other_fills_in(raw):
    raw.write(LEADING, csv_text(COLUMNS, film(1), film(2, overview="Mine", tagline="Mine", budget="5")))
    other = film(2, overview="Theirs", budget="7", keywords='[{"name": "space"}]')
    raw.write(OTHER, csv_text(FIVE_THOUSAND, film(1, overview="Theirs", budget="7"), other, film(3)))
    first, second = raw.source(tmdb).records
    assert (first.facts["descriptions"], first.facts["budget"]) == ([("en", "Theirs")], 0)
    assert "keywords" not in first.facts
    assert second.facts["descriptions"] == [("en", "Mine")]
    assert (second.facts["budget"], second.facts["keywords"]) == (5, ["space"])
    assert raw.rejected() == [(OTHER, 4, "movies_dataset.csv leads and does not have this film")]
    assert [raw.rejections.kept(raw.root / name) for name in (LEADING, OTHER)] == [2, 2]


def test_no_file_and_a_file_without_an_id(raw):
    assert read_movies([], raw.reading) == {}
    raw.write(LEADING, "title,release_date\nAlien,1979-05-25\n")
    with pytest.raises(DataError, match=r"expected the columns id, title, release_date; missing id; found «title, rel"):
        raw.source(tmdb)


def test_the_account_in_a_whole_reading(raw):
    raw.write(LEADING, csv_text(COLUMNS, film(1), film(1), film(2, release_date=""), film(3, budget="much")))
    raw.write("tmdb/credits.csv", "cast,crew,id\n[],[],1\n[],[],9\n")
    assert [record.record_id for record in raw.source(tmdb).records] == ["1", "3"]
    counts = {
        name: (raw.rejections.kept(raw.root / name), raw.rejections.rejected(raw.root / name))
        for name in (LEADING, "tmdb/credits.csv")
    }
    assert counts == {LEADING: (2, 2), "tmdb/credits.csv": (1, 1)}
    assert raw.rejected()[1:] == [
        (LEADING, 3, SAME_ID),
        (LEADING, 4, "release_date is empty"),
        (LEADING, 5, "budget must be a number from 0 on"),
    ]


def test_the_sample_as_pandas_reads_it():
    data, reading = read_source(tmdb, FOLDER)
    assert len(reading.rejections.table()) == 0
    records, naive = data.records, raw_films(FOLDER)
    assert [record.record_id for record in records] == naive["id"].tolist()
    assert len(records) == 230
    films = pd.DataFrame([record.facts for record in records])
    assert [record.title for record in records] == naive["title"].tolist()
    assert [record.year for record in records] == naive["date"].dt.year.tolist()
    for column in ("release_date", "original_language"):
        assert films[column].tolist() == naive[column].tolist()
    for column in ("budget", "revenue", "runtime", "popularity", "vote_average"):
        assert films[column].tolist() == pytest.approx(naive[column].tolist(), nan_ok=True)
    assert films["votes"].tolist() == naive["vote_count"].tolist()
    for column, source, key in [
        ("companies", "production_companies", "name"),
        ("countries", "production_countries", "iso_3166_1"),
        ("languages", "spoken_languages", "iso_639_1"),
    ]:
        found = [record.facts.get(column, []) for record in records]
        assert found == [[thing[key] for thing in things] for things in naive[source]]
    labels = [[thing["name"] for thing in things] for things in naive["genres"]]
    assert [record.facts.get("genres", []) for record in records] == list(map(canonical_genres, labels))


@pytest.fixture(scope="module")
def real_films(real_data):
    return read_source(tmdb, real_data)


@pytest.mark.real_data
class TestRealFilms:
    def test_how_many(self, real_films):
        data, _ = real_films
        assert len(data.records) == len({record.tmdb_id for record in data.records}) == 45_346

    def test_what_left_and_why(self, real_films, real_data):
        _, reading = real_films
        rejected = reading.rejections.table()
        of_file = rejected[(rejected["file"] == LEADING) & (rejected["what"] == "row")]
        assert of_file["reason"].value_counts().to_dict() == {SAME_ID: 30, SLID: 3}
        slid = of_file[of_file["reason"] == SLID]["value"]
        assert slid.str.fullmatch(r"\d{4}-\d\d-\d\d").all()
        raw_rows = len(pd.read_csv(real_data / LEADING, usecols=["id"], dtype=str))
        kept = reading.rejections.kept(real_data / LEADING)
        assert kept + len(of_file) == raw_rows == 45_379

    def test_no_facts_are_lost(self, real_films):
        facts = [record.facts for record in real_films[0].records]
        assert sum(fact["budget"] > 0 for fact in facts) >= 45_379 - 3 - 30 - 36_490
        returns = [fact["revenue"] / fact["budget"] for fact in facts if fact["budget"]]
        assert max(returns) == pytest.approx(12_396_383)
        assert all(len(code) == 2 and code.isupper() for fact in facts for code in fact.get("countries", ()))
