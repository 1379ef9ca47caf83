"""Helpers for models that are written as named arrays and read back.

A model's `to_arrays` gives the arrays of its safetensors file, its `from_arrays` makes the model of them and checks
that they fit one another: LookupError where one is missing, TypeError or ValueError where one has another shape.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import numpy as np
from safetensors.numpy import load_file, save_file

from recsys.files import pack_strings, unpack_strings

Arrays = Mapping[str, np.ndarray]


class FileModel(ABC):
    """A model that needs nothing but its own file: the ids that it is asked by are in it."""

    @classmethod
    @abstractmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The model that `to_arrays` stored. Raises LookupError, TypeError or ValueError where arrays do not fit."""

    @abstractmethod
    def to_arrays(self) -> dict[str, np.ndarray]:
        """The model as named arrays."""

    @classmethod
    def load(cls, path: Path | str) -> Self:
        """The model that a safetensors file holds.

        Raises what `from_arrays` raises, OSError or safetensors' own error where there is no such file or it is cut.
        """
        return cls.from_arrays(finite_arrays(path))

    def save(self, path: Path | str) -> None:
        """Write the model to a safetensors file."""
        save_file(self.to_arrays(), path)


def finite_arrays(path: Path | str) -> dict[str, np.ndarray]:
    """The arrays of a safetensors file. Every number is finite: one that is not spoils every answer that it meets.

    They are copied, not mapped: a file that is overwritten in its place must not change or end what is being served.
    """
    arrays: dict[str, np.ndarray] = load_file(path)
    for name, array in arrays.items():
        check_finite(name, array)
    return arrays


def check_finite(name: str, numbers: np.ndarray) -> None:
    """Raise ValueError where floating-point numbers are not all finite."""
    if numbers.dtype.kind != "f":
        return
    wrong = numbers.size - int(np.count_nonzero(np.isfinite(numbers)))
    if wrong:
        raise ValueError(f"{name}: {wrong:,} of {numbers.size:,} numbers are not finite")


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
