"""What people have rated stays as long as anything is known of it; what is lost with a source is named."""

import pytest

from recsys.ingest.load import read_data
from tests.fixtures.raw_files import write_files
from tests.fixtures.raw_folder import small_raw
from tests.fixtures.tmdb_snapshots import days_ago, fetched, film, listed, snapshot

LAKE, TIDE = film(7, "The Lake", "1999-01-01"), film(8, "Solar Tide", "2021-05-01")
RATINGS = "userId,rating,timestamp,movieId\n1,4.0,10,tmdb-movie-7\n1,3.0,10,tmdb-movie-8\n"
SHOWS = [listed("movie", number, "MX", 8) for number in (7, 8)]
LAKE_ID, TIDE_ID = "lake-1999-movie", "solar-tide-2021-movie"


def run(root, days, *, details=(LAKE, TIDE), shows=SHOWS, gone=()):
    """A snapshot of so many days ago."""
    day = days_ago(days)
    lines = [fetched("movie", one, f"{day}T10:00:00Z") for one in details]
    lines += [{"type": "movie", "id": number, "fetched": f"{day}T10:00:00Z", "gone": True} for number in gone]
    snapshot(root, day, titles=lines, shows=shows)


def rated(root):
    """The works that have a rating, and the ids of titles of which the ratings were rejected."""
    write_files(root, {"ratings/1.csv": RATINGS})
    read = read_data(root)
    rejected = [row["value"] for row in read.rejected.to_pylist() if row["file"] == "ratings/1.csv"]
    return {row["work_id"] for row in read.ratings.to_pylist()}, rejected


def test_a_work_that_no_service_lists_any_more(tmp_path):
    run(tmp_path, 10)
    run(tmp_path, 1, details=(), shows=SHOWS[1:])
    assert rated(tmp_path) == ({LAKE_ID, TIDE_ID}, [])


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_work_that_only_a_snapshot_listed_that_is_too_old_or_there_no_more(tmp_path, is_kept):
    """Its details were fetched anew since: it is a film on no service, and its id says so."""
    if is_kept:
        run(tmp_path, 200)
    run(tmp_path, 1, shows=SHOWS[1:])
    assert rated(tmp_path) == ({"tmdb-7", TIDE_ID}, [])


def test_a_work_that_tmdb_has_no_longer_or_lets_nobody_keep_is_rejected_by_name(tmp_path):
    """Its terms leave nothing of it to show. The rating stays in its file, and counts again with the work."""
    run(tmp_path / "gone", 10)
    run(tmp_path / "gone", 1, details=(), shows=SHOWS[1:], gone=[7])
    run(tmp_path / "old", 200)
    run(tmp_path / "old", 1, details=(TIDE,), shows=SHOWS[1:])
    for name in ("gone", "old"):
        assert rated(tmp_path / name) == ({TIDE_ID}, ["tmdb-movie-7"])
    run(tmp_path / "old", 0)
    assert rated(tmp_path / "old") == ({LAKE_ID, TIDE_ID}, [])


def test_a_number_of_the_film_catalogue_is_no_title_id(tmp_path):
    """MovieLens numbers its films too: the one would be taken for the other."""
    raw = small_raw(tmp_path / "raw")
    number = read_data(raw).works.column("tmdb_id").drop_null().to_pylist()[0]
    (raw / "ratings" / "2.csv").write_text(f"userId,rating,timestamp,movieId\n1,4.0,10,{number}\n")
    rejected = [row for row in read_data(raw).rejected.to_pylist() if row["file"] == "ratings/2.csv"]
    assert [(row["reason"], row["value"]) for row in rejected] == [
        ("movieId is no title_id of the catalogues", str(number))
    ]


def test_a_film_that_tmdb_has_no_longer_and_another_catalogue_knows(tmp_path):
    """By TMDB's number: what people rated on a service is the film catalogue's film."""
    raw = small_raw(tmp_path / "raw")
    known = read_data(raw).works.to_pylist()
    number, work_id = next((one["tmdb_id"], one["work_id"]) for one in known if one["tmdb_id"])
    (raw / "ratings" / "2.csv").write_text(f"userId,rating,timestamp,movieId\n99,4.0,10,tmdb-movie-{number}\n")
    run(raw, 1, details=(), shows=(), gone=[number])
    ratings = [row for row in read_data(raw).ratings.to_pylist() if row["user_id"] == "platforms-99"]
    assert [(row["work_id"], row["rating"]) for row in ratings] == [(work_id, 4.0)]
