"""Before and after: how many spellings of one thing the raw catalogues have, and how many the tidy table."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from recsys.ingest.fields import split_list
from recsys.ingest.raw import Rejections, read_rows
from recsys.ingest.sources.catalogues import COLUMNS, catalogue_files

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


def count_spellings(folder: Path, titles: pd.DataFrame) -> pd.DataFrame:
    """A row for each raw column of the catalogues below `folder`: distinct values and empty cells, raw and tidy.

    Columns: `column`, `became`, `distinct_raw`, `distinct_tidy`, `empty_raw`, `empty_tidy`. `titles` are the tidy rows
    of the same files; a maturity rating is empty where it is only the default.
    """
    raw = _raw_rows(folder)
    rows = []
    for column, became in _BECAME.items():
        cells = raw[column]
        values = cells.map(split_list).explode() if column in _LISTS else cells
        tidy, empty = _tidy(titles, column, became)
        rows.append(
            {
                "column": column,
                "became": ", ".join(became),
                "distinct_raw": values[values.fillna("") != ""].nunique(),
                "distinct_tidy": len(tidy),
                "empty_raw": int((cells == "").sum()),
                "empty_tidy": empty,
            }
        )
    return pd.DataFrame(rows)


def _raw_rows(folder: Path) -> pd.DataFrame:
    rows: list[Mapping[str, str]] = []
    for path in catalogue_files(folder / "platforms").values():
        rows += [row for _, row in read_rows(path, COLUMNS, Rejections(folder))]
    return pd.DataFrame(rows)


def _tidy(titles: pd.DataFrame, column: str, became: tuple[str, ...]) -> tuple[pd.DataFrame, int]:
    """The distinct tidy values, and how many titles have none."""
    cells = titles[list(became)]
    if column in _LISTS:
        return cells.explode(became[0]).dropna().drop_duplicates(), int((cells[became[0]].map(len) == 0).sum())
    if column == "rating":
        given = titles["rating_given"]
        return cells[given].drop_duplicates(), int((~given).sum())
    return cells.dropna().drop_duplicates(), int(cells.isna().any(axis=1).sum())
