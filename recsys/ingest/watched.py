"""What people watched, of all sources, as one table by work."""

from collections.abc import Mapping, Sequence

import pandas as pd

from recsys.domain.schema import WATCHED, empty
from recsys.ingest.records import SourceData


def watched_pairs(
    data: Mapping[str, SourceData], number_of: Mapping[tuple[str, str], int], ids: Sequence[str]
) -> pd.DataFrame:
    """Who watched which work, in the columns of `schema.WATCHED`, by their names; each pair once.

    `number_of` has the work of each (source, record_id), and `ids` the works' ids; a record of no work is left out.
    """
    frames = [empty(WATCHED).astype("str")]
    for name, source in data.items():
        for frame in source.watched:
            numbers = {record_id: number_of.get((name, record_id)) for record_id in frame["record_id"].cat.categories}
            work_ids = {record_id: ids[number] for record_id, number in numbers.items() if number is not None}
            works = frame["record_id"].astype("str").map(work_ids)
            frames.append(pd.DataFrame({"user_id": frame["user_id"].astype("str"), "work_id": works}).dropna())
    pairs = pd.concat(frames).drop_duplicates()
    return pairs.sort_values(WATCHED.names, ignore_index=True).astype("category")
