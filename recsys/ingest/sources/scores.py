"""The mean rating of every title, where the ratings themselves are not at hand: `scores/*.csv`."""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from recsys.ingest.fields import clean_id, parse_number
from recsys.ingest.rating_rows import check_scale, on_our_scale, scale_rule
from recsys.ingest.raw import read_rows
from recsys.ingest.records import Reading, SourceData
from recsys.ingest.sources.layout import Layout

COLUMNS = ("movieid", "rating")
LAYOUTS = (Layout(re.compile(r"scores/[^/]+\.csv", re.IGNORECASE), COLUMNS, "scores/title_scores.csv"),)


def read(files: list[Path], reading: Reading) -> SourceData:
    """The scores of every file, by the titles' ids, without their counts."""
    return SourceData(scores=[_scores(path, reading) for path in files])


def _scores(path: Path, reading: Reading) -> pd.DataFrame:
    """One file, in the columns of `SourceData.scores`; a score out of its scale, or of no title, is rejected."""
    rejections, known = reading.rejections, reading.wanted_title_ids
    table = read_rows(path, COLUMNS, rejections)
    rows = list(table)
    numbers = [parse_number(row["rating"], table.decimal_comma) for _, row in rows]
    given = np.array([np.nan if number is None else number for number in numbers], dtype=np.float64)
    ours, outside = on_our_scale(given, reading.rating_scale, halves=False)
    there = ~np.isnan(given)
    check_scale(path, given[there], outside[there], reading.rating_scale)
    scores: dict[str, float] = {}
    for (line, row), score, refused in zip(rows, ours.tolist(), outside.tolist(), strict=True):
        title_id = clean_id(row["movieid"])
        if refused:
            rejections.add_row(path, line, scale_rule(reading.rating_scale, "a number"), row["rating"])
        elif known is not None and title_id not in known:
            rejections.add_row(path, line, "movieId is no title_id of the catalogues", row["movieid"])
        elif title_id in scores:
            rejections.add_row(path, line, "movieId has a score already", row["movieid"])
        else:
            scores[title_id] = score
    frame = pd.DataFrame({"score": pd.Series(scores, dtype="float64")})
    return frame.assign(score_count=pd.Series(pd.NA, index=frame.index, dtype="Int64"), score_source=path.stem)
