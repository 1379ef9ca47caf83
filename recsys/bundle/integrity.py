"""Whether what stands in a bundle can be answered from: numbers are numbers, and the parts speak of the same things.

Hashes only say that a file is the one that was written. These checks raise ValueError, with what was found where.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from safetensors.numpy import load_file

from recsys.errors import shown


def finite_arrays(path: Path) -> dict[str, np.ndarray]:
    """The arrays of a safetensors file. Every number is finite: one that is not spoils every answer that it meets."""
    arrays: dict[str, np.ndarray] = load_file(path)
    for name, array in arrays.items():
        _check_finite(name, array)
    return arrays


def check_numbers(table: pa.Table) -> None:
    """Every number of a table is finite, or missing."""
    for field in table.schema:
        if pa.types.is_floating(field.type):
            _check_finite(field.name, table.column(field.name).drop_null().to_numpy())


def check_titles(titles: pa.Table, works: Sequence[str]) -> None:
    """Every title has an id of its own and one of the works, and every work has a title."""
    _check_distinct("title_id", titles)
    known, used = pa.array(works, pa.string()), _ids("work_id", titles)
    _check_known("work_id", used, known, "among the works of the models")
    _check_known("the models' works", known, used, "in the table of titles")


def check_ratings(ratings: pa.Table, titles: pa.Table, users: Sequence[str]) -> None:
    """Every rating is of a title, and every one of the models' users rated."""
    _check_known("title_id", _ids("title_id", ratings), _ids("title_id", titles), "in the table of titles")
    _check_known("the models' users", pa.array(users, pa.string()), _ids("user_id", ratings), "in the table of ratings")


def check_films(movies: pa.Table, credits: pa.Table) -> None:
    """Every film has an id of its own, and every credit is of a film."""
    _check_distinct("movie_id", movies)
    _check_known("movie_id of credits", _ids("movie_id", credits), _ids("movie_id", movies), "in the table of films")


def _ids(column: str, table: pa.Table) -> pa.Array:
    found = pc.unique(table.column(column).combine_chunks())
    return found.dictionary_decode() if pa.types.is_dictionary(found.type) else found


def _check_distinct(column: str, table: pa.Table) -> None:
    twice = table.num_rows - len(_ids(column, table))
    if twice:
        raise ValueError(f"every {column} must stand once, {twice:,} of {table.num_rows:,} stand again")


def _check_known(what: str, ids: pa.Array, known: pa.Array, where: str) -> None:
    unknown = ids.filter(pc.invert(pc.is_in(ids, known)))
    if len(unknown):
        raise ValueError(f"{what}: {len(unknown):,} are not {where}, the first is {shown(str(unknown[0]))}")


def _check_finite(name: str, numbers: np.ndarray) -> None:
    if numbers.dtype.kind != "f":
        return
    wrong = numbers.size - int(np.count_nonzero(np.isfinite(numbers)))
    if wrong:
        raise ValueError(f"{name}: {wrong:,} of {numbers.size:,} numbers are not finite")
