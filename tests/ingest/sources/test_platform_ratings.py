import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.errors import DataError
from recsys.ingest.rating_rows import on_our_scale
from recsys.ingest.records import SourceData
from recsys.ingest.sources import platform_ratings
from tests.fixtures.raw_files import RawFolder

IDS = {"as1", "ns1", "ns2"}
HEADER = "userId,rating,timestamp,movieId\n"
UNTYPED = "a value is missing or is not of its column's type"
HALVES = "rating must be a half from 0.5 to 5.0"
FIELDS = "not the header's number of fields"
UNKNOWN = "movieId is no title_id of the catalogues"


def rows_of(data: SourceData) -> list[tuple[str, str, float, int]]:
    """All ratings, as (user, title, rating, time)."""
    return [
        tuple(row)
        for frame in data.ratings
        for row in frame.astype({"user_id": "str", "record_id": "str"}).to_numpy().tolist()
    ]


def read(raw: RawFolder, content: str | bytes, name: str = "1.csv"):
    raw.reading.wanted_title_ids = IDS
    return rows_of(platform_ratings.read([raw.write(f"ratings/{name}", content)], raw.reading))


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
        "userId;rating;timestamp;movieId\n1;4,0;1425941529;as1\n22;0,5;7;ns2\n",
        "userId;rating;timestamp;movieId\n1;4.0;1425941529;as1\n22;0.5;7;ns2\n",
        "userId\trating\ttimestamp\tmovieId\n1\t4,0\t1425941529\tas1\n22\t0,5\t7\tns2\n",
        "sep=;\nuserId;rating;timestamp;movieId\n1;4,0;1425941529;as1\n22;0,5;7;ns2\n",
        'userId,rating,timestamp,movieId\n1,"4,0","1425941529,0",as1\n22,"0,5",7,ns2\n',
        (HEADER + "1,4.0,1425941529,as1\n22,0.5,7,ns2\n").encode("utf-16"),
        ("sep=\t\r\n" + HEADER.replace(",", "\t") + "1\t4,0\t1425941529\tas1\r\n22\t,5\t7\tns2").encode("utf-16"),
        HEADER + "1.0,4.0,1425941529, AS1 \n 22 ,0.5,7.0,NS2\n",
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
        *["2,3.5,6,ns1"] * 80,  # 19 to 98, so that those of 14 to 16 are slips
    ]
    assert read(raw, HEADER + "\n".join(lines) + "\n") == [
        ("platforms-1", "as1", 4.0, 5),
        *[("platforms-2", "ns1", 3.5, 6)] * 80,
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
    good = "1,4.0,5,as1,\n" * 20
    assert len(read(raw, HEADER.replace("\n", ",x\n") + '1,4.0,5,as1,"a\nb"\n1,9,5,as1,\n1\n' + good)) == 21
    assert raw.rejected() == [("ratings/1.csv", 4, HALVES), ("ratings/1.csv", 5, FIELDS)]


def test_what_only_rejected_rows_named_is_no_category(raw):
    """A title of no catalogue must not reach what looks titles up by category."""
    raw.reading.wanted_title_ids = IDS
    path = raw.write("ratings/1.csv", HEADER + "1,4.0,5,as1\n2,4.0,5,zs9\n")
    [frame] = platform_ratings.read([path], raw.reading).ratings
    assert frame["user_id"].cat.categories.tolist() == ["platforms-1"]
    assert frame["record_id"].cat.categories.tolist() == ["as1"]
    assert (raw.rejections.read(path), raw.rejections.kept(path)) == (2, 1)


def test_where_no_titles_are_known_all_are_taken(raw):
    path = raw.write("ratings/1.csv", HEADER + "1,4.0,5,zs9\n")
    assert rows_of(platform_ratings.read([path], raw.reading)) == [("platforms-1", "zs9", 4.0, 5)]


def test_spellings_of_one_id_are_one_category(raw):
    lines = ["1,4.0,5,as1", "1.0,3.5,6,AS1", " 1,3.0,7, as1 ", "Ann,4.0,5,ns1", "ann,4.0,5,ns1", "N/A,4.0,5,ns1"]
    assert read(raw, HEADER + "\n".join(lines)) == [
        ("platforms-1", "as1", 4.0, 5),
        ("platforms-1", "as1", 3.5, 6),
        ("platforms-1", "as1", 3.0, 7),
        ("platforms-Ann", "ns1", 4.0, 5),
        ("platforms-ann", "ns1", 4.0, 5),
    ]
    assert raw.rejected() == [("ratings/1.csv", 7, UNTYPED)]


@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("said", [False, True])
def test_lines_are_right_behind_a_line_that_names_the_separator(raw, decimal, said):
    lines = ["userId;rating;timestamp;movieId", *["1;3.5;5;ns1".replace(".", decimal)] * 50, "1;2", "1;3;5;zs9"]
    assert len(read(raw, "\n".join([*(["sep=;"] if said else []), *lines]))) == 50
    assert raw.rejected() == [("ratings/1.csv", 52 + said, FIELDS), ("ratings/1.csv", 53 + said, UNKNOWN)]


def test_a_file_without_rows(raw):
    assert read(raw, HEADER) == []


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("", "an empty file"),
        ("userId,rating,timestamp\n1,2,3\n", "«userid, rating, timestamp»"),
        ("userId,score,timestamp,movieId\n1,2,3,as1\n", "missing rating; found «userid, score, timestamp, movieid»"),
        ("user,rating,timestamp,movieId\n1,2,3,as1\n", "missing userid (the nearest is user)"),
        (b"PK\x03\x04\x00\x00", "binary data"),
        (HEADER + '1,4.0,5,"as1\n1,4.0,5,as1\n', "a quotation mark that is never closed"),
    ],
)
def test_an_unreadable_file_is_refused_on_one_line(raw, content, found):
    with pytest.raises(DataError) as caught:
        read(raw, content)
    message = str(caught.value)
    assert message.startswith(f"{raw.root / 'ratings' / '1.csv'}: expected ")
    assert ("userid, rating, timestamp, movieid" in message.lower()) == (found != "binary data")
    assert found in message
    assert "\n" not in message


def test_the_file_name_tells_simulated_ratings(raw):
    assert read(raw, HEADER + "1,4.0,5,as1\n", "simulated_ratings.csv") == [("simulated-1", "as1", 4.0, 5)]


def test_a_file_that_says_it_is_simulated_in_capitals(raw):
    assert read(raw, HEADER + "1,4.0,5,as1\n", "Simulated.csv") == [("simulated-1", "as1", 4.0, 5)]


def scaled(*ratings: float) -> str:
    """A file of these ratings, each of another second."""
    return HEADER + "".join(f"1,{rating:g},{time},as1\n" for time, rating in enumerate(ratings))


@pytest.mark.parametrize(
    ("ratings", "found", "scale"),
    [
        (range(1, 11), "found 10 from 1 to 10, of which 5 (50%) are none", "1-10"),
        ([8, 9], "found 2 from 8 to 9, of which 2 (100%) are none", "1-10"),
        ([7, 3], "found 2 from 3 to 7, of which 1 (50%) are none", "1-7"),
        (range(0, 101, 10), "found 11 from 0 to 100, of which 11 (100%) are none", "0-100"),
        ([*[4] * 90, *[0] * 10], "found 100 from 0 to 4, of which 10 (10%) are none", "0-5"),
        ([3.7, 4.2, 4.9, 1], "found 4 from 1 to 4.9, of which 3 (75%) are none", "0.5-5"),
        ([500, 1], "found 2 from 1 to 500, of which 1 (50%) are none", "1-500"),
    ],
)
def test_ratings_of_another_scale_are_refused_whole_with_what_was_found(raw, ratings, found, scale):
    with pytest.raises(DataError) as caught:
        read(raw, scaled(*ratings))
    message = str(caught.value)
    assert message.startswith(f"{raw.root / 'ratings' / '1.csv'}: expected ratings that are halves from 0.5 to 5.0, ")
    assert found in message
    assert message.endswith(f"such as {scale}.")
    assert "Set RECSYS_RATING_SCALE" in message


@pytest.mark.parametrize("rating", [1e308, -1e308])
def test_a_rating_too_large_to_be_reckoned_with_is_a_slip(raw, rating):
    assert len(read(raw, scaled(*[4.5] * 100, rating))) == 100
    assert [line for _, line, _ in raw.rejected()] == [102]


def test_a_row_of_another_length_that_is_no_text_is_rejected_in_silence(raw, capfd):
    rows = b"userId,rating,timestamp,movieId\n1,4,5,as1\n1,3.5,6,\xed\xa0\x80,9\n2,3,7,as1\n"
    assert len(read(raw, rows)) == 2
    assert [line for _, line, _ in raw.rejected()] == [3]
    assert capfd.readouterr().err == ""


def test_slips_are_rejected_one_by_one(raw):
    assert len(read(raw, scaled(*[4.5] * 100, 7, 50, 3.3))) == 100
    assert raw.rejected() == [("ratings/1.csv", line, HALVES) for line in (102, 103, 104)]


@pytest.mark.parametrize(
    ("scale", "given", "ours"),
    [
        ((1, 10), [1, 2, 5, 9, 10], [0.5, 1, 2.5, 4.5, 5]),
        ((0, 100), [0, 50, 75, 100], [0.5, 3, 4, 5]),  # 2.75 and 3.875 before they are rounded
        ((0, 5), [0, 5], [0.5, 5]),
        ((0.5, 5), [0.5, 3.7, 4.2, 5], [0.5, 3.5, 4, 5]),
    ],
)
def test_a_scale_that_is_named_is_put_on_ours(raw, scale, given, ours):
    raw.reading.rating_scale = scale
    assert [rating for _, _, rating, _ in read(raw, scaled(*given))] == ours
    assert raw.rejected() == []
    low, high = scale
    assert raw.notes() == {"ratings/1.csv": [f"ratings from {low:g} to {high:g} are read as 0.5 to 5"]}


def test_a_rating_beyond_the_scale_that_is_named(raw):
    raw.reading.rating_scale = (1, 10)
    assert len(read(raw, scaled(*[8] * 50, 0, 11))) == 50
    rule = "rating must be a number from 1.0 to 10.0"
    assert raw.rejected() == [("ratings/1.csv", 52, rule), ("ratings/1.csv", 53, rule)]
    with pytest.raises(DataError, match=r"that are numbers from 1\.0 to 10\.0, found 2 from 50 to 80"):
        read(raw, scaled(50, 80))


@given(st.floats(-50, 50), st.floats(0.5, 100), st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_every_scale_keeps_the_order_and_ends_of_its_ratings(low, width, places):
    values = np.array([low + place * width for place in [0, *places, 1]])
    values = np.clip(values, low, low + width)
    ours, outside = on_our_scale(values, (low, low + width), halves=True)
    assert not outside.any()
    assert (ours[0], ours[-1]) == (0.5, 5.0)
    assert set(ours * 2) <= set(range(1, 11))
    assert (np.diff(ours[np.argsort(values, kind="stable")]) >= 0).all()


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 10), st.integers(0, 2**31)), min_size=1, max_size=20),
    st.sampled_from(",;\t"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.booleans(),
    st.booleans(),
)
def test_ratings_are_the_same_however_they_are_saved(tmp_path_factory, rows, separator, encoding, comma, said):
    raw = RawFolder(tmp_path_factory.mktemp("raw"))
    lines = [f"sep={separator}"] if said else []
    lines += [HEADER.strip().replace(",", separator)]
    for user, halves, time in rows:
        rating = str(halves / 2)
        if comma:
            rating = rating.replace(".", ",") if separator != "," else f'"{rating.replace(".", ",")}"'
        lines.append(separator.join([str(user), rating, str(time), "as1"]))
    expected = [(f"platforms-{user}", "as1", halves / 2, time) for user, halves, time in rows]
    assert read(raw, "\n".join(lines).encode(encoding)) == expected
    assert raw.rejected() == []
