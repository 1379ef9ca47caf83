"""The mean user rating of every title, from the best source that has one."""

from pathlib import Path

import pandas as pd

from recsys.domain.schema import RATING_MAX, RATING_MIN
from recsys.ingest.raw import Rejections, read_rows


def scores_from_ratings(ratings: pd.DataFrame, source: str) -> pd.DataFrame:
    """Mean and number of the ratings of each `title_id` (the index): `score`, `score_count`, `score_source`."""
    # Means of 32-bit ratings would be rounded to 32 bits.
    grouped = ratings["rating"].astype("float64").groupby(ratings["title_id"], observed=True)
    frame = pd.DataFrame({"score": grouped.mean(), "score_count": grouped.count()})
    frame.index = frame.index.astype("str")
    return frame.assign(score_source=source)


def read_scores(path: Path, title_ids: pd.Index, rejections: Rejections) -> pd.DataFrame:
    """`movieId,rating`: the mean rating of each title where the ratings themselves are not at hand."""
    scores: dict[str, float] = {}
    known = set(title_ids)
    for line, row in read_rows(path, ("movieid", "rating"), rejections):
        try:
            score = float(row["rating"])
        except ValueError:
            score = float("nan")
        if not RATING_MIN <= score <= RATING_MAX:
            rejections.add_row(path, line, f"rating must be a number from {RATING_MIN} to {RATING_MAX}", row["rating"])
        elif row["movieid"] not in known:
            rejections.add_row(path, line, "movieId is no title_id of the catalogues", row["movieid"])
        elif row["movieid"] in scores:
            rejections.add_row(path, line, "movieId has a score already", row["movieid"])
        else:
            scores[row["movieid"]] = score
    frame = pd.DataFrame({"score": pd.Series(scores, dtype="float64")})
    return frame.assign(score_count=pd.Series(pd.NA, index=frame.index, dtype="Int64"), score_source=path.stem)


def add_scores(titles: pd.DataFrame, sources: list[pd.DataFrame]) -> pd.DataFrame:
    """The titles with `score`, `score_count` and `score_source`, each title's from the first source that has it."""
    merged = pd.DataFrame(
        {
            "score": pd.Series(dtype="float64"),
            "score_count": pd.Series(dtype="Int64"),
            "score_source": pd.Series(dtype="str"),
        }
    )
    for source in sources:
        new = source.loc[~source.index.isin(merged.index)].astype(merged.dtypes.to_dict())
        merged = pd.concat([merged, new])
    return titles.join(merged, on="title_id")
