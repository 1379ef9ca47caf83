import json
from pathlib import Path

import pandas as pd
import pytest

from recsys.domain.schema import MOVIES, conform
from recsys.errors import DataError
from recsys.ingest.load import read_data
from recsys.ingest.sample import FOLDER
from recsys.ingest.sources.tmdb_movies import movie_files, read_movies
from tests.catalogues import csv_text, raw_films, reading
from tests.fixtures.raw_files import account

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
TIDY = {
    "movie_id": 348,
    "title": "Alien",
    "release_date": "1979-05-25",
    "release_year": 1979,
    "original_language": "en",
    "overview": "In space no one hears.",
    "tagline": "Scream.",
    "status": "released",
    "budget": 11_000_000,
    "revenue": 104_931_801,
    "return": 104_931_801 / 11_000_000,
    "runtime": 117,
    "popularity": 23.37742,
    "vote_average": 7.9,
    "vote_count": 4564,
    "collection": "Alien Collection",
    "poster_path": "/alien.jpg",
    "genres": ["Horror", "Science Fiction"],
    "companies": ["Brandywine", "O'Bannon"],
    "countries": ["United Kingdom", "USA"],
    "country_codes": ["GB", "US"],
    "languages": ["en", "es"],
    "keywords": [],
}


def film(movie_id, **values):
    """A row with an id, a title and a date, and these values."""
    return {"id": str(movie_id), "title": f"Film {movie_id}", "release_date": "2000-01-31", **values}


@pytest.fixture
def read(raw):
    """The tidy rows of Kaggle's large file with the given rows."""

    def read_all(*rows):
        path = raw.write(LEADING, csv_text(COLUMNS, *rows))
        return conform(read_movies([path], raw.rejections), MOVIES, "movies").to_pylist()

    return read_all


def values(raw):
    """The rejected as (line, what, reason, value)."""
    return list(raw.rejections.table()[["line", "what", "reason", "value"]].itertuples(index=False, name=None))


def test_a_film_in_python_literals(read, raw):
    assert read(ALIEN) == [TIDY]
    assert values(raw) == []


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
    path = raw.write(OTHER, csv_text(FIVE_THOUSAND, row))
    [found] = conform(read_movies([path], raw.rejections), MOVIES, "movies").to_pylist()
    assert found == {**TIDY, "collection": None, "poster_path": None, "keywords": ["android", "space"]}


def test_the_columns_that_leave(raw):
    path = raw.write(LEADING, csv_text(COLUMNS, ALIEN))
    columns = read_movies([path], raw.rejections).columns
    assert not set(columns) & {"video", "imdb_id", "adult", "original_title", "homepage"}
    assert {"poster_path", "return", "release_year"} < set(columns)


@pytest.mark.parametrize(
    ("budget", "revenue", "expected"),
    [
        ("", "", (0, 0, 0.0)),
        ("0", "0.0", (0, 0, 0.0)),
        ("", "12", (0, 12, 0.0)),
        ("12", "", (12, 0, 0.0)),
        ("4", "10.0", (4, 10, 2.5)),
        ("1", "12396383", (1, 12_396_383, 12_396_383.0)),
        ("0.4", "9", (0, 9, 0.0)),
    ],
)
def test_missing_money_is_0_and_the_return_0_where_it_cannot_be_computed(read, raw, budget, revenue, expected):
    [row] = read(film(1, budget=budget, revenue=revenue))
    assert (row["budget"], row["revenue"], row["return"]) == expected
    assert values(raw) == []


@pytest.mark.parametrize("cell", ["Beware Of Frost Bites", "-1", "nan", "inf", "1e400", "1,5", "\U0001f37f", "9" * 400])
def test_text_among_numbers_is_noted_and_the_row_kept(read, raw, cell):
    columns = ("budget", "revenue", "runtime", "vote_count", "popularity", "vote_average")
    [row] = read(film(1, **dict.fromkeys(columns, cell)))
    assert [row[column] for column in columns] == [0, 0, None, 0, None, None]
    assert values(raw) == [(2, "value", f"{column} must be a number from 0 on", cell[:80]) for column in columns]


@pytest.mark.parametrize(
    ("runtime", "minutes"), [("", None), ("0.0", None), ("0.2", None), ("90.0", 90), ("1256", 1256), ("1e12", None)]
)
def test_runtimes(read, runtime, minutes):
    assert read(film(1, runtime=runtime))[0]["runtime"] == minutes


@pytest.mark.parametrize(
    "cell", ["[{'id': 1", "__import__('os').system('x')", "[" * 50_000, "{[]: 1}", "['Drama']", "False"]
)
def test_broken_lists_are_noted_once_and_the_row_kept(read, raw, cell):
    sources = (
        "belongs_to_collection", "production_countries", "genres", "production_companies", "spoken_languages",
    )  # fmt: skip
    [row] = read(film(1, **dict.fromkeys(sources, cell)))
    columns = ("collection", "countries", "country_codes", "genres", "companies", "languages")
    assert [row[column] for column in columns] == [None, [], [], [], [], []]
    assert values(raw) == [(2, "value", f"{column} is no list of things", cell[:80]) for column in sources]


def test_countries_keep_step_with_their_codes(read):
    congo = [{"iso_3166_1": "CD", "name": "Congo"}, {"iso_3166_1": "CG", "name": "Congo"}]
    odd = [{"iso_3166_1": "fr", "name": ""}, {"name": "Atlantis"}, {"iso_3166_1": "GB", "name": "United Kingdom"}]
    [row] = read(film(1, production_countries=repr(congo + odd + congo)))
    assert list(zip(row["country_codes"], row["countries"], strict=True)) == [
        ("CD", "Congo"),
        ("CG", "Congo"),
        ("FR", "FR"),
        ("GB", "United Kingdom"),
    ]


@pytest.mark.parametrize("date", ["1979-05-25", "05/25/1979", "May 25, 1979", " 25 May 1979 "])
def test_dates_have_one_spelling(read, date):
    [row] = read(film(1, release_date=date))
    assert (row["release_date"], row["release_year"]) == ("1979-05-25", 1979)


def test_every_rejected_row_with_its_line_and_reason(read, raw):
    rows = [
        film(1, overview="Two\nlines"),  # 2 and 3
        film(2, release_date=""),  # 4
        film("1997-08-20", release_date="1", title="", adult=" - Written by Ørnås"),  # 5
        film(3, title="\u200b "),  # 6
        film(4, release_date="soon"),  # 7
        film(5),  # 8
        film("", title="No id"),  # 9
        film("9" * 5_000),  # 10
        film("1.0"),  # 11
        film(6, release_date="2001-02-29"),  # 12
    ]
    assert [row["movie_id"] for row in read(*rows)] == [1, 5]
    assert values(raw) == [
        (4, "row", "release_date is empty", ""),
        (5, "row", SLID, "1997-08-20"),
        (6, "row", "title is empty", ""),
        (7, "row", "release_date must be a date", "soon"),
        (9, "row", SLID, ""),
        (10, "row", SLID, "9" * 80),
        (11, "row", SLID, "1.0"),
        (12, "row", "release_date must be a date", "2001-02-29"),
    ]
    assert raw.rejections.kept(raw.root / LEADING) == 2


@pytest.mark.parametrize("path", ["/a.jpg", "/kXfqcdQKsToO0OUXHcrrNCHDBzO.jpg", "/A-b_9.jpeg", "/1.png", "/x.webp"])
def test_the_path_of_a_poster(read, raw, path):
    assert [row["poster_path"] for row in read(film(1, poster_path=path))] == [path]
    assert values(raw) == []


@pytest.mark.parametrize(
    "path",
    [
        "a.jpg", "/a.gif", "/a.svg", "/.jpg", "/a", "//host/a.jpg", "/a/b.jpg", "/../a.jpg", "/a.jpg?x=1",
        "@host/a.jpg", "/a b.jpg", "/á.jpg", "/a.JPG", '/a".jpg', "/a.jpg onerror=x.jpg", "https://host/a.jpg",
        "Midnight", "NaN",
    ],
)  # fmt: skip
def test_what_is_no_path_of_a_poster_is_left_out_and_said(read, raw, path):
    assert [row["poster_path"] for row in read(film(1, poster_path=path))] == [None]
    assert values(raw) == [(2, "value", "poster_path must be the name of a picture after a slash", path)]


def test_rows_of_another_length(raw):
    text = csv_text(COLUMNS, ALIEN) + "1,2,3\n" + csv_text(COLUMNS, film(9)).splitlines()[1] + ",x\n"
    path = raw.write(LEADING, text)
    assert read_movies([path], raw.rejections)["movie_id"].tolist() == [348]
    assert [row[:3] for row in values(raw)] == [
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
        film("003", tagline="x"),  # 9
    ]
    assert [(row["movie_id"], row["title"]) for row in read(*rows)] == [(1, "Full"), (2, "Fuller"), (3, "Film 003")]
    assert values(raw) == [
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
    files = movie_files(raw.root / "tmdb")
    assert [path.name for path in files] == ["movies_dataset.csv", "tmdb_5000_movies.csv"]
    first, second = conform(read_movies(files, raw.rejections), MOVIES, "movies").to_pylist()
    assert (first["movie_id"], first["overview"], first["budget"], first["keywords"]) == (1, "Theirs", 0, [])
    assert (second["overview"], second["budget"], second["keywords"]) == ("Mine", 5, ["space"])
    assert raw.rejected() == [(OTHER, 4, "movies_dataset.csv leads and does not have this film")]
    assert [raw.rejections.kept(path) for path in files] == [2, 2]


def test_no_file_and_a_file_without_an_id(raw):
    assert movie_files(raw.root) == []
    assert read_movies([], raw.rejections).columns.tolist() == MOVIES.names
    path = raw.write(LEADING, "title,release_date\nAlien,1979-05-25\n")
    with pytest.raises(DataError, match="expected the columns id, title, release_date, found «title, release_date»"):
        read_movies([path], raw.rejections)


def test_the_account_in_a_whole_reading(raw):
    raw.platform("netflix", {})
    raw.write(LEADING, csv_text(COLUMNS, film(1), film(1), film(2, release_date=""), film(3, budget="much")))
    raw.write("tmdb/credits.csv", "cast,crew,id\n[],[],1\n[],[],9\n")
    data = raw.read()
    accounts = {file.file: (file.kept, file.rejected, file.read) for file in data.files}
    assert accounts[LEADING] == (2, 2, 4)
    assert accounts["tmdb/credits.csv"] == (1, 1, 2)
    assert account(data.rejected)[1:] == [
        (LEADING, 3, SAME_ID),
        (LEADING, 4, "release_date is empty"),
        (LEADING, 5, "budget must be a number from 0 on"),
    ]


def test_the_sample_as_pandas_reads_it():
    films, naive = reading(FOLDER).movies.set_index("movie_id"), raw_films(FOLDER)
    assert len(films) == len(naive) > 200
    naive = naive.set_index(naive.index.astype(int)).loc[films.index]
    for column in ("title", "release_date", "original_language"):
        assert films[column].tolist() == naive[column].tolist()
    assert films["release_year"].tolist() == naive["date"].dt.year.tolist()
    for column in ("budget", "revenue", "runtime", "vote_count", "popularity", "vote_average"):
        assert films[column].tolist() == pytest.approx(naive[column].tolist(), nan_ok=True)
    both = naive["budget"] > 0
    assert films["return"][both].tolist() == pytest.approx((naive["revenue"] / naive["budget"])[both].tolist())
    assert (films["return"][~both] == 0).all()
    for column, source, key in [
        ("genres", "genres", "name"),
        ("companies", "production_companies", "name"),
        ("countries", "production_countries", "name"),
        ("country_codes", "production_countries", "iso_3166_1"),
        ("languages", "spoken_languages", "iso_639_1"),
    ]:
        assert films[column].tolist() == [[thing[key] for thing in things] for things in naive[source]]


def test_the_sample_loses_nothing():
    data = read_data(FOLDER)
    accounts = {file.file: file for file in data.files}
    assert accounts[LEADING].kept == len(data.movies) == len(raw_films(FOLDER))
    assert not data.rejected["file"].str.startswith("tmdb/").any()


@pytest.mark.real_data
class TestRealFilms:
    @pytest.fixture
    def read_once(self, real_data: Path):
        return reading(real_data)

    def test_how_many(self, read_once):
        movies = read_once.movies
        assert len(movies) == 45_346
        assert movies["movie_id"].is_unique
        assert conform(movies, MOVIES, "movies").num_rows == 45_346

    def test_what_left_and_why(self, read_once, real_data):
        rejected = read_once.rejections.table()
        of_file = rejected[(rejected["file"] == LEADING) & (rejected["what"] == "row")]
        assert of_file["reason"].value_counts().to_dict() == {SAME_ID: 30, SLID: 3}
        slid = of_file[of_file["reason"] == SLID]["value"]
        assert slid.str.fullmatch(r"\d{4}-\d\d-\d\d").all()
        raw_rows = len(pd.read_csv(real_data / LEADING, usecols=["id"], dtype=str))
        kept = read_once.rejections.kept(real_data / LEADING)
        assert kept + len(of_file) == raw_rows == 45_379

    def test_no_facts_are_lost(self, read_once):
        movies = read_once.movies
        assert (movies["budget"] > 0).sum() >= 45_379 - 3 - 30 - 36_490
        assert movies["return"].max() == pytest.approx(12_396_383)
        assert movies["release_date"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
        assert (movies["country_codes"].map(len) == movies["countries"].map(len)).all()
