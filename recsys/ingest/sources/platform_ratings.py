"""Ratings of platform titles: `ratings/*.csv` with `userId,rating,timestamp,movieId`."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from recsys.domain.schema import RATINGS, empty
from recsys.ingest.rating_rows import read_rating_rows
from recsys.ingest.raw import Rejections

SIMULATED = "simulated"


def source_of(path: Path) -> str:
    """The source that a ratings file's users and scores carry: `simulated` where its name says so."""
    return SIMULATED if path.name.startswith(SIMULATED) else "platforms"


def read_ratings(path: Path, title_ids: pd.Index, rejections: Rejections) -> pd.DataFrame:
    """One file as rows of the ratings table; `user_id` is the source, a dash and the file's own number.

    A row that lacks a value, whose rating is not a half from 0.5 to 5, or whose title is not in `title_ids`
    is rejected. Raises DataError when the file cannot be read as a whole.
    """
    rows = read_rating_rows(path, rejections)
    unknown = ~rows["item"].isin(title_ids)
    reason = "movieId is no title_id of the catalogues"
    rejections.add_rows(path, rows.loc[unknown, "line"], reason, rows.loc[unknown, "item"].astype("str"))
    rows = rows[~unknown].reset_index(drop=True)
    # What only rejected rows named must not linger among the categories.
    users, titles = (_used_only(rows[column]) for column in ("user", "item"))
    source = source_of(path)
    return pd.DataFrame(
        {
            "user_id": users.cat.rename_categories([f"{source}-{user}" for user in users.cat.categories]),
            "title_id": titles,
            "rating": rows["rating"],
            "timestamp": rows["timestamp"],
        },
        copy=False,
    )


def _used_only(ids: pd.Series) -> pd.Series:
    """The ids without the categories that no row has; pandas' own way sorts the rows even where there are none."""
    counts = np.bincount(ids.cat.codes, minlength=len(ids.cat.categories))
    return ids if counts.all() else ids.cat.remove_unused_categories()


def latest_only(ratings: pd.DataFrame, titles: pd.DataFrame) -> pd.DataFrame:
    """One rating per user and work, the latest (the later row where the times are equal), in the rows' order."""
    if ratings.empty:
        return ratings
    work_of = titles.set_index("title_id")["work_id"]
    by_title = ratings["title_id"].cat
    works = pd.factorize(work_of[by_title.categories])[0]
    pairs = ratings["user_id"].cat.codes.to_numpy().astype(np.int64)
    pairs *= len(titles)
    pairs += works[by_title.codes]
    # Few pairs stand twice, so that only their rows need be put in the order of time.
    in_order = np.sort(pairs)
    twice = in_order[1:][in_order[1:] == in_order[:-1]]
    del in_order
    repeated = np.flatnonzero(pd.Series(pairs).isin(twice))
    if not len(repeated):
        return ratings
    newest_last = repeated[np.argsort(ratings["timestamp"].to_numpy()[repeated], kind="stable")]
    kept = np.ones(len(ratings), dtype=bool)
    kept[newest_last[pd.Series(pairs[newest_last]).duplicated(keep="last")]] = False
    return ratings[kept].reset_index(drop=True)


def concat_ratings(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The frames one under another; ids stay categories, so that millions of rows stay small."""
    frames = [frame for frame in frames if len(frame)]  # ids of no rows have no type, and would not join
    if len(frames) < 2:
        return frames[0] if frames else empty(RATINGS)
    joined = {
        "user_id": union_categoricals([frame["user_id"] for frame in frames]),
        "title_id": union_categoricals([frame["title_id"] for frame in frames]),
        "rating": np.concatenate([frame["rating"].to_numpy() for frame in frames]),
        "timestamp": np.concatenate([frame["timestamp"].to_numpy() for frame in frames]),
    }
    return pd.DataFrame(joined, copy=False)
