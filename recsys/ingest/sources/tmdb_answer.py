"""An answer of TMDB's API, each value read as what it must be."""

import math
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard

from recsys.ingest.nested import text_of
from recsys.ingest.records import Reading

MOST = 2**53  # numbers from there on are none that a float tells apart
MOST_COUNTED = 2**31  # the same of what columns of 32 bits hold


class Place(NamedTuple):
    """Where the details stand, to tell what of them could not be read."""

    path: Path
    line: int
    reading: Reading

    def reject(self, reason: str, value: object) -> None:
        """Note a value that is left out."""
        self.reading.rejections.add_value(self.path, self.line, reason, str(value))


class Answer(NamedTuple):
    """An object of TMDB's, each value read as what it must be; what is something else is told and left out."""

    values: dict[str, Any]
    place: Place

    def text(self, key: str) -> str:
        """The clean text under the key, empty where there is none."""
        return text_of(self.values, key)

    def number(self, key: str, most: int = MOST) -> float | None:
        """The number from 0 on, below `most`, under the key."""
        value = self.values.get(key)
        if value is None:
            return None
        if is_number(value) and 0 <= value < most:
            return float(value)
        self.place.reject(f"{key} must be a number from 0 on", value)
        return None

    def count(self, key: str, most: int = MOST_COUNTED) -> int:
        """The whole number below `most` under the key, 0 where there is none."""
        return int(self.number(key, most) or 0)

    def under(self, key: str) -> "Answer":
        """The object under the key, an empty one where there is none."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, dict):
            self.place.reject(f"{key} must be an object", value)
        return Answer(value if isinstance(value, dict) else {}, self.place)

    def things(self, key: str) -> list["Answer"]:
        """The objects of the list under the key."""
        value = self.values.get(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.place.reject(f"{key} must be a list of objects", value)
            return []
        return [Answer(one, self.place) for one in value]

    def names(self, key: str, of: str = "name") -> list[str]:
        """The texts of the list of objects under the key, each once."""
        return list(dict.fromkeys(text for one in self.things(key) if (text := one.text(of))))

    def identity(self, key: str) -> int | None:
        """The whole number from 0 on under the key that identifies something."""
        value = self.values.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MOST else None


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a value of JSON is a finite number."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return is_whole or (isinstance(value, float) and math.isfinite(value))
