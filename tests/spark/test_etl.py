"""What tasks do is what one machine does: records packed and unpacked, read apart, linked apart, rated."""

from collections import defaultdict
from dataclasses import asdict

import pytest

from recsys.ingest import sample
from recsys.ingest.discovery import claim
from recsys.ingest.linking.linker import link, link_part, meeting_keys
from recsys.ingest.load import want
from recsys.ingest.records import Reading
from recsys.ingest.sources.registry import SOURCES
from recsys.spark.packing import pack, unpack_record
from recsys.spark.reading import read_apart

BY_NAME = {source.name: source for source in SOURCES}


@pytest.fixture(scope="module")
def records():
    reading, claims = Reading.of(sample.FOLDER), claim(sample.FOLDER)
    found = []
    for source in sorted(SOURCES, key=lambda source: not source.catalogue):
        data = source.read(claims.files[source.name], reading) if source.name in claims.files else None
        if data is not None:
            found += data.records
            if source.catalogue:
                want(data.records, reading)
    return sorted(found, key=lambda record: list(BY_NAME).index(record.source))


def as_lists(value):
    if isinstance(value, list | tuple):
        return [as_lists(one) for one in value]
    return {name: as_lists(one) for name, one in value.items()} if isinstance(value, dict) else value


def test_a_record_that_is_packed_is_the_same_when_it_is_unpacked(records):
    for record in records:
        assert as_lists(asdict(unpack_record(pack(record)))) == as_lists(asdict(record))


def components(records):
    """By depth-first search over keys, slowly."""
    by_key = defaultdict(list)
    keys = [meeting_keys(record) for record in records]
    own = {key for of_record in keys for key in of_record.own}
    for number, of_record in enumerate(keys):
        for key in {*of_record.own, *(key for key in of_record.parts if key in own)}:
            by_key[key].append(number)
    component = [-1] * len(records)
    for start in range(len(records)):
        left = [start]
        while left:
            number = left.pop()
            if component[number] < 0:
                component[number] = start
                mine = {*keys[number].own, *(key for key in keys[number].parts if key in own)}
                left += [other for key in mine for other in by_key[key]]
    return component


def test_records_that_cannot_meet_are_linked_apart_as_they_are_together(records):
    told = [record for record in records if not BY_NAME[record.source].remembered]
    whole = link(told, SOURCES)
    component = components(told)
    assert len(set(component)) > 3
    first: dict[int, int] = {}
    for number, group in enumerate(whole.group_of.tolist()):
        first.setdefault(group, number)
    doubts = []
    for part in range(3):
        places = [number for number, one in enumerate(component) if one % 3 == part]
        links = link_part([told[number] for number in places], SOURCES).links
        own: dict[int, int] = {}
        for place, group in zip(places, links.group_of.tolist(), strict=True):
            own.setdefault(group, place)
            assert (own[group] if group >= 0 else None) == (
                first[whole.group_of[place]] if whole.group_of[place] >= 0 else None
            )
        assert links.evidence == [whole.evidence[place] for place in places]
        doubts += [(places[one.record], places[one.other], one.linked, one.reason) for one in links.doubtful]
    assert sorted(doubts) == [(one.record, one.other, one.linked, one.reason) for one in whole.doubtful]


def test_a_file_that_cannot_be_read_costs_itself_and_is_named(tmp_path):
    good = tmp_path / "ratings" / "1.csv"
    good.parent.mkdir()
    good.write_text("userId,rating,timestamp,movieId\n7,4.5,100,as1\n")
    bad = good.with_name("2.csv")
    bad.write_bytes(b"userId,rating,timestamp,movieId\n\0\0\0")
    data, reading, unread = read_apart(BY_NAME["platform-ratings"], [good, bad], lambda: Reading.of(tmp_path))
    assert [frame["user_id"].tolist() for frame in data.ratings] == [["platforms-7"]]
    assert reading.rejections.read(good) == 1
    assert list(unread) == [bad]
    assert str(bad) in unread[bad]
    assert "binary data" in unread[bad]


def test_of_several_ratings_of_a_work_the_latest_counts_and_of_equal_times_the_later_row(spark):
    from recsys.spark.ratings import numbered_rows, rated_rows

    rows = [
        ("rating", "platform-ratings", 0, 1, None, "b-2", "t1", 2.0, 50),
        ("rating", "platform-ratings", 0, 2, None, "a-1", "t1", 3.0, 50),
        ("rating", "platform-ratings", 0, 3, None, "a-1", "t2", 1.0, 50),
        ("rating", "platform-ratings", 1, 4, None, "a-1", "t1", 4.0, 50),
        ("rating", "platform-ratings", 1, 5, None, "a-1", "t1", 5.0, 49),
        ("rating", "platform-ratings", 1, 6, None, "a-1", "unknown", 5.0, 49),
        ("watched", "watched", 0, 7, None, "w-1", "t2", None, None),
        ("watched", "watched", 0, 8, None, "w-1", "t2", None, None),
    ]
    columns = "kind string, source string, part int, at bigint, packed string, user_id string, record_id string, "
    frame = spark.createDataFrame(rows, columns + "rating float, timestamp bigint")
    numbers = {("tmdb", "t1"): 8, ("tmdb", "t2"): 3, ("watched", "t2"): 3}
    rated = numbered_rows(*rated_rows(frame, numbers, {"tmdb", "watched"}))
    found = {(row.user, row.user_id, row.work, row.rating, row.timestamp) for row in rated.ratings.collect()}
    assert found == {(0, "a-1", 8, 4.0, 50), (0, "a-1", 3, 1.0, 50), (1, "b-2", 8, 2.0, 50)}
    assert {(row.user, row.user_id) for row in rated.users.collect()} == {(0, "a-1"), (1, "b-2")}
    assert [(row.user, row.work) for row in rated.watched.collect()] == [(0, 3)]
