"""Helpers for models that are written as named arrays and read back.

A model's `to_arrays` gives the arrays of its safetensors file, its `from_arrays` makes the model of them and checks
that they fit one another: LookupError where one is missing, TypeError or ValueError where one has another shape.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from recsys.files import pack_strings, unpack_strings

Arrays = Mapping[str, np.ndarray]


def packed(name: str, texts: Sequence[str]) -> dict[str, np.ndarray]:
    """Strings as two arrays, `name` and `name_starts` (`files.pack_strings`)."""
    raw, starts = pack_strings(texts)
    return {name: raw, f"{name}_starts": starts}


def unpacked(arrays: Arrays, name: str) -> tuple[str, ...]:
    """The strings that `packed` stored under this name."""
    return unpack_strings(arrays[name], arrays[f"{name}_starts"])


def prefixed(prefix: str, arrays: Arrays) -> dict[str, np.ndarray]:
    """The arrays of one part of a model, under names that no other part has.

    >>> list(prefixed("ease_", {"starts": np.zeros(1)}))
    ['ease_starts']
    """
    return {f"{prefix}{name}": array for name, array in arrays.items()}


def part(prefix: str, arrays: Arrays) -> dict[str, np.ndarray]:
    """The arrays of one part of a model under their own names: the inverse of `prefixed`."""
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}


def check_rows(what: str, starts: np.ndarray, columns: np.ndarray, values: np.ndarray, n_columns: int) -> None:
    """Raise ValueError unless the arrays are the rows of a sparse matrix with that many columns.

    Row r has the entries `starts[r]:starts[r + 1]`; `starts` (n_rows + 1,), `columns` and `values` (nnz,).
    """
    n_entries = len(columns)
    in_order = starts.ndim == 1 and len(starts) and starts[0] == 0 and starts[-1] == n_entries
    if not in_order or (np.diff(starts) < 0).any():
        raise ValueError(f"{what}: starts of the shape {starts.shape} do not cut {n_entries:,} entries into rows")
    if columns.shape != values.shape or columns.ndim != 1:
        raise ValueError(f"{what}: columns of the shape {columns.shape} for values of the shape {values.shape}")
    if n_entries and not 0 <= columns.min() <= columns.max() < n_columns:
        raise ValueError(f"{what}: columns from {columns.min()} to {columns.max()} for {n_columns:,} columns")
