"""Raw files to tables."""

import sys
from pathlib import Path
from typing import Any

from recsys.ingest.load import read_data
from recsys.ingest.tables import SCHEMAS
from recsys.progress import Progress


def read_tables(
    data: Path, rating_scale: tuple[float, float] | None, train_on: tuple[str, ...], progress: Progress
) -> dict[str, Any]:
    """Everything below `data`, as tables and account by name. Raises DataError on a file that cannot be read."""
    read = read_data(data, progress, rating_scale=rating_scale, train_on=train_on)
    tables = {name: getattr(read, name).combine_chunks().unify_dictionaries() for name in SCHEMAS}
    _empty_caches()
    return tables | {"account": read.account}


def _empty_caches() -> None:
    """Forget what functions of reading remember: a text here and there keeps half a gigabyte of freed blocks in use."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("recsys.ingest.", "recsys.text")):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
