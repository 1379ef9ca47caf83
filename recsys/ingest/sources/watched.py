"""What people watched: one line a person, the names of series as people write them, in no order."""

import re
from pathlib import Path

import pandas as pd

from recsys.ingest.raw import read_cells
from recsys.ingest.records import Reading, Record, SourceData
from recsys.ingest.sources.layout import Layout

NAME = "watched"
LAYOUTS = (Layout(re.compile(r"series/watched[^/]*\.csv"), (), "series/watched.csv"),)


def read(files: list[Path], reading: Reading) -> SourceData:
    """One record a name, and who watched it: the person of a line goes by the file's name and the line's number.

    A name counts once a person; empty cells are passed over, and a line without any name is rejected.
    """
    records: dict[str, Record] = {}
    frames = []
    for path in sorted(files):
        pairs: list[tuple[str, str]] = []
        for line, cells in read_cells(path):
            reading.rejections.count_rows(path)
            names = dict.fromkeys(name for name in cells if name)
            if not names:
                reading.rejections.add_row(path, line, "a line must have the name of a series")
            pairs += [(f"{path.stem}-{line}", name) for name in names]
        records |= {name: Record(NAME, name, name, "tv show", None) for _, name in pairs}
        frames.append(pd.DataFrame(pairs, columns=["user_id", "record_id"], dtype="category"))
    return SourceData(list(records.values()), watched=frames)
