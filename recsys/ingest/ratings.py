"""Ratings of all sources as one table by work, and the mean scores of titles and works."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import union_categoricals

from recsys.domain.schema import RATINGS, by_name, empty
from recsys.ingest.records import SourceData

_SCORES = {"score": "float64", "score_count": "Int64", "score_source": "str"}


@dataclass(frozen=True)
class RatingTables:
    """The ratings, in the columns of `schema.RATINGS`, and what they and files of scores say of titles and works.

    `title_scores` are indexed by title id, `rated_works` by the work's number; both have `score`, `score_count` and
    `score_source`. `linked` counts for each source its ratings and those that found a work; `superseded` are ratings
    left out because the same user rated the same work again later.
    """

    ratings: pd.DataFrame
    title_scores: pd.DataFrame
    rated_works: pd.DataFrame
    linked: dict[str, dict[str, int]]
    superseded: int

    def work_scores(self, titles: pd.DataFrame, n_works: int) -> dict[str, pd.Series]:
        """The columns of scores of every work: of its first title that has one, else of its own ratings."""
        scored = titles.dropna(subset="score").drop_duplicates("work").set_index("work")
        merged = first_known([scored[list(_SCORES)], self.rated_works]).reindex(range(n_works))
        return {name: merged[name] for name in _SCORES}


def rating_tables(
    data: Mapping[str, SourceData], number_of: Mapping[tuple[str, str], int], ids: Sequence[str]
) -> RatingTables:
    """Put the ratings of all sources, given by their names, together.

    `number_of` has the work of each (source, record_id). Ratings of a source without records are of titles: of any
    source's record of that id.
    """
    of_title = {record_id: number for (_, record_id), number in number_of.items()}
    frames: list[pd.DataFrame] = []
    title_scores: list[pd.DataFrame] = []
    work_ratings: list[pd.DataFrame] = []
    linked: dict[str, dict[str, int]] = {}
    for name, source in data.items():
        found = 0
        for frame in source.ratings:
            rated = frame["record_id"].cat
            numbers = np.array(
                [
                    number_of.get((name, record_id), -1) if source.records else of_title.get(record_id, -1)
                    for record_id in rated.categories
                ],
                dtype=np.int64,
            )[rated.codes]
            kept = frame.assign(work=numbers)[numbers >= 0]
            found += len(kept)
            frames.append(kept)
            if source.records:
                work_ratings.append(kept.assign(label=name))
            elif len(kept):
                title_scores += _means_by_title(kept)
        if source.ratings:
            linked[name] = {"ratings": sum(map(len, source.ratings)), "linked_ratings": found}
    by_work = [_means(part, "work", str(label)) for label, part in _joined(work_ratings, "label")]
    ratings, superseded = _latest(frames, ids)
    scores = [*title_scores, *(frame for source in data.values() for frame in source.scores)]
    return RatingTables(ratings, first_known(scores), first_known(by_work), linked, superseded)


def _joined(frames: Sequence[pd.DataFrame], by: str) -> list[tuple[Any, pd.DataFrame]]:
    if not frames:
        return []
    whole = pd.concat([frame[["work", "rating", by]] for frame in frames], ignore_index=True)
    return list(whole.groupby(by))


def _means_by_title(frame: pd.DataFrame) -> list[pd.DataFrame]:
    """The mean scores of a frame's titles, one for each source that its users come from."""
    labels = frame["user_id"].cat.categories.str.partition("-").get_level_values(0)
    of_row = labels.to_numpy()[frame["user_id"].cat.codes]
    return [_means(frame[of_row == label], "record_id", str(label)) for label in sorted(set(of_row))]


def _means(frame: pd.DataFrame, by: str, label: str) -> pd.DataFrame:
    # Means of 32-bit ratings would be rounded to 32 bits.
    grouped = frame["rating"].astype("float64").groupby(frame[by], observed=True)
    means = pd.DataFrame({"score": grouped.mean(), "score_count": grouped.count()})
    if by == "record_id":
        means.index = means.index.astype("str")
    return means.assign(score_source=label)


def first_known(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """The frames' rows, of each index the first frame's that has it."""
    merged = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _SCORES.items()})
    for frame in frames:
        if len(frame):
            new = frame.loc[~frame.index.isin(merged.index)].astype(_SCORES)
            merged = pd.concat([merged, new]) if len(merged) else new
    return merged


def _latest(frames: Sequence[pd.DataFrame], ids: Sequence[str]) -> tuple[pd.DataFrame, int]:
    """One rating per user and work, the latest (the later row where the times are equal), and how many are left out."""
    frames = [frame for frame in frames if len(frame)]
    if not frames:
        return empty(RATINGS), 0
    users = (
        union_categoricals([frame["user_id"] for frame in frames]) if len(frames) > 1 else frames[0]["user_id"].array
    )
    works = np.concatenate([frame["work"].to_numpy() for frame in frames])
    ratings = np.concatenate([frame["rating"].to_numpy() for frame in frames]).astype(np.float32)
    times = np.concatenate([frame["timestamp"].to_numpy() for frame in frames])
    kept = latest(users.codes.astype(np.int64) * len(ids) + works, times)
    # Only works that somebody rated stand in the dictionary, in the order of their numbers.
    rated, places = np.unique(works[kept], return_inverse=True)
    table = pd.DataFrame(
        {
            "user_id": by_name(users[kept]),
            "work_id": pd.Categorical.from_codes(places.astype(np.int32), pd.Index([ids[number] for number in rated])),
            "rating": ratings[kept],
            "timestamp": times[kept],
        }
    )
    return table, int(len(works) - kept.sum())


def latest(pairs: NDArray[np.int64], times: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of some ratings, given by numbers of (user, work), are the latest of theirs; later rows of equal times."""
    # Few pairs stand twice, so that only their rows need be put in the order of time.
    in_order = np.sort(pairs)
    twice = in_order[1:][in_order[1:] == in_order[:-1]]
    repeated = np.flatnonzero(pd.Series(pairs).isin(twice))
    newest_last = repeated[np.argsort(times[repeated], kind="stable")]
    kept = np.ones(len(pairs), dtype=bool)
    kept[newest_last[pd.Series(pairs[newest_last]).duplicated(keep="last")]] = False
    return kept
