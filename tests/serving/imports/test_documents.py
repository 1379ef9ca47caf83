"""How files are opened: encodings, separators, archives of any depth, and what hostile ones cost."""

import json
import multiprocessing
import resource
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.errors import InvalidValueError, NotFoundError
from recsys.serving.imports.archives import Budget, Unread, Why
from recsys.serving.imports.documents import Json, Table, Xml
from recsys.serving.imports.limits import MOST_BYTES, MOST_ROWS
from recsys.serving.imports.opening import opened
from tests.serving.imports.given import gzipped, imported, sources, stars, zipped

CONTEXT = multiprocessing.get_context("fork")  # the child has the catalogue and the file
FILMS = "Name;Year;Letterboxd URI;Rating\nAmélie;2001;=x;0,5\nAlien;1979;y;4,5\n"
READ = [{"name": "Amélie", "year": "2001", "letterboxduri": "=x", "rating": "0,5"}]


def documents(content, name="mine.csv"):
    return list(opened(name, content, Budget()))


@pytest.mark.parametrize(
    "content",
    [
        FILMS.encode(),
        FILMS.encode("utf-8-sig"),
        FILMS.encode("utf-16"),
        FILMS.encode("utf-16-le"),
        FILMS.encode("utf-16-be"),
        FILMS.encode("cp1252"),
        FILMS.replace("\n", "\r\n").encode(),
        FILMS.replace("\n", "\r").encode(),
        FILMS.replace(";", "\t").encode(),
        ("\n \n" + FILMS).encode(),
        ("sep=;\r\n" + FILMS).encode(),
        FILMS.replace("Name", "NAME").replace("Rating", " rating ").encode(),
    ],
    ids="utf-8 mark utf-16 utf-16-le utf-16-be windows crlf cr tabs empty-lines sep capitals".split(),
)
def test_a_table_in_any_encoding_and_with_any_separator_is_the_same(content):
    (table,) = documents(content)
    assert isinstance(table, Table)
    assert [row for _, row in table.rows()][:1] == READ


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Сериал: Часть 2: Тени,12.09.21\nИван Васильевич меняет профессию,01.02.20\n", "cp1251"),
        ("となりのトトロ,2021/02/05\nアリス: シーズン1: 第2話,2021/02/06\n", "cp932"),
        ("Garçon – l'Été à Tübingen: «Ñandú»,12/9/21\n", "cp1252"),
    ],
)
def test_what_a_spreadsheet_saved_in_its_country_s_encoding(text, encoding):
    (table,) = documents(f"Title,Date\n{text}".encode(encoding))
    assert isinstance(table, Table)
    assert table.text == f"Title,Date\n{text}"


def test_rows_keep_their_lines_and_lack_what_they_are_too_short_for():
    (table,) = documents(b'A,B,A\n\n"two\nlines",2,3\n4\n=1+1,5,6,7\n')
    assert isinstance(table, Table)
    assert list(table.rows()) == [(4, {"a": "two\nlines", "b": "2"}), (5, {"a": "4"}), (6, {"a": "=1+1", "b": "5"})]


def test_archives_of_any_depth_keep_their_paths():
    inner = zipped({"likes/films.csv": "a,b\n", "notes.json": '{"a": [1]}', "__MACOSX/x": "x", "empty.csv": " "})
    found = documents(zipped({"me/all.zip": inner, "anime.xml.gz": gzipped(b"<a><b>1</b></a>"), "p.jpg": b"\xff\0\0"}))
    assert [one.path for one in found] == ["likes/films.csv", "notes.json", "anime.xml", "p.jpg"]
    assert isinstance(found[1], Json)
    assert found[1].value == {"a": [1]}
    assert isinstance(found[2], Xml)
    assert found[2].root.findtext("b") == "1"
    assert found[3] == Unread("p.jpg", Why.NOT_TEXT)


BILLION_LAUGHS = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (BILLION_LAUGHS, Why.ENTITIES),
        (b'<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>', Why.ENTITIES),
        (b"<html><p>1<br></html>", Why.DAMAGED),
        (b'{"a": ', Why.DAMAGED),
        (b"[" * 200_000, Why.DAMAGED),
        (b"[" + b"1," * 4_000_001 + b"1]", Why.TOO_LARGE),
        (b"SQLite format 3\0\x10\0\1\1\0\x40\x20\x20\0\0\0\7" + b"\1\0" * 50, Why.NOT_TEXT),
        (b"PK\x03\x04 broken", Why.DAMAGED),
        (b"\x1f\x8b broken", Why.DAMAGED),
        (gzipped(FILMS.encode())[:40], Why.DAMAGED),
    ],
    ids="laughs external html json deep many database zip gzip cut".split(),
)
def test_what_cannot_be_read_is_told_with_the_reason(content, why):
    assert documents(content) == [Unread("mine.csv", why)]


def nested(depth):
    content = zipped({"ratings.csv": FILMS})
    for _ in range(depth):
        content = zipped({"in.zip": content})
    return content


def many_files():
    return zipped({f"{number}.csv": "" for number in range(2_001)})


def gzip_bomb():
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b"\0" * 1_000_000
    return b"".join(packer.compress(block) for _ in range(300)) + packer.flush()


HOSTILE = {
    "zip bomb": (lambda: zipped({"ratings.csv": b"0" * 300_000_000}), "packed more than 200 times"),
    "bombs in a zip": (lambda: zipped({f"{n}.zip": zipped({"a": b"0" * 30_000_000}) for n in range(9)}), "200 times"),
    "gzip bomb": (gzip_bomb, "packed more than 200 times"),
    "too deep": (lambda: nested(3), "in one another 3 deep at most"),
    "many files": (many_files, "hold 2,000 files at most"),
    "too large": (lambda: b"x" * (MOST_BYTES + 1), "50,000,000 bytes at most"),
    "one line": (lambda: b"Name,Rating\n" + b"," * 40_000_000, "must hold ratings"),
    "one row": (lambda: b'Name,Rating\n"' + b"a\n" * 20_000_000 + b'"', "must hold ratings"),
    "ten million rows": (lambda: b"Name,Rating\n" + b"a,1\n" * 10_000_000, (MOST_ROWS, 10_000_000 - MOST_ROWS)),
    "a header of commas": (lambda: b"," * 900_000 + b"\n", "known layout"),
    "entities": (lambda: BILLION_LAUGHS, "mine (entities)"),
    "formulas": (lambda: b'Name,Rating\n"=HYPERLINK(""http://x"")",5\n=1+1,=2\n', (2, 0)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_answered_within_time_and_memory(service, name):
    """In a process of its own, which is given no more than so much memory and time."""
    make, words = HOSTILE[name]
    content = make()
    told = CONTEXT.SimpleQueue()

    def child():
        resource.setrlimit(resource.RLIMIT_DATA, (_data() + 800_000_000,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
        try:
            totals = imported({"mine": content}, service.catalogue).totals
            told.put((totals.rows, totals.left_out))
        except InvalidValueError as error:
            told.put(str(error))

    process = CONTEXT.Process(target=child)
    process.start()
    process.join()
    assert process.exitcode == 0
    answer = told.get()
    if isinstance(words, str):
        assert words in answer
    else:
        assert answer == words


def _data():
    """The bytes of data that this process has."""
    status = Path("/proc/self/status").read_text()
    return 1024 * int(next(line for line in status.splitlines() if line.startswith("VmData")).split()[1])


SHAPES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)

# Python cuts a name off at a zero, and writes none with half a character.
NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=20)


@settings(max_examples=300, deadline=None)
@given(
    content=st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(lambda text: f"Name,Year,Rating\n{text}".encode()),
        st.text(max_size=300).map(lambda text: f"Title,Date\n{text}".encode()),
        st.dictionaries(NAMES, st.binary(max_size=60), max_size=3).map(zipped),
        SHAPES.map(lambda value: json.dumps(value).encode()),
    ),
    profile=st.none() | st.text(max_size=5),
)
def test_whatever_is_given_is_read_or_refused(service, content, profile):
    try:
        found = imported(content, service.catalogue, profile)
    except (InvalidValueError, NotFoundError):
        return
    assert sources(found)
    assert all(0.5 <= given <= 5 for given in stars(found).values())
