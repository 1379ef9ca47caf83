"""How much series are looked at on TVmaze, with their genres as columns of 0 and 1."""

import re
from collections.abc import Mapping
from pathlib import Path

from recsys.domain.genres import canonical_genres
from recsys.ingest.fields import parse_number
from recsys.ingest.raw import read_rows
from recsys.ingest.records import Reading, Record, SourceData
from recsys.ingest.sources.layout import Layout

NAME = "tvmaze"
LAYOUTS = (
    Layout(re.compile(r"series/[^/]+\.csv"), ("id", "name", "weight", "show_rating"), "series/tvmaze_weights.csv"),
)
_GENRE = "genre_"
_LARGEST_WEIGHT = 100


def read(files: list[Path], reading: Reading) -> SourceData:
    """One record a series, without a year. Its rating is left out, since the file does not say how many gave it.

    A row without number or name is rejected, and one whose number was there before; a weight beyond 0 to 100 is left
    out and said.
    """
    records: dict[str, Record] = {}
    for path in sorted(files):
        rows = read_rows(path, LAYOUTS[0].columns, reading.rejections)
        for line, row in rows:
            if not row["id"].isdigit() or not row["name"]:
                reading.rejections.add_row(
                    path, line, "a series must have a number and a name", row["id"] or row["name"]
                )
            elif row["id"] in records:
                reading.rejections.add_row(path, line, "id stands on an earlier line", row["id"])
            else:
                record = records[row["id"]] = Record(NAME, f"{NAME}-{row['id']}", row["name"], "tv show", None)
                genres = canonical_genres(_genres(row))
                if genres:
                    record.facts["genres"] = genres
                weight = parse_number(row["weight"], rows.decimal_comma)
                if weight is not None and 0 <= weight <= _LARGEST_WEIGHT:
                    record.facts["weight"] = weight
                elif row["weight"]:
                    reading.rejections.add_value(path, line, "weight must be a number from 0 to 100", row["weight"])
    return SourceData(list(records.values()))


def _genres(row: Mapping[str, str]) -> list[str]:
    return [name.removeprefix(_GENRE) for name, cell in row.items() if cell == "1" and name.startswith(_GENRE)]
