"""Lists made beforehand for everybody (`recsys batch`), read by key from a folder of Parquet.

lists.json                     the format, how many buckets keys are hashed among, how long lists are, the markets
users/bucket=<n>/*.parquet     `key` (a user's id), `market`, `works` and `scores`, best first; ordered by key
works/bucket=<n>/*.parquet     the same of works that are like a work
described.faiss, .arrow        an index of the vectors of works' descriptions, and the ids of its rows; only of a bundle
                               that has such vectors, where faiss is installed

An answer reads the footer and one row group of a small file: nothing is kept in memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from recsys.errors import BundleError, UnreadableError
from recsys.files import read_json
from recsys.models.ann import ApproximateNeighbours

ABOUT, USERS, WORKS = "lists.json", "users", "works"
DESCRIBED, DESCRIBED_IDS = "described.faiss", "described.arrow"
FORMAT = 1
EVERYWHERE = ""  # the market of whatever any service shows anywhere


class Listed(NamedTuple):
    """A work in a list: of a user, the stars that they are expected to give it; of a work, how probable it is that
    people call it a good suggestion; of a description, the cosine with its own.
    """

    work_id: str
    score: float


def bucket_of(key: str, buckets: int) -> int:
    """The bucket that a key is in: its CRC-32 modulo their number, which Spark's `crc32` and Python agree on."""
    return crc32(key.encode()) % buckets


@dataclass(frozen=True)
class Lists:
    """The lists of a folder, of at most `k` works each, by market."""

    folder: Path
    buckets: int
    k: int
    markets: tuple[str, ...]

    @classmethod
    def open(cls, folder: Path) -> "Lists":
        """The lists in a folder. Raises BundleError where there are none, or of another format."""
        try:
            about = read_json(folder / ABOUT)
            if about["format"] != FORMAT:
                raise UnreadableError(f"format must be {FORMAT}, found {about['format']}")
            return cls(folder, int(about["buckets"]), int(about["k"]), tuple(about["markets"]))
        except (UnreadableError, KeyError, TypeError) as error:
            raise BundleError(
                f"{folder}: expected lists, found none that can be read ({error}). Make them: python -m recsys batch"
            ) from error

    def for_user(self, user_id: str, market: str = EVERYWHERE) -> list[Listed]:
        """The user's list, best first; empty for a user or a market without one."""
        return self._read(USERS, user_id, market)

    def neighbours(self, work_id: str, market: str = EVERYWHERE) -> list[Listed]:
        """The works most like a work, best first; empty for a work or a market without any."""
        return self._read(WORKS, work_id, market)

    def described_like(self, vector: NDArray[np.floating], k: int) -> list[Listed]:
        """Nearly the k works whose descriptions are nearest to a vector (d,) of the bundle's `SemanticModel`.

        Any number of them, whatever lists there are. Raises BundleError without an index.
        """
        index, ids = self._described
        rows, cosines = index.nearest(vector, k)
        return [Listed(ids[row].as_py(), cosine) for row, cosine in zip(rows.tolist(), cosines.tolist(), strict=True)]

    @cached_property
    def _described(self) -> tuple[ApproximateNeighbours, pa.ChunkedArray]:
        """The index and the ids of its rows, both mapped."""
        try:
            ids = pa.ipc.open_file(pa.memory_map(str(self.folder / DESCRIBED_IDS))).read_all().column("work_id")
            return ApproximateNeighbours.load(self.folder / DESCRIBED), ids
        except (OSError, pa.ArrowInvalid, UnreadableError, ModuleNotFoundError) as error:
            raise BundleError(
                f"{self.folder}: expected an index of descriptions, found none that can be read ({error}). It is made "
                "of a bundle with sentence embeddings, where faiss is installed: pip install 'butaca[ann,spark]'"
            ) from error

    def _read(self, of: str, key: str, market: str) -> list[Listed]:
        folder = self.folder / of / f"bucket={bucket_of(key, self.buckets)}"
        for table in _groups_with(folder, key):
            found = table.filter((pc.field("key") == key) & (pc.field("market") == market))
            if found.num_rows:
                works, scores = (found.column(name)[0].as_py() for name in ("works", "scores"))
                return [Listed(*one) for one in zip(works, scores, strict=True)]
        return []


def _groups_with(folder: Path, key: str) -> Iterator[pa.Table]:
    """The row groups of a bucket whose keys begin and end around this one."""
    for path in sorted(folder.glob("*.parquet")):
        with pq.ParquetFile(path) as file:
            place = file.schema_arrow.get_field_index("key")
            for number in range(file.num_row_groups):
                bounds = file.metadata.row_group(number).column(place).statistics
                if bounds is None or not bounds.has_min_max or bounds.min <= key <= bounds.max:
                    yield file.read_row_group(number)
