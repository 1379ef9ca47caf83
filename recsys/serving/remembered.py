"""What was made lately and is asked for again: a cache of the least recently used kind, for many keys at once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """The last `most` values that were asked for, by their keys; several threads may ask at once.

    >>> squares = Remembered[int, int](2)
    >>> squares.of([3, 4, 3], lambda missing: [n * n for n in missing])
    [9, 16, 9]
    >>> squares.of([4, 5], lambda missing: print(missing) or [n * n for n in missing])
    [5]
    [16, 25]
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, keys: Sequence[K], make: Callable[[list[K]], Sequence[V]]) -> list[V]:
        """The values of these keys, in their order; `make` makes those of the ones that are not remembered."""
        with self._lock:
            found = {key: self._values[key] for key in keys if key in self._values}
        missing = list(dict.fromkeys(key for key in keys if key not in found))
        if missing:
            found |= dict(zip(missing, make(missing), strict=True))
        with self._lock:
            for key in keys:
                self._values[key] = found[key]
                self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return [found[key] for key in keys]
