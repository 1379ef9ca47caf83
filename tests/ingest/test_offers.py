import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recsys.errors import DataError
from recsys.ingest.load import read_data
from recsys.ingest.offers import Offer, Snapshot, offered
from recsys.ingest.records import Listing


def listing(service, where, snapshot, title_id="t1", added=None):
    return Listing(service, where, snapshot, title_id, "A Title", 2020, date_added=added)


def found(*listings):
    return offered(listings).offers


def test_what_a_later_snapshot_lacks_has_gone_and_what_an_earlier_one_lacked_came_with_it():
    rows = found(
        (0, listing("max", ("US",), "2022-05", "tm1")),
        (1, listing("max", ("US",), "2022-05", "tm2")),
        (1, listing("max", ("US",), "2023-04", "tm2")),
        (2, listing("max", ("US",), "2023-04", "tm3")),
    )
    assert rows == [
        Offer(0, "max", "US", "tm1", None, "2022-05", "2023-04"),
        Offer(1, "max", "US", "tm2", None, "2023-04", None),
        Offer(2, "max", "US", "tm3", "2023-04", "2023-04", None),
    ]


def test_countries_are_told_apart():
    """A snapshot of Mexico says nothing of the United States."""
    rows = found(
        (0, listing("max", ("US",), "2022-05", "tm1")),
        (0, listing("max", ("BR", "MX"), "2025-01", "tt1")),
        (1, listing("max", ("MX",), "2024-01", "tt2")),
    )
    assert [(offer.country, offer.work, offer.added, offer.until) for offer in rows] == [
        ("BR", 0, None, None),
        ("MX", 0, "2025-01", None),
        ("MX", 1, None, "2025-01"),
        ("US", 0, None, None),
    ]


def test_a_work_that_came_back_counts_from_its_return():
    other = [(9, listing("max", ("US",), snapshot, "x")) for snapshot in ("2021", "2022", "2023", "2024")]
    back = [
        (0, listing("max", ("US",), snapshot, "tm1", added))
        for snapshot, added in (("2021", "2015-02-03"), ("2023", None), ("2024", None))
    ]
    (offer,) = [offer for offer in found(*other, *back) if offer.work == 0]
    assert offer == Offer(0, "max", "US", "tm1", "2023", "2024", None)


def test_the_sources_own_date_counts_as_long_as_it_never_left():
    rows = found(
        (0, listing("netflix", ("US",), "2021-09", "ns1", "2016-04-01")),
        (0, listing("netflix", ("US",), "2022-05", "tm1")),
    )
    assert rows == [Offer(0, "netflix", "US", "tm1", "2016-04-01", "2022-05", None)]


def test_a_date_that_is_its_snapshot_s_own_is_the_latest_that_it_can_be():
    """What the first whole listing of one's own shows is dated by it, unless an older file shows the work already."""
    runs = ("2026-10-01", "2026-11-01", "2026-12-01")

    def shown(work, *days):
        return [(work, listing("max", ("MX",), day, f"t{work}", day if day == runs[0] else None)) for day in days]

    older = (2, listing("max", ("MX",), "2025-01", "tm2"))
    rows = found(
        *shown(0, *runs), *shown(1, *runs[1:]), *shown(2, *runs), older, *shown(3, runs[0]), *shown(4, *runs[::2])
    )
    assert [(offer.work, offer.added, offer.until) for offer in sorted(rows)] == [
        (0, "2026-10-01", None),
        (1, "2026-11-01", None),
        (2, None, None),
        (3, "2026-10-01", "2026-11-01"),
        (4, "2026-12-01", None),  # from its return
    ]


def test_two_titles_of_one_work_in_one_snapshot_are_two_offers():
    rows = found((0, listing("amazon", ("US",), "2021", "as1")), (0, listing("amazon", ("US",), "2021", "as2")))
    assert [offer.title_id for offer in rows] == ["as1", "as2"]


def test_an_unknown_country_is_a_place_of_its_own():
    rows = found(
        (0, listing("netflix", (None,), "2020-11", "a")),
        (0, listing("netflix", ("US",), "2021-09", "ns1")),
        (1, listing("netflix", (None,), "2025-04", "tt1")),
    )
    assert [(offer.country, offer.work, offer.until) for offer in rows] == [
        (None, 0, "2025-04"),
        (None, 1, None),
        ("US", 0, None),
    ]


def test_a_list_of_some_titles_is_no_catalogue():
    """Twenty works in 2023; a file of 2025 happens to say of one that it is there, and of a new one."""
    catalogue = [(work, listing("max", ("US",), "2023-04", f"tm{work}")) for work in range(20)]
    rows = found(*catalogue, (3, listing("max", ("US",), "2025-01", "tt3")), (99, listing("max", ("US",), "2022", "x")))
    by_work = {offer.work: offer for offer in rows}
    assert {offer.until for offer in rows if offer.work < 20} == {None}
    assert by_work[3] == Offer(3, "max", "US", "tt3", "2023-04", "2025-01", None)
    # Of 2022 too little is known to say what came later, but a whole catalogue later lacks it.
    assert by_work[99].until == "2023-04"
    enough = [(work, listing("max", ("US",), "2025-01", f"tt{work}")) for work in range(2)]
    gone = {offer.work for offer in found(*catalogue, *enough) if offer.until}
    assert gone == set(range(2, 20))


def test_a_date_of_the_source_counts_if_it_is_of_this_stay():
    """Both works are new in 2021-09; what the file says of the one is after the snapshot that lacks it."""
    before = (9, listing("max", ("US",), "2020-11", "x"))
    rows = found(
        before,
        (0, listing("max", ("US",), "2021-09", "a", "2021-06-01")),
        (0, listing("max", ("US",), "2022-05", "tm0")),
        (1, listing("max", ("US",), "2021-09", "b", "2016-06-01")),
        (1, listing("max", ("US",), "2022-05", "tm1")),
    )
    assert {offer.work: offer.added for offer in rows if offer.work < 2} == {0: "2021-06-01", 1: "2021-09"}


def test_snapshots_are_counted_by_their_works_and_the_short_ones_told():
    catalogue = [(work, listing("max", ("US", "MX"), "2023-04", f"tm{work}")) for work in range(20)]
    again = (3, listing("max", ("US",), "2023-04", "tm3b"))
    some = (3, listing("max", ("US",), "2025", "tt3"))
    assert offered([*catalogue, again, some]).snapshots == [
        Snapshot("max", "MX", "2023-04", 20, True),
        Snapshot("max", "US", "2023-04", 20, True),
        Snapshot("max", "US", "2025", 1, False),
    ]


def test_a_work_under_another_title_id_has_not_left():
    rows = found(
        (0, listing("max", ("US",), "2022-05", "tm1")),
        (0, listing("max", ("US",), "2023-04", "tm2")),
    )
    assert rows == [Offer(0, "max", "US", "tm2", None, "2023-04", None)]


def test_the_source_s_date_of_an_earlier_stay_is_not_that_of_a_return():
    rows = found(
        (9, listing("max", ("US",), "2020-11", "x")),
        (0, listing("max", ("US",), "2021-09", "a", "2016-06-01")),
    )
    assert {offer.work: offer.added for offer in rows} == {9: None, 0: "2021-09"}


@pytest.mark.parametrize("date", ["2023-13", "23", "2023-2-1", ""])
def test_a_snapshot_must_have_a_date(date):
    with pytest.raises(DataError, match=rf"A snapshot of max must be dated YYYY, .*, got «{date}»\. Rename its files"):
        found((0, listing("max", ("US",), date)))


DATES = st.sampled_from(["2021", "2022-03", "2022-03-09", "2022-03-16", "2023", "2023-04", "2023-04-02"])
LISTED = st.tuples(st.integers(0, 5), st.sampled_from(["max", "hulu"]), st.sampled_from(["US", "MX", None]), DATES)


@given(st.lists(st.tuples(LISTED, st.sampled_from(["a", "b"]), st.sampled_from([None, "2022-03-12"]))))
def test_current_offers_and_departures_are_all_that_was_ever_listed(rows):
    made = offered([(one[0], listing(one[1], (one[2],), one[3], f"{title}{one[0]}", day)) for one, title, day in rows])
    current, gone = (
        {(offer.work, offer.service, offer.country) for offer in made.offers if (offer.until is None) == is_current}
        for is_current in (True, False)
    )
    assert current | gone == {one[:3] for one, _, _ in rows}
    assert not current & gone
    dates = {(snapshot.service, snapshot.country, snapshot.date): snapshot for snapshot in made.snapshots}
    for offer in made.offers:
        place = offer.service, offer.country
        assert (*place, offer.snapshot) in dates
        seen = {one[3] for one, _, _ in rows if one[:3] == (offer.work, *place)}
        later = [date for date in dates if date[:2] == place and date[2] > max(seen) and dates[date].whole]
        assert offer.until == min((date[2] for date in later), default=None)


@pytest.mark.real_data
def test_a_year_of_netflix_by_its_files(real_data, tmp_path):
    """By the ids of JustWatch alone 1,411 came and 1,051 left; of some works it changed the id."""
    for date in ("2022-05", "2023-04"):
        folder = tmp_path / "justwatch" / f"netflix_us_{date}"
        folder.parent.mkdir(exist_ok=True)
        folder.symlink_to(real_data / "justwatch" / folder.name, target_is_directory=True)
    read = read_data(tmp_path)
    work_of = read.titles.to_pandas().set_index("title_id")["work_id"]
    ids = [
        set(pd.read_csv(tmp_path / "justwatch" / f"netflix_us_{date}" / "titles.csv")["id"]) & set(work_of.index)
        for date in ("2022-05", "2023-04")
    ]
    assert (len(ids[1] - ids[0]), len(ids[0] - ids[1])) == (1411, 1051)
    then, now = (set(work_of.loc[list(some)]) for some in ids)
    offers = read.offers.to_pandas()
    came = offers[offers["until"].isna() & offers["added"].notna()]
    left = offers[offers["until"].notna()]
    assert set(came["work_id"]) == now - then
    assert set(left["work_id"]) == then - now
    assert (len(now - then), len(then - now)) == (1388, 1031)
    assert {*came["added"], *left["until"]} == {"2023-04"}
    works = [snapshot["works"] for snapshot in read.snapshots.to_pylist()]
    assert works == [len(then), len(now)]
