from collections.abc import Mapping

import pytest

from recsys.errors import DataError
from recsys.ingest.load import RawData
from recsys.ingest.sources.movielens import Film, find_folders, parse_film, read_movielens
from tests.fixtures.raw_files import RawFolder

FILMS = [Film("1", "Heat", (), 1995), Film("29", "Enfant, L'", ("The Child",), 2005)]
RATINGS = [("7", "1", 4.0, 978300760), ("8", "29", 5.0, 12)]
FORMATS = {
    "csv": {
        "movies.csv": 'movieId,title,genres\n1,Heat (1995),Crime\n29,"Enfant, L\' (The Child) (2005)",Drama\n',
        "ratings.csv": "userId,movieId,rating,timestamp\n7,1,4.0,978300760\n8,29,5.0,12\n",
    },
    "dat": {
        "movies.dat": "1::Heat (1995)::Crime\n29::Enfant, L' (The Child) (2005)::Drama\n",
        "ratings.dat": "7::1::4::978300760\n8::29::5::12\n",
    },
    "u": {
        "u.item": "1|Heat (1995)|01-Jan-1995||http://x|0|1\n29|Enfant, L' (The Child) (2005)|||http://y|0|1\n",
        "u.data": "7\t1\t4\t978300760\n8\t29\t5\t12\n",
    },
}


def read(raw: RawFolder, files: Mapping[str, str | bytes]):
    for name, content in files.items():
        raw.write(f"movielens/ml/{name}", content)
    return read_movielens(raw.root / "movielens" / "ml", raw.rejections)


@pytest.mark.parametrize("layout", FORMATS)
@pytest.mark.parametrize("change", [lambda text: text, lambda text: "\ufeff" + text.replace("\n", "\r\n")])
def test_the_three_formats(raw, layout, change):
    source = read(raw, {name: change(content) for name, content in FORMATS[layout].items()})
    assert source.name == "ml"
    assert source.films == FILMS
    assert [tuple(row) for row in source.ratings.to_numpy().tolist()] == RATINGS
    assert source.ratings.columns.tolist() == ["user", "film", "rating", "timestamp"]
    assert raw.rejected() == []


def test_csv_columns_in_another_order_with_one_more(raw):
    files = {**FORMATS["csv"], "ratings.csv": "rating,x,timestamp,movieId,userId\n4,,978300760,1,7\n5,,12,29,8\n"}
    assert [tuple(row) for row in read(raw, files).ratings.to_numpy().tolist()] == RATINGS


def test_films_in_latin_1_whatever_their_bytes(raw):
    """0x85 ends a line for str.splitlines, not in a Latin-1 file."""
    films = "1::Été à Paris (1995)::x\n2::Wait\x85 (1996)::y\n3::Up (2009)::z\n".encode("latin-1")
    source = read(raw, {"movies.dat": films, "ratings.dat": "7::1::4::9\n"})
    assert [(film.number, film.title) for film in source.films] == [("1", "Été à Paris"), ("2", "Wait"), ("3", "Up")]


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
    source = read(
        raw,
        {
            "u.item": "1|Heat (1995)|x\n\n2|unknown|x\nnonsense\nx|Up (2009)|y\n",
            "u.data": "7 1 4 9\n7 1 4\n7 1 4 9 9\n7 1 6 9\n7 1 3.3 9\n7 1 x 9\n7 1 4 inf\n 1 4 9\n".replace(" ", "\t"),
        },
    )
    assert len(source.films) == len(source.ratings) == 1
    assert [(file.split("/")[-1], line) for file, line, _ in raw.rejected()] == [
        *[("u.data", line) for line in range(2, 9)],
        *[("u.item", line) for line in (3, 4, 5)],
    ]
    reasons = {reason for _, _, reason in raw.rejected()}
    assert {"not a film of one year, so it cannot be linked", "rating must be a half from 0.5 to 5.0"} <= reasons


def test_broken_lines_between_double_colons(raw):
    files = {**FORMATS["dat"], "ratings.dat": "7::1::4::9\n7:1:4:9\n7::1::4\n7::1::4::9::9\n"}
    assert len(read(raw, files).ratings) == 1
    assert [line for _, line, _ in raw.rejected()] == [2, 3, 4]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"README": ""}, "expected movies.csv and ratings.csv, .* found README"),
        ({"movies.csv": "", "ratings.dat": ""}, "found movies.csv, ratings.dat"),
        ({**FORMATS["csv"], "ratings.csv": "a,b\n1,2\n"}, "ratings.csv: expected the columns .*, found «a, b»"),
        ({**FORMATS["csv"], "movies.csv": "movieId,name\n1,2\n"}, "movies.csv: expected the columns movieid, title"),
        ({**FORMATS["csv"], "ratings.csv": ""}, "ratings.csv: expected .*, found an empty file"),
        ({**FORMATS["dat"], "movies.dat": "1,Heat\n"}, "movies.dat: expected lines of number::title::…, found none"),
        ({**FORMATS["u"], "u.data": b"\x00\x01"}, "u.data: expected .*, found binary data"),
    ],
)
def test_an_unreadable_folder_is_told_on_one_line(raw, files, message):
    with pytest.raises(DataError, match=message) as caught:
        read(raw, files)
    assert "\n" not in str(caught.value)


def test_folders_by_name_and_none_without_a_root(raw):
    raw.write("movielens/b/x", "")
    raw.write("movielens/a/x", "")
    raw.write("movielens/README.md", "")
    assert [folder.name for folder in find_folders(raw.root / "movielens")] == ["a", "b"]
    assert find_folders(raw.root / "none") == []


@pytest.mark.real_data
def test_real_folders_are_read_to_the_last_row(real: RawData):
    rows = {file.file: file.read for file in real.files if file.file.startswith("movielens/")}
    assert rows["movielens/ml-latest-small/ratings.csv"] == 100_836
    assert rows["movielens/ml-100k/u.data"] == 100_000
    assert rows["movielens/ml-1m-part/ratings.dat"] == 339_444
    rejected = real.rejected[real.rejected["file"].str.startswith("movielens/")]
    assert set(rejected["reason"]) == {"not a film of one year, so it cannot be linked"}
    assert len(rejected) < 20
