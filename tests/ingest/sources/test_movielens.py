import re
from collections.abc import Mapping

import pytest

from recsys.errors import DataError
from recsys.ingest.records import Name, Record, SourceData
from recsys.ingest.sources import movielens
from recsys.ingest.sources.movielens import Film, files_of, parse_film
from tests.fixtures.movielens import FORMATS, RATINGS
from tests.fixtures.raw_files import RawFolder, read_source

RECORDS = [
    Record("movielens", "ml:1", "Heat", "movie", 1995),
    Record("movielens", "ml:29", "Enfant, L'", "movie", 2005, names=[Name("The Child")]),
]


def read(raw: RawFolder, files: Mapping[str, str | bytes], folder: str = "movielens/ml") -> SourceData:
    for name, content in files.items():
        raw.write(f"{folder}/{name}", content)
    return raw.source(movielens)


def ratings(data: SourceData) -> list[tuple[str, str, float, int]]:
    """All ratings, as (user, record, rating, time)."""
    return [
        tuple(row)
        for frame in data.ratings
        for row in frame.astype({"user_id": "str", "record_id": "str"}).to_numpy().tolist()
    ]


AS_RATED = [(f"ml-{user}", f"ml:{film}", rating, time) for user, film, rating, time in RATINGS]


@pytest.mark.parametrize("layout", FORMATS)
@pytest.mark.parametrize("change", [lambda text: text, lambda text: "\ufeff" + text.replace("\n", "\r\n")])
def test_the_three_formats(raw, layout, change):
    data = read(raw, {name: change(content) for name, content in FORMATS[layout].items()})
    assert data.records == RECORDS
    assert ratings(data) == AS_RATED
    [frame] = data.ratings
    assert frame.dtypes.astype(str).to_dict() == {
        "user_id": "category", "record_id": "category", "rating": "float32", "timestamp": "int64",
    }  # fmt: skip
    assert raw.rejected() == []
    for path in (raw.root / "movielens" / "ml").iterdir():
        assert (raw.rejections.read(path), raw.rejections.kept(path)) == (2, 2)


def test_csv_columns_in_another_order_with_one_more(raw):
    files = {**FORMATS["csv"], "ratings.csv": "rating,x,timestamp,movieId,userId\n4,,978300760,1,7\n5,,12,29,8\n"}
    assert ratings(read(raw, files)) == AS_RATED


def test_a_folder_as_a_spreadsheet_saves_it(raw):
    files: dict[str, str | bytes] = {
        "movies.csv": "sep=;\r\nmovieId;title;genres\r\n1.0;Heat (1995);Crime\r\n".encode("utf-16"),
        "ratings.csv": "userId;movieId;rating;timestamp\n7.0;1.0;4,5;978300760,0\n",
        "links.csv": "movieId\timdbId\ttmdbId\n1.0\t113277.0\t949.0\n",
    }
    data = read(raw, files)
    assert data.records == [Record("movielens", "ml:1", "Heat", "movie", 1995, imdb_id="tt0113277", tmdb_id=949)]
    assert ratings(data) == [("ml-7", "ml:1", 4.5, 978300760)]
    assert raw.rejected() == []


def test_links_give_other_ids_where_they_are(raw):
    links = "movieId,imdbId,tmdbId\n1,0113277,949\n29,,\n30,5,6\n"
    heat, child = read(raw, {**FORMATS["csv"], "links.csv": links}).records
    assert (heat.imdb_id, heat.tmdb_id) == ("tt0113277", 949)
    assert (child.imdb_id, child.tmdb_id) == (None, None)
    assert raw.rejections.read(raw.root / "movielens/ml/links.csv") == 3


def test_a_folder_without_links_is_lent_those_of_another_folder(raw):
    """«Soldier, 1998» is one film of MovieLens in every folder; of two of one title and year nobody knows which."""
    linked = {
        "movies.csv": "movieId,title,genres\n1,Soldier (1998),x\n2,Emma (1996),x\n3,Emma (1996),x\n",
        "ratings.csv": "userId,movieId,rating,timestamp\n7,1,4,9\n",
        "links.csv": "movieId,imdbId,tmdbId\n1,120157,9425\n2,5,6\n3,7,8\n",
    }
    old = {"movies.dat": "9::Soldier (1998)::x\n8::Emma (1996)::x\n", "ratings.dat": "7::9::4::9\n"}
    for folder, files in (("new", linked), ("old", old)):
        for name, text in files.items():
            raw.write(f"movielens/{folder}/{name}", text)
    data, _ = read_source(movielens, raw.root)
    ids = {record.record_id: record.tmdb_id for record in data.records}
    assert ids == {"new:1": 9425, "new:2": 6, "new:3": 8, "old:9": 9425, "old:8": None}


def test_films_in_latin_1_whatever_their_bytes(raw):
    """0x85 ends a line for str.splitlines, not in a Latin-1 file."""
    films = "1::Été à Paris (1995)::x\n2::Wait\x85 (1996)::y\n3::Up (2009)::z\n".encode("latin-1")
    data = read(raw, {"movies.dat": films, "ratings.dat": "7::1::4::9\n"})
    assert [(record.record_id, record.title) for record in data.records] == [
        ("ml:1", "Été à Paris"), ("ml:2", "Wait"), ("ml:3", "Up"),
    ]  # fmt: skip


def test_users_and_films_of_two_folders_stay_apart(raw):
    read(raw, FORMATS["csv"], "movielens/ml-a")
    data = read(raw, FORMATS["dat"], "movielens/ml-b")
    assert {record.record_id for record in data.records} == {"ml-a:1", "ml-a:29", "ml-b:1", "ml-b:29"}
    assert {user for user, *_ in ratings(data)} == {"ml-a-7", "ml-a-8", "ml-b-7", "ml-b-8"}


@pytest.mark.parametrize(
    ("folder", "name"), [("movielens", "movielens"), ("movielens/ml-1m/ml-1m", "ml-1m-ml-1m"), ("MovieLens/x", "x")]
)
def test_a_folder_goes_by_where_it_lies(raw, folder, name):
    assert read(raw, FORMATS["csv"], folder).records[0].record_id == f"{name}:1"


def test_of_a_folder_with_two_layouts_the_newer_one_is_read_and_that_is_said(raw):
    other = {"movies.dat": "5::Up (2009)::x\n", "ratings.dat": "1::5::3::7\n"}
    data = read(raw, {**FORMATS["csv"], **other})
    assert data.records == RECORDS
    assert raw.notes() == {
        f"movielens/ml/{name}": ["not read: movies.csv and ratings.csv are of this folder"] for name in other
    }


@pytest.mark.parametrize(
    ("text", "title", "others", "year"),
    [
        ("Toy Story (1995)", "Toy Story", (), 1995),
        ("Heat (1995) ", "Heat", (), 1995),
        ("Seven (a.k.a. Se7en) (1995)", "Seven", ("Se7en",), 1995),
        ("Seven (aka Se7en) (1995)", "Seven", ("Se7en",), 1995),
        ("Akira (Akira) (1988)", "Akira", ("Akira",), 1988),
        (
            "City of Lost Children, The (Cité des enfants perdus, La) (1995)",
            "City of Lost Children, The",
            ("Cité des enfants perdus, La",),
            1995,
        ),
        ("One (Two) (a.k.a. Three) (1990)", "One", ("Two", "Three"), 1990),
        ("(500) Days of Summer (2009)", "(500) Days of Summer", (), 2009),
        ("2001: A Space Odyssey (1968)", "2001: A Space Odyssey", (), 1968),
        ("1984 (1984)", "1984", (), 1984),
        ("Merlin (1998) (TV)", "Merlin", (), 1998),
    ],
)
def test_titles_and_years(text, title, others, year):
    assert parse_film("5", text) == Film("5", title, others, year)


@pytest.mark.parametrize("text", ["", "unknown", "Babylon 5", "(1995)", "Heat (95)", "Heat 1995", "Heat (0000)"])
def test_no_film_without_a_year(text):
    assert parse_film("5", text) is None


@pytest.mark.parametrize("text", ["Fawlty Towers (1975-1979)", "Black Mirror (2011– )", "Death Note (2006–2007)"])
def test_a_series_is_no_film(text):
    assert parse_film("5", text) is None


def test_every_broken_row_is_rejected_with_its_line(raw):
    good = "".join(f"{user}\t1\t4\t9\n" for user in range(100))
    broken = "7 1 4 9\n7 1 4\n7 1 4 9 9\n7 1 6 9\n7 1 3.3 9\n7 1 x 9\n7 1 4 inf\n 1 4 9\n".replace(" ", "\t")
    data = read(
        raw,
        {
            "u.item": "1|Heat (1995)|x\n\n2|unknown|x\nnonsense\nx|Up (2009)|y\n1|Heat (1995)|x\n",
            "u.data": broken + good,
        },
    )
    assert [record.record_id for record in data.records] == ["ml:1"]
    assert len(ratings(data)) == 101
    assert [(file.split("/")[-1], line) for file, line, _ in raw.rejected()] == [
        *[("u.data", line) for line in range(2, 9)],
        *[("u.item", line) for line in (3, 4, 5, 6)],
    ]
    reasons = {reason for _, _, reason in raw.rejected()}
    assert {
        "not a film of one year, so it cannot be linked",
        "rating must be a half from 0.5 to 5.0",
        "the film stands on an earlier line already",
    } <= reasons
    path = raw.root / "movielens/ml/u.item"
    assert (raw.rejections.read(path), raw.rejections.kept(path)) == (5, 1)


def test_ratings_of_a_film_that_is_rejected_are_of_no_record(raw):
    files = {"movies.dat": "1::Babylon 5::x\n2::Up (2009)::x\n", "ratings.dat": "7::1::4::9\n7::2::4::9\n"}
    data = read(raw, files)
    assert [record.record_id for record in data.records] == ["ml:2"]
    assert [record for _, record, _, _ in ratings(data)] == ["ml:1", "ml:2"]


def test_broken_lines_between_double_colons(raw):
    files = {**FORMATS["dat"], "ratings.dat": "7::1::4::9\n7:1:4:9\n7::1::4\n7::1::4::9::9\n"}
    assert len(ratings(read(raw, files))) == 1
    assert [line for _, line, _ in raw.rejected()] == [2, 3, 4]


def test_ratings_of_another_scale_are_refused(raw):
    files = {**FORMATS["csv"], "ratings.csv": "userId,movieId,rating,timestamp\n7,1,8,9\n7,29,10,9\n8,1,4,9\n"}
    with pytest.raises(DataError, match=r"found 3 from 4 to 10, of which 2 \(67%\) are none\. Fetch the folder anew"):
        read(raw, files)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"movies.csv": "", "ratings.dat": ""}, "expected movies.csv and .*found movies.csv, ratings.dat"),
        ({**FORMATS["csv"], "ratings.csv": "a,b\n1,2\n"}, "ratings.csv: expected the columns .* found «a, b»"),
        (
            {**FORMATS["csv"], "movies.csv": "movieId,name\n1,2\n"},
            "movies.csv: expected the columns movieid, title; missing title",
        ),
        ({**FORMATS["csv"], "ratings.csv": ""}, "ratings.csv: expected .*, found an empty file"),
        ({**FORMATS["dat"], "movies.dat": "1,Heat\n"}, "movies.dat: expected lines of number::title::…, found none"),
        ({**FORMATS["u"], "u.data": b"a\x00\x01"}, "u.data: expected .*, found binary data"),
    ],
)
def test_an_unreadable_folder_is_refused_on_one_line(raw, files, message):
    with pytest.raises(DataError, match=message) as caught:
        read(raw, files)
    assert "\n" not in str(caught.value)


def test_the_files_of_a_folder(raw):
    with pytest.raises(DataError, match=r"ml: expected MovieLens' folder ml, found none\..*grouplens.*RECSYS_DATA"):
        files_of(raw.root / "ml")
    raw.write("ml/README", "")
    with pytest.raises(DataError, match=r"expected movies.csv and ratings.csv, .* found README"):
        files_of(raw.root / "ml")
    raw.write("ml/u.data", "")
    raw.write("ml/u.item", "")
    assert [path.name for path in files_of(raw.root / "ml")] == ["u.item", "u.data"]


@pytest.mark.real_data
def test_real_folders_are_read_to_the_last_row(real_data):
    data, reading = read_source(movielens, real_data)
    rows = {"ml-latest-small/ratings.csv": 100_836, "ml-100k/u.data": 100_000, "ml-1m-part/ratings.dat": 339_444}
    for name, count in rows.items():
        path = real_data / "movielens" / name
        assert reading.rejections.read(path) == reading.rejections.kept(path) == count
    assert sorted(map(len, data.ratings)) == sorted(rows.values())
    rejected = reading.rejections.table()
    assert set(rejected["reason"]) == {"not a film of one year, so it cannot be linked"}
    assert len(rejected) == 14
    assert len(data.records) == 1_681 + 3_883 + 9_729
    linked = [record for record in data.records if record.record_id.startswith("ml-latest-small:")]
    assert all(record.imdb_id and re.fullmatch(r"tt\d{7,}", record.imdb_id) for record in linked)
    assert sum(record.tmdb_id is None for record in linked) == 8 - 1  # the one is of a film that is rejected
