"""Data sources: the one registry that names them.

A source more is one module with a reader, and one entry of `SOURCES`. Their order is that in which facts are believed
where a rule does not say otherwise (`ingest.unite`): the first source that knows a fact is taken.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from recsys.ingest.records import Reader


@dataclass(frozen=True)
class Layout:
    """How a file of a source is recognised: where it lies, and the columns that it must have.

    `path` is matched, in any case, against the whole path relative to the data folder, with slashes; `columns` are
    lower-case names, in any order, of a table with a header; empty where the layout has no header. `example` is how
    people know it.
    """

    path: re.Pattern[str]
    columns: tuple[str, ...]
    example: str


@dataclass(frozen=True)
class Source:
    """Where facts come from: files of some layouts, their reader and their terms.

    `catalogue` says whether its records are works even where no other source knows them; records of the others only
    add to works that there are. `fetcher` is the name that `recsys fetch` knows it by, where it can be fetched.
    """

    name: str
    what: str
    terms: str
    layouts: tuple[Layout, ...]
    read: Reader
    catalogue: bool = False
    fetcher: str = ""


SOURCES: Sequence[Source] = ()
