"""The whole sample as spreadsheets save it: every table must be the same."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from recsys.ingest.fields import parse_date
from recsys.ingest.load import read_data
from recsys.ingest.sample import FOLDER
from recsys.ingest.tables import Tables

FILES = sorted(
    path.relative_to(FOLDER) for part in ("platforms", "ratings", "tmdb") for path in FOLDER.glob(f"{part}/*")
)
DATES = ("date_added", "release_date")
IDS = ("show_id", "id", "userId", "movieId", "release_year")
NUMBERS = ("rating", "vote_average", "popularity", "runtime", "vote_count", "budget", "revenue")


class Saved(NamedTuple):
    """How a spreadsheet saves a table."""

    separator: str
    encoding: str
    first_line: str
    decimal: str
    date: Callable[[str], str]
    order: str  # of day and month, as the account has to say it


WAYS = [
    Saved(";", "utf-8-sig", "", ",", lambda day: f"{day[8:]}/{day[5:7]}/{day[:4]}", "day first"),
    Saved(";", "utf-16", "sep=;\r\n", ",", lambda day: f"{day[8:]}-{day[5:7]}-{day[:4]} 00:00", "day first"),
    Saved("\t", "utf-16", "", ".", lambda day: f"{int(day[5:7])}/{int(day[8:])}/{day[:4]}", "month first"),
    Saved(",", "utf-8", "", ",", lambda day: f"{day} 00:00:00", ""),
]


def save(source: Path, target: Path, way: Saved) -> None:
    with source.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    text = io.StringIO(way.first_line, newline="")
    text.seek(0, io.SEEK_END)
    writer = csv.DictWriter(text, rows[0], delimiter=way.separator)
    writer.writeheader()
    for row in rows:
        for column in row:
            day = parse_date(row[column]) if column in DATES else None
            if day is not None:
                row[column] = way.date(day)
            elif column in IDS:
                row[column] = f"{row[column]}.0" if row[column].isdigit() else f" {row[column].upper()} "
            elif column in NUMBERS and row[column].replace(".", "", 1).isdigit():
                row[column] = row[column].replace(".", way.decimal)
        writer.writerow(row)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text.getvalue().encode(way.encoding))


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> Tables:
    root = tmp_path_factory.mktemp("plain")
    for name in FILES:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_bytes((FOLDER / name).read_bytes())
    return read_data(root)


@pytest.mark.parametrize("way", WAYS, ids=["semicolons", "sep line in UTF-16", "tabs in UTF-16", "decimal commas"])
def test_every_table_is_the_same(tmp_path, plain, way):
    for name in FILES:
        save(FOLDER / name, tmp_path / name, way)
    read = read_data(tmp_path)
    for table in ("works", "names", "credits", "titles", "offers", "ratings", "rejected"):
        assert getattr(read, table).equals(getattr(plain, table)), table
    assert read.rejected.num_rows == 0
    notes = {Path(file["file"]).name: " ".join(file["notes"]) for file in read.account.files}
    dated = [name for name in notes if name.endswith("titles.csv") or name == "movies_dataset.csv"]
    assert len(dated) == 5
    assert all((f"are read {way.order}" in notes[name]) if way.order else notes[name] == "" for name in dated)
