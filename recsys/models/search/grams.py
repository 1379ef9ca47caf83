"""Which of many titles share rare letter triples with a text: the few that are worth a closer look."""

import string
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.models.ranking.topk import top_k
from recsys.models.storage import FLOATS, WHOLE, Arrays, array, check_rows

_LETTERS = string.ascii_lowercase + string.digits
_BASE = len(_LETTERS) + 1
_CODES = np.zeros(256, dtype=np.uint16)  # 0 for spaces and for whatever else there is
_CODES[np.frombuffer(_LETTERS.encode(), dtype=np.uint8)] = np.arange(1, _BASE)
# Two spaces in front and one behind: how a title begins says more than how it ends.
_BEFORE, _AFTER = b"  ", b" "


@dataclass(frozen=True)
class GramIndex:
    """For each of the 37³ triples the keys that have it; a triple counts by its rarity, log(n_keys / keys with it).

    A key's nearness to a text is Dice's coefficient of the two sets of triples so weighed:
    2 · shared / (of the key + of the text).

    Triple t is in the keys `keys_of[starts[t]:starts[t + 1]]`; shapes: `starts` (37³ + 1,), `rarity` (37³,), and
    `weight` (n_keys,), of all triples of a key together.
    """

    keys_of: NDArray[np.int32]
    starts: NDArray[np.int32]
    rarity: NDArray[np.float32]
    weight: NDArray[np.float32]

    @classmethod
    def of(cls, keys: Sequence[bytes]) -> "GramIndex":
        """From keys in UTF-8."""
        lengths = np.fromiter(map(len, keys), dtype=np.int64, count=len(keys)) + len(_BEFORE)
        # One text of all keys; two letters more, so that a triple begins on every letter.
        triples = _triples(b"".join(_BEFORE + key + _AFTER for key in keys) + 2 * _AFTER)
        number = np.repeat(np.arange(len(keys), dtype=np.int32), lengths + len(_AFTER))
        whole = triples > 0  # three spaces are no triple
        whole[np.cumsum(lengths + len(_AFTER)) - 1] = False  # those that begin on the last or the last letter but one
        whole[np.cumsum(lengths + len(_AFTER)) - 2] = False  # of a key reach into the next key
        triples, number = triples[whole], number[whole]
        order = np.argsort(triples, kind="stable")
        counts = np.bincount(triples, minlength=_BASE**3)
        rarity = np.log(max(len(keys), 2) / np.maximum(counts, 1)).astype(np.float32)
        return cls(
            number[order],
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
            rarity,
            np.bincount(number, rarity[triples], len(keys)).astype(np.float32),
        )

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "GramIndex":
        """What `to_arrays` stored. Raises UnreadableError where arrays do not fit."""
        made = cls(
            array(arrays, "keys_of", WHOLE, None),
            array(arrays, "starts", WHOLE, _BASE**3 + 1),
            array(arrays, "rarity", FLOATS, _BASE**3),
            array(arrays, "weight", FLOATS, None),
        )
        check_rows("triples", made.starts, made.keys_of, made.keys_of, len(made.weight))
        return made

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The index as named arrays."""
        return {"keys_of": self.keys_of, "starts": self.starts, "rarity": self.rarity, "weight": self.weight}

    def nearest(self, key: bytes, count: int, among: NDArray[np.bool_] | None = None) -> list[int]:
        """The numbers of the `count` keys nearest to this one, nearest first; none that shares nothing with it.

        `among`, of shape (n_keys,), limits them.
        """
        triples = np.unique(_triples(_BEFORE + key + _AFTER))
        triples = triples[triples > 0]
        lists = [self.keys_of[self.starts[triple] : self.starts[triple + 1]] for triple in triples.tolist()]
        if not lists:
            return []
        rarity = self.rarity[triples]
        shared = np.bincount(
            np.concatenate(lists), np.repeat(rarity, [len(keys) for keys in lists]), len(self.weight)
        ).astype(np.float32)
        nearness = shared / (self.weight + (rarity.sum() + np.float32(1e-6)))
        numbers: list[int] = top_k(nearness, count, nearness > 0 if among is None else among & (nearness > 0)).tolist()
        return numbers


def _triples(text: bytes) -> NDArray[np.uint16]:
    codes = _CODES[np.frombuffer(text, dtype=np.uint8)]
    return (codes[:-2] * _BASE + codes[1:-1]) * _BASE + codes[2:]
