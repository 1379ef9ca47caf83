"""Ratings of platform titles: `ratings/*.csv` with `userId,rating,timestamp,movieId`."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from recsys.data.rating_rows import read_rating_rows
from recsys.data.raw import Rejections
from recsys.schema import RATINGS, empty

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
    users, titles = (rows[column].cat.remove_unused_categories() for column in ("user", "item"))
    return pd.DataFrame(
        {
            "user_id": users.cat.rename_categories([f"{source_of(path)}-{user}" for user in users.cat.categories]),
            "title_id": titles,
            "rating": rows["rating"],
            "timestamp": rows["timestamp"],
        }
    )


def latest_only(ratings: pd.DataFrame, titles: pd.DataFrame) -> pd.DataFrame:
    """One rating per user and work, the latest (the later row where the times are equal), in the rows' order."""
    work_of = titles.set_index("title_id")["work_id"]
    by_title = ratings["title_id"].cat
    works = pd.factorize(work_of[by_title.categories])[0][by_title.codes] if len(ratings) else np.array([], dtype=int)
    pairs = pd.Series(ratings["user_id"].cat.codes.to_numpy("int64") * len(titles) + works, index=ratings.index)
    newest_last = pairs.iloc[np.argsort(ratings["timestamp"].to_numpy(), kind="stable")]
    kept = newest_last[~newest_last.duplicated(keep="last")].index
    return ratings.loc[kept.sort_values()].reset_index(drop=True)


def concat_ratings(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The frames one under another; ids stay categories, so that millions of rows stay small."""
    frames = [frame for frame in frames if len(frame)]  # ids of no rows have no type, and would not join
    if not frames:
        return empty(RATINGS)
    joined = {
        "user_id": union_categoricals([frame["user_id"] for frame in frames]),
        "title_id": union_categoricals([frame["title_id"] for frame in frames]),
        "rating": np.concatenate([frame["rating"].to_numpy() for frame in frames]),
        "timestamp": np.concatenate([frame["timestamp"].to_numpy() for frame in frames]),
    }
    return pd.DataFrame(joined)
