"""Ratings of titles of the services: `ratings/*.csv` with `userId,rating,timestamp,movieId`."""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from recsys.ingest.rating_rows import COLUMNS, read_rating_rows
from recsys.ingest.records import Reading, SourceData
from recsys.ingest.sources.layout import Layout

SIMULATED = "simulated"
LAYOUTS = (Layout(re.compile(r"ratings/[^/]+\.csv", re.IGNORECASE), tuple(COLUMNS), "ratings/1.csv"),)


def read(files: list[Path], reading: Reading) -> SourceData:
    """The ratings of every file; `record_id` is the title's id, `user_id` the source, a dash and the file's number."""
    return SourceData(ratings=[_ratings(path, reading) for path in files])


def source_of(path: Path) -> str:
    """The source that a ratings file's users and scores carry: `simulated` where its name says so."""
    return SIMULATED if path.name.lower().startswith(SIMULATED) else "platforms"


def _ratings(path: Path, reading: Reading) -> pd.DataFrame:
    """One file, in the columns of `SourceData.ratings`.

    A row that lacks a value, whose rating is not of the scale, or whose title is of no catalogue is rejected.
    """
    rows = read_rating_rows(path, reading.rejections, scale=reading.rating_scale)
    if reading.rating_scale is not None:
        low, high = reading.rating_scale
        reading.note(path, f"ratings from {low:g} to {high:g} are read as 0.5 to 5")
    if reading.wanted_title_ids is not None:
        unknown = ~rows["item"].isin(reading.wanted_title_ids)
        reason = "movieId is no title_id of the catalogues"
        reading.rejections.add_rows(path, rows.loc[unknown, "line"], reason, rows.loc[unknown, "item"].astype("str"))
        rows = rows[~unknown].reset_index(drop=True)
    # What only rejected rows named must not linger among the categories.
    users, titles = (_used_only(rows[column]) for column in ("user", "item"))
    source = source_of(path)
    return pd.DataFrame(
        {
            "user_id": users.cat.rename_categories([f"{source}-{user}" for user in users.cat.categories]),
            "record_id": titles,
            "rating": rows["rating"],
            "timestamp": rows["timestamp"],
        },
        copy=False,
    )


def _used_only(ids: pd.Series) -> pd.Series:
    """The ids without the categories that no row has; pandas' own way sorts the rows even where there are none."""
    counts = np.bincount(ids.cat.codes, minlength=len(ids.cat.categories))
    return ids if counts.all() else ids.cat.remove_unused_categories()
