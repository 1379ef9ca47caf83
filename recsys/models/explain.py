"""Explanations of scores of pairs of works: the parts of many scores added up by feature at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.models.content.term_rows import TermRows

Part = tuple[str, str, float]  # (field, term, part of the score)


@dataclass(frozen=True)
class Pieces:
    """Contributions of terms to pairs of works, arrays of one shape: the pair's number, the term's column, the value.

    Where `alone` is True the term is a part under its own name; the others are added up by field, under the term "".
    """

    pairs: NDArray[np.integer]
    columns: NDArray[np.integer]
    alone: NDArray[np.bool_]
    values: NDArray[np.floating]


def add_up(
    rows: TermRows,
    pieces: Sequence[Pieces],
    never_alone: Collection[str],
    extra_field: str,
    extra: NDArray[np.floating],
) -> list[list[Part]]:
    """For each pair the sums of its pieces, largest first.

    Terms of the fields `never_alone` have no name. `extra` (n_pairs,) is a part of each pair in a field of its own,
    where it is not 0.
    """
    n_terms, n_pairs = len(rows.terms), len(extra)
    fields = (*rows.fields, extra_field)
    named = np.array([field not in never_alone for field in rows.fields], dtype=bool)
    # Every part of a pair gets a number: a named term its column, what a field puts together one behind all columns.
    width = n_terms + len(fields)
    keys: list[NDArray[np.integer]] = [np.flatnonzero(extra) * width + width - 1]
    values: list[NDArray[np.floating]] = [extra[extra != 0]]
    for piece in pieces:
        field_nums = rows.field_nums(piece.columns)
        part = np.where(piece.alone & named[field_nums], piece.columns, n_terms + field_nums)
        keys.append((piece.pairs * width + part).ravel())
        values.append(piece.values.ravel())
    found, place = np.unique(np.concatenate(keys), return_inverse=True)
    sums = np.bincount(place, np.concatenate(values), len(found))
    found, sums = found[sums != 0], sums[sums != 0]  # of a work without factors every part is 0
    pair, part = np.divmod(found, width)
    order = np.lexsort((-sums, pair))
    parts: list[list[Part]] = [[] for _ in range(n_pairs)]
    for where, number, value in zip(pair[order].tolist(), part[order].tolist(), sums[order].tolist(), strict=True):
        field, term = rows.terms[number].split(":", 1) if number < n_terms else (fields[number - n_terms], "")
        parts[where].append((field, term, value))
    return parts
