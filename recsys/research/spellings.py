"""Before and after: how many spellings of one thing the raw catalogues have, and how many the tidy listings."""

from pathlib import Path
from typing import Any

import pandas as pd

from recsys.ingest.raw import read_rows
from recsys.ingest.records import Reading, Record
from recsys.ingest.sources import catalogues

# The raw column and the tidy ones that it became; of lists the single values are counted.
_BECAME = {
    "type": ("type",),
    "rating": ("rating",),
    "duration": ("duration_int", "duration_type"),
    "date_added": ("date_added",),
    "listed_in": ("genres",),
    "country": ("countries",),
    "director": ("directors",),
    "cast": ("cast",),
}
_LISTS = ("listed_in", "country", "director", "cast")
_COUNTED = ("column", "became", "distinct_raw", "distinct_tidy", "empty_raw", "empty_tidy")


def count_spellings(folder: Path) -> pd.DataFrame:
    """A row for each raw column of the catalogues below `folder`: distinct values and empty cells, raw and tidy.

    Columns: `column`, `became`, `distinct_raw`, `distinct_tidy`, `empty_raw`, `empty_tidy`. A maturity rating is empty
    where it is only the default. No rows where there are no such catalogues.
    """
    [layout] = catalogues.LAYOUTS
    paths = sorted((folder / "platforms").glob("*"))
    files = [path for path in paths if layout.match(path.relative_to(folder).as_posix())]
    if not files:
        return pd.DataFrame(columns=list(_COUNTED))
    raw = _raw_rows(folder, files)
    titles = pd.DataFrame([_tidy_row(record) for record in catalogues.read(files, Reading.of(folder)).records])
    rows = []
    for column, became in _BECAME.items():
        cells = raw[column]
        values = cells.map(_parts).explode() if column in _LISTS else cells
        tidy, empty = _tidy(titles, column, became)
        distinct = values[values.fillna("") != ""].nunique()
        rows.append((column, ", ".join(became), distinct, len(tidy), int((cells == "").sum()), empty))
    return pd.DataFrame(rows, columns=list(_COUNTED))


def _raw_rows(folder: Path, files: list[Path]) -> pd.DataFrame:
    rejections = Reading.of(folder).rejections
    return pd.DataFrame([row for path in files for _, row in read_rows(path, catalogues.COLUMNS, rejections)])


def _parts(cell: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in cell.split(",")))


def _tidy_row(record: Record) -> dict[str, Any]:
    [listing] = record.listings
    return {
        "type": record.type,
        "rating": listing.rating,
        "rating_given": listing.rating_given,
        "duration_int": listing.duration_int,
        "duration_type": listing.duration_type,
        "date_added": listing.date_added,
        "genres": listing.genres,
        "countries": listing.countries,
        "directors": [person.name.lower() for person in record.people if person.role == "director"],
        "cast": [person.name.lower() for person in record.people if person.role == "actor"],
    }


def _tidy(titles: pd.DataFrame, column: str, became: tuple[str, ...]) -> tuple[pd.DataFrame, int]:
    """The distinct tidy values, and how many titles have none."""
    cells = titles[list(became)]
    if column in _LISTS:
        return cells.explode(became[0]).dropna().drop_duplicates(), int((cells[became[0]].map(len) == 0).sum())
    if column == "rating":
        given = titles["rating_given"]
        return cells[given].drop_duplicates(), int((~given).sum())
    return cells.dropna().drop_duplicates(), int(cells.isna().any(axis=1).sum())
