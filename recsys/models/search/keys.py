"""Many short texts in one buffer, in order: a tenth of the memory of as many Python texts."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np
from numpy.typing import NDArray

from recsys.errors import UnreadableError
from recsys.models.storage import BYTES, WHOLE, Arrays, array, check_rows

_LETTERS = 256  # values of a byte
_PAST_EVERY_LETTER = b"\xff"  # no byte of UTF-8
_LEADING, _CONTINUES = 0b1100_0000, 0b1000_0000  # the first bits of a byte of UTF-8 that begins no letter


def encoded(key: str) -> bytes:
    """The key in UTF-8; half a surrogate pair, which is no letter, as a question mark."""
    return key.encode("utf-8", "replace")


@dataclass(frozen=True, eq=False)
class SortedKeys(Sequence[bytes]):
    """Distinct keys in the order of their UTF-8 bytes, which is that of their code points.

    Key k is `letters[starts[k]:starts[k + 1]]`, bytes; `starts` is of shape (n_keys + 1,).
    """

    letters: NDArray[np.uint8]
    starts: NDArray[np.int32]

    @classmethod
    def of(cls, keys: Sequence[bytes]) -> "SortedKeys":
        """From keys that are distinct and sorted."""
        lengths = np.fromiter(map(len, keys), dtype=np.int32, count=len(keys))
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        return cls(np.frombuffer(b"".join(keys), dtype=np.uint8), starts)

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "SortedKeys":
        """What `to_arrays` stored. Raises UnreadableError where it is no text."""
        letters, starts = array(arrays, "letters", BYTES, None), array(arrays, "starts", WHOLE, None)
        check_rows("keys", starts, letters, letters, _LETTERS)
        within = starts[starts < len(letters)]
        try:
            letters.tobytes().decode()
        except UnicodeDecodeError as error:
            raise UnreadableError(f"keys must be UTF-8: {error}") from error
        if (letters[within] & _LEADING == _CONTINUES).any():
            raise UnreadableError("keys must begin with whole letters")
        return cls(letters, starts)

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The keys as named arrays."""
        return {"letters": self.letters, "starts": self.starts}

    @cached_property
    def _read(self) -> tuple[memoryview, memoryview]:
        """Both arrays as Python reads them fastest, number by number."""
        return self.letters.data, self.starts.data

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, number: int) -> bytes: ...
    @overload
    def __getitem__(self, number: slice) -> list[bytes]: ...
    def __getitem__(self, number: int | slice) -> bytes | list[bytes]:
        if isinstance(number, slice):
            return [self[at] for at in range(*number.indices(len(self)))]
        letters, starts = self._read
        return letters[starts[number] : starts[number + 1]].tobytes()

    def text(self, number: int) -> str:
        """The key as text."""
        return self[number].decode()

    def number(self, key: str) -> int | None:
        """The key's number, None where there is no such key."""
        sought = encoded(key)
        at = bisect_left(self, sought)
        return at if at < len(self) and self[at] == sought else None

    def beginning_with(self, key: str) -> range:
        """The numbers of all keys that begin with this one, itself included."""
        start = encoded(key)
        return range(bisect_left(self, start), bisect_left(self, start + _PAST_EVERY_LETTER))
