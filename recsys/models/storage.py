"""Helpers for models that are written as named arrays and read back.

A model's `to_arrays` gives the arrays of its safetensors file, its `from_arrays` makes the model of them and checks
that they are of the right kind and fit one another: UnreadableError says where they do not.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import numpy as np
from safetensors.numpy import save_file

from recsys.errors import UnreadableError
from recsys.files import pack_strings, read_arrays, unpack_strings
from recsys.models.vocabulary import Vocabulary

Arrays = Mapping[str, np.ndarray]
FLOATS, WHOLE, BOOLS, BYTES = "f", "i", "b", "u"  # kinds of numbers, as NumPy calls them


class FileModel(ABC):
    """A model that needs nothing but its own file: the ids that it is asked by are in it."""

    @classmethod
    @abstractmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The model that `to_arrays` stored. Raises UnreadableError where they do not fit."""

    @abstractmethod
    def to_arrays(self) -> dict[str, np.ndarray]:
        """The model as named arrays."""

    @classmethod
    def load(cls, path: Path | str) -> Self:
        """The model that a safetensors file holds.

        Raises UnreadableError where there is no such file, it is cut, or holds something else.
        """
        return cls.from_arrays(finite_arrays(path))

    def save(self, path: Path | str) -> None:
        """Write the model to a safetensors file."""
        save_file(self.to_arrays(), path)


def finite_arrays(path: Path | str) -> dict[str, np.ndarray]:
    """The arrays of a safetensors file. Every number is finite: one that is not spoils every answer that it meets.

    Raises UnreadableError.
    """
    arrays = read_arrays(path)
    for name, array in arrays.items():
        check_finite(name, array)
    return arrays


def check_finite(name: str, numbers: np.ndarray) -> None:
    """Raise UnreadableError where floating-point numbers are not all finite."""
    if numbers.dtype.kind != "f":
        return
    wrong = numbers.size - int(np.count_nonzero(np.isfinite(numbers)))
    if wrong:
        raise UnreadableError(f"{name}: {wrong:,} of {numbers.size:,} numbers are not finite")


def array(arrays: Arrays, name: str, kind: str, *shape: int | None) -> np.ndarray:
    """The array of that name, of numbers of that kind and of that shape, None for any length.

    Raises UnreadableError where it is none, so that whatever else fails as a model is made is a mistake of ours.
    """
    found = arrays.get(name)
    if found is None:
        raise UnreadableError(f"{name} is missing")
    if found.dtype.kind != kind:
        raise UnreadableError(f"{name} must be of numbers of the kind {kind}, found {found.dtype}")
    fits = found.ndim == len(shape) and all(
        wanted is None or wanted == length for wanted, length in zip(shape, found.shape, strict=True)
    )
    if not fits:
        wanted = ", ".join("any" if length is None else str(length) for length in shape)
        raise UnreadableError(f"{name} must have the shape ({wanted}), found {found.shape}")
    return found


def packed(name: str, texts: Sequence[str]) -> dict[str, np.ndarray]:
    """Strings as two arrays, `name` and `name_starts` (`files.pack_strings`)."""
    raw, starts = pack_strings(texts)
    return {name: raw, f"{name}_starts": starts}


def unpacked(arrays: Arrays, name: str) -> tuple[str, ...]:
    """The strings that `packed` stored under this name."""
    return unpack_strings(array(arrays, name, BYTES, None), array(arrays, f"{name}_starts", WHOLE, None))


def vocabulary(arrays: Arrays, name: str) -> Vocabulary:
    """The distinct ids that `packed` stored under this name."""
    ids = unpacked(arrays, name)
    if len(set(ids)) != len(ids):
        raise UnreadableError(f"{name} must be distinct")
    return Vocabulary(ids)


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
    """Raise UnreadableError unless the arrays are the rows of a sparse matrix with that many columns.

    Row r has the entries `starts[r]:starts[r + 1]`; `starts` (n_rows + 1,), `columns` and `values` (nnz,).
    """
    n_entries = len(columns)
    in_order = len(starts) and starts[0] == 0 and starts[-1] == n_entries
    if not in_order or (starts[1:] < starts[:-1]).any():
        raise UnreadableError(f"{what}: starts of the shape {starts.shape} do not cut {n_entries:,} entries into rows")
    if columns.shape != values.shape:
        raise UnreadableError(f"{what}: columns of the shape {columns.shape} for values of the shape {values.shape}")
    if n_entries and not 0 <= columns.min() <= columns.max() < n_columns:
        raise UnreadableError(f"{what}: columns from {columns.min()} to {columns.max()} for {n_columns:,} columns")
