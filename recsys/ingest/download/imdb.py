"""IMDb's tables: gigabytes that change daily. Each is resumed, read to its end once, and kept while it is current."""

import gzip
import zlib
from pathlib import Path

from recsys.errors import DataError, FetchError
from recsys.ingest.download import http
from recsys.ingest.download.sets import ImdbTable
from recsys.ingest.raw import check_columns, read_header

_PIECE = 2**20  # bytes


def download(table: ImdbTable, goal: Path, work: Path) -> bool:
    """The table as `goal`, unless the file there is the one that is published now; whether it was downloaded.

    Raises FetchError where it cannot be had, does not unpack to its end or lacks a column, or where the table is there
    unpacked; `goal` then stays as it is.
    """
    unpacked = goal.with_suffix("")
    if unpacked.is_file():
        raise FetchError(f"{unpacked}: the table is there unpacked, which is read first. Move it away to fetch it.")
    if goal.is_file() and http.is_current(table.url, goal):
        return False
    packed = work / table.name
    http.download(table.url, packed)
    try:
        check_columns(packed, read_header(packed), table.columns)
        with gzip.open(packed) as content:
            while content.read(_PIECE):
                pass
    except (DataError, OSError, EOFError, zlib.error) as error:
        head = http.head_of(packed)
        packed.unlink()
        message = f"{table.url}: expected a table packed with gzip, found a file that begins with {head} ({error})"
        raise FetchError(f"{message}. It was thrown away; run it again.") from error
    goal.parent.mkdir(parents=True, exist_ok=True)
    packed.replace(goal)
    return True
