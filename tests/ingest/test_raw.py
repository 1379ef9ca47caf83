import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.errors import DataError
from recsys.ingest.raw import Rejections, decode, read_rows
from tests.fixtures.raw_files import RawFolder

ROWS = [(2, {"a": "1", "b": "año"}), (3, {"a": "2", "b": "x"})]


def read(raw: RawFolder, content: str | bytes, required: tuple[str, ...] = ("a", "b")):
    return list(read_rows(raw.write("file.csv", content), required, raw.rejections))


@pytest.mark.parametrize(
    "content",
    [
        "a,b\n1,año\n2,x\n",
        "a,b\n1,año\n2,x",
        "\ufeffa,b\r\n1,año\r\n2,x\r\n",
        "a,b\r1,año\r2,x\r",
        "A, B\n1,  año \n2,\u200bx\n",
        '"a","b"\n"1","año"\n"2","x"\n',
        "a,b\n1,año,\n2,x,,,\n",
        "a,b\n1,año\n2,x\n\n\n",
        "a,b\n1,año\n2,x\n".encode("latin-1"),
    ],
)
def test_the_dialects_of_one_table(raw, content):
    assert read(raw, content) == ROWS
    assert raw.rejected() == []


def test_other_order_and_extra_columns(raw):
    assert read(raw, "n,b,a\n9,año,1\n9,x,2\n") == [(line, {"n": "9", **row}) for line, row in ROWS]


def test_a_broken_byte_spoils_its_own_line_alone(raw):
    content = "a,b\n1,año\n".encode() + b"2,\xe9t\xe9\n"
    assert [row["b"] for _, row in read(raw, b"\xef\xbb\xbf" + content)] == ["año", "été"]


def test_quoted_newlines_commas_and_quotes_and_the_lines_after_them(raw):
    content = 'a,b\n1,"two\nlines, and ""quotes"""\n\n2,x\n3\n4,"a\r\n\r\nb"\n5,x,y\n'
    assert read(raw, content) == [
        (2, {"a": "1", "b": 'two lines, and "quotes"'}),
        (5, {"a": "2", "b": "x"}),
        (7, {"a": "4", "b": "a b"}),
    ]
    reason = "not the header's number of fields"
    assert raw.rejected() == [("file.csv", 6, reason), ("file.csv", 10, reason)]
    assert raw.rejections.table()["value"].tolist() == ["1 for 2", "3 for 2"]


def test_words_for_nothing_stay_words(raw):
    assert [row["a"] for _, row in read(raw, "a,b\nNA,1\nnull,1\nNone,1\nnan,1\n")] == ["NA", "null", "None", "nan"]


def test_blank_lines_before_the_header_are_no_header(raw):
    assert read(raw, "\n\na,b\n1,x\n") == [(4, {"a": "1", "b": "x"})]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("", "an empty file"),
        ("\ufeff\n", "an empty file"),
        ("a,c\n1,2\n", "«a, c»"),
        ("<!doctype html>\n", "«<!doctype html>»"),
        (b"PK\x03\x04\x00\x00\x00", "binary data"),
        ("a,b\n1,2\n".encode("utf-16"), "binary data"),
        ('a,b\n1,2\n3,"4\n5,6\n', "from line 3 on"),
        ('a,b\n1,2\n3,"4"5\n', "from line 3 on"),
        ('"a,b\n1,2\n', "a broken line"),
    ],
)
def test_an_unreadable_file_is_told_on_one_line(raw, content, found):
    with pytest.raises(DataError) as caught:
        read(raw, content)
    message = str(caught.value)
    assert message.startswith(f"{raw.root / 'file.csv'}: expected ")
    assert found in message
    assert "\n" not in message


def test_the_missing_columns_are_named(raw):
    with pytest.raises(DataError, match=r"file\.csv: expected the columns a, b, found «a, x»\."):
        read(raw, "a,x\n1,2\n")


def test_no_such_file(raw):
    with pytest.raises(DataError, match=r"none\.csv: expected a readable file, found No such file"):
        decode(raw.root / "none.csv")


@given(rows=st.lists(st.lists(st.text('ab,\n\r"é ', max_size=5), min_size=1, max_size=4), max_size=8))
def test_every_row_is_kept_or_rejected_with_its_line(tmp_path_factory, rows):
    root = tmp_path_factory.mktemp("raw")
    text, starts = io.StringIO("a,b\n", newline=""), []
    text.seek(0, io.SEEK_END)
    for row in rows:
        starts.append(1 + len(io.StringIO(text.getvalue(), newline=None).readlines()))
        csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(row)
    path = root / "file.csv"
    path.write_bytes(text.getvalue().encode())
    rejections = Rejections(root)
    kept = [line for line, _ in read_rows(path, ("a", "b"), rejections)]
    assert sorted([*kept, *rejections.table()["line"]]) == starts


def test_the_report_is_sorted_named_from_the_root_and_cuts_long_values(raw):
    path = raw.root / "folder" / "file.csv"
    raw.rejections.add_value(path, 9, "not understood", "x" * 500)
    raw.rejections.add_row(path, 2, "title is empty")
    table = raw.rejections.table()
    assert table[["file", "line", "what"]].to_numpy().tolist() == [
        ["folder/file.csv", 2, "row"],
        ["folder/file.csv", 9, "value"],
    ]
    assert table["value"].tolist() == ["", "x" * 80]
