import numpy as np
import pandas as pd
import pytest

from recsys.errors import DataError
from recsys.ingest.sources.platform_ratings import concat_ratings, latest_only, read_ratings
from tests.fixtures.raw_files import RawFolder

IDS = pd.Index(["as1", "ns1", "ns2"])
HEADER = "userId,rating,timestamp,movieId\n"
UNTYPED = "a value is missing or is not of its column's type"
HALVES = "rating must be a half from 0.5 to 5.0"
FIELDS = "not the header's number of fields"
UNKNOWN = "movieId is no title_id of the catalogues"


def read(raw: RawFolder, content: str | bytes, name: str = "1.csv"):
    frame = read_ratings(raw.write(f"ratings/{name}", content), IDS, raw.rejections)
    return [tuple(row) for row in frame.astype({"user_id": "str", "title_id": "str"}).to_numpy().tolist()]


TWO = [("platforms-1", "as1", 4.0, 1425941529), ("platforms-22", "ns2", 0.5, 7)]


@pytest.mark.parametrize(
    "content",
    [
        HEADER + "1,4.0,1425941529,as1\n22,0.5,7,ns2\n",
        HEADER + "1,4,1425941529.0,as1\n22,.5,7,ns2",
        "\ufeff" + HEADER.replace("\n", "\r\n") + "1,4.0,1425941529,as1\r\n22,0.5,7,ns2\r\n",
        "timestamp,movieId,userId,rating\n1425941529,as1,1,4.0\n7,ns2,22,0.5\n",
        ",userId, Rating,timestamp,movieid,x\n0,1,4.0,1425941529,as1,\n1,22,0.5,7,ns2,y\n",
        '"userId","rating","timestamp","movieId","note"\n"1","4.0","1425941529","as1","a\n\nb"\n22,0.5,7,ns2,\n',
        "userId,rating,timestamp,movieId,note\n1,4.0,1425941529,as1,año\n22,0.5,7,ns2,x\n".encode("latin-1"),
    ],
)
def test_the_dialects_of_one_file(raw, content):
    assert read(raw, content) == TWO
    assert raw.rejected() == []


def test_every_broken_row_is_rejected_with_line_reason_and_value(raw):
    lines = [
        "1,4.0,5,as1",  # 2
        "1,4.0,5",  # 3
        "1,4.0,5,as1,6",  # 4
        ",4.0,5,as1",  # 5
        "1,,5,as1",  # 6
        "1,4.0,,as1",  # 7
        "1,4.0,5,",  # 8
        "1,good,5,as1",  # 9
        "1,4.0,5.5,as1",  # 10
        "1,4.0,1e30,as1",  # 11
        "1,4.0,inf,as1",  # 12
        "1,nan,5,as1",  # 13
        "1,0.0,5,as1",  # 14
        "1,5.5,5,as1",  # 15
        "1,3.7,5,as1",  # 16
        "1,4.0,5,zs9",  # 17
        "",  # 18
        "2,3.5,6,ns1",  # 19
    ]
    assert read(raw, HEADER + "\n".join(lines) + "\n") == [
        ("platforms-1", "as1", 4.0, 5),
        ("platforms-2", "ns1", 3.5, 6),
    ]
    file = "ratings/1.csv"
    untyped = [(file, line, UNTYPED) for line in (5, 6, 7, 8, 9, 10, 11, 12, 13)]
    assert raw.rejected() == [
        *[(file, line, FIELDS) for line in (3, 4)],
        *untyped,
        *[(file, line, HALVES) for line in (14, 15, 16)],
        (file, 17, UNKNOWN),
        (file, 18, UNTYPED),
    ]
    values = dict(zip(raw.rejections.table()["line"], raw.rejections.table()["value"], strict=True))
    assert [values[line] for line in (3, 14, 16, 17)] == ["1,4.0,5", "0", "3.7", "zs9"]


def test_lines_are_right_far_down_a_file_of_numbers_only(raw):
    """Without a cell of another type the file is read in one go, in blocks; the lines must not depend on them."""
    lines = [f"{user},3.5,{user},ns1" for user in range(100_000)]
    lines[0], lines[49_998], lines[99_999], lines[70_000] = "1,2", "3", "1,2,3,4,5", "1,3.5,7,zs9"
    assert len(read(raw, HEADER + "\n".join(lines))) == 99_996
    assert [line for _, line, _ in raw.rejected()] == [2, 50_000, 70_002, 100_001]


def test_lines_are_right_after_a_quoted_newline(raw):
    assert read(raw, HEADER.replace("\n", ",x\n") + '1,4.0,5,as1,"a\nb"\n1,9,5,as1,\n1\n') == [
        ("platforms-1", "as1", 4.0, 5)
    ]
    assert raw.rejected() == [("ratings/1.csv", 4, HALVES), ("ratings/1.csv", 5, FIELDS)]


def test_what_only_rejected_rows_named_is_no_category(raw):
    """A title that stands in no catalogue must not reach what looks titles up by category."""
    frame = read_ratings(raw.write("1.csv", HEADER + "1,4.0,5,as1\n2,4.0,5,zs9\n"), IDS, raw.rejections)
    assert frame["user_id"].cat.categories.tolist() == ["platforms-1"]
    assert frame["title_id"].cat.categories.tolist() == ["as1"]


def test_a_file_without_rows(raw):
    assert read(raw, HEADER) == []


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("", "an empty file"),
        ("userId,rating,timestamp\n1,2,3\n", "«userid, rating, timestamp»"),
        (b"PK\x03\x04\x00\x00", "binary data"),
        ((HEADER + "1,4.0,5,as1\n").encode("utf-16"), "binary data"),
        (HEADER + '1,4.0,5,"as1\n1,4.0,5,as1\n', "a quotation mark that is never closed"),
    ],
)
def test_an_unreadable_file_is_told_on_one_line(raw, content, found):
    with pytest.raises(DataError) as caught:
        read(raw, content)
    message = str(caught.value)
    assert message.startswith(f"{raw.root / 'ratings' / '1.csv'}: expected ")
    assert "userId, rating, timestamp, movieId" in message
    assert found in message
    assert "\n" not in message


def test_the_file_name_tells_simulated_ratings(raw):
    assert read(raw, HEADER + "1,4.0,5,as1\n", "simulated_ratings.csv") == [("simulated-1", "as1", 4.0, 5)]


def frame(*rows: tuple[str, str, float, int]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["user_id", "title_id", "rating", "timestamp"])
    return made.astype({"user_id": "category", "title_id": "category", "rating": "float32"})


TITLES = pd.DataFrame({"title_id": ["as1", "ns1", "ns2"], "work_id": ["heat", "heat", "up"]})


def test_the_latest_rating_of_a_work_wins_whatever_the_platform():
    rows = [
        ("u1", "ns1", 2.0, 30),  # the later of u1's two of heat
        ("u1", "ns2", 3.0, 10),
        ("u1", "as1", 5.0, 20),
        ("u2", "as1", 1.0, 20),
        ("u3", "as1", 1.5, 20),
        ("u3", "ns1", 4.5, 20),  # of two at one time the later row
    ]
    kept = latest_only(frame(*rows), TITLES)
    assert [tuple(row) for row in kept.to_numpy().tolist()] == [rows[0], rows[1], rows[3], rows[5]]


@pytest.mark.parametrize("times", [1, 3, 1000])
def test_the_latest_ratings_are_those_of_a_loop(times):
    rng = np.random.default_rng(times)
    users, titles, seconds = rng.integers(0, 9, 60), rng.integers(0, 3, 60), rng.integers(0, times, 60)
    rows = [(f"u{u}", TITLES["title_id"][t], 4.0, int(s)) for u, t, s in zip(users, titles, seconds, strict=True)]
    work_of = dict(zip(TITLES["title_id"], TITLES["work_id"], strict=True))
    latest: dict[tuple[str, str], int] = {}
    for number, (user, title, _, second) in enumerate(rows):
        before = latest.get((user, work_of[title]))
        if before is None or second >= rows[before][3]:
            latest[user, work_of[title]] = number
    kept = latest_only(frame(*rows), TITLES)
    assert [tuple(row) for row in kept.to_numpy().tolist()] == [rows[number] for number in sorted(latest.values())]
    assert kept.index.tolist() == list(range(len(latest)))


def test_joined_frames_keep_their_ids():
    one, two = frame(("u1", "ns1", 2.0, 30)), frame(("u0", "as1", 3.5, 1), ("u1", "ns1", 4.0, 2))
    joined = concat_ratings([one, two])
    assert [tuple(row) for row in joined.to_numpy().tolist()] == [
        ("u1", "ns1", 2.0, 30),
        ("u0", "as1", 3.5, 1),
        ("u1", "ns1", 4.0, 2),
    ]
    assert joined.dtypes.astype("str").to_dict()["title_id"] == "category"
    assert concat_ratings([]).columns.tolist() == joined.columns.tolist()
    assert len(latest_only(concat_ratings([]), TITLES)) == 0
