"""A person's ratings as a short code, for a link or a QR code: nothing of them is stored anywhere.

The code stands in a link's fragment (`#join=…`), which a browser keeps to itself. It holds no titles: of each work a
hash of its id, which is the same in every bundle that has the work, and the stars.

    version (1 byte) · bytes of the name (1) · name · ratings (1) · ratings · CRC-16 of all that (2), in base 32

A rating is the number 10·hash + half stars - 1; the numbers are sorted and each is written as its distance to the one
before in a Rice code (Rice & Plaunt 1971), some 31 bits instead of 36. Base 32 has only digits and capital letters,
which a QR code packs more tightly than small ones: 50 ratings are a code of 350 characters or fewer with a short name.

To change the format: count VERSION up, and have `decode` read the versions before it, since links live long.
"""

from base64 import b32decode, b32encode
from binascii import crc_hqx
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
import segno

from recsys.domain.schema import RATING_MAX
from recsys.errors import InvalidValueError
from recsys.serving.recommend.members import person_name

VERSION = 1
MOST_SHARED = 60  # ratings
LONGEST_CODE = 1000  # characters
JOIN = "#join="
_CRC_START = 0xFFFF  # from 0, any number of zeros would check
_HASH_BYTES = 4
_HALVES = round(2 * RATING_MAX)
_RANGE = _HALVES << (8 * _HASH_BYTES)
_REMEDY = "Ask for the link anew."


@dataclass(frozen=True)
class Joined:
    """A person as a code tells of them: `ratings`, each as «work_id=stars», and how many others are of works that are
    not known here.
    """

    name: str
    ratings: list[str]
    unknown: int


@dataclass(frozen=True)
class Shared:
    """A person as a `code`, the `link` that carries it, and that as a QR code, an SVG element. Of `ratings` some may be
    `left_out`, since a code holds the MOST_SHARED most telling.
    """

    name: str
    code: str
    link: str
    qr: str
    ratings: int
    left_out: int


def share(name: str, ratings: Mapping[str, float], address: str) -> Shared:
    """A person with ratings by work id, for whoever opens a link below the address of an app.

    Raises InvalidValueError for what is no name.
    """
    named = person_name(name)
    code = encode(named, ratings)
    link = address.partition("#")[0] + JOIN + code
    kept = min(len(ratings), MOST_SHARED)
    return Shared(named, code, link, qr_svg(link, link), kept, len(ratings) - kept)


def encode(name: str, ratings: Mapping[str, float]) -> str:
    """The code of a person with ratings by work id; of more than MOST_SHARED the most telling.

    Raises InvalidValueError for what is no name.
    """
    named = person_name(name).encode()
    kept = telling(ratings)
    numbers = sorted({_HALVES * _hash(work_id) + round(2 * stars) - 1 for work_id, stars in kept.items()})
    body = bytes([VERSION, len(named)]) + named + bytes([len(numbers)]) + _packed(numbers)
    return b32encode(body + crc_hqx(body, _CRC_START).to_bytes(2, "big")).decode().rstrip("=")


class HashedIds:
    """Ids of works by what a code has in their place."""

    def __init__(self, work_ids: Sequence[str]) -> None:
        hashes = np.fromiter(map(_hash, work_ids), dtype=np.int64, count=len(work_ids))
        self._order = np.argsort(hashes, kind="stable").astype(np.int32)
        self._hashes = hashes[self._order]
        self._work_ids = work_ids

    def of(self, number: int) -> list[str]:
        """The ids of that hash: none, one, or those of works that cannot be told apart."""
        first, last = self._hashes.searchsorted([number, number + 1])
        return [self._work_ids[place] for place in self._order[first:last].tolist()]


def decode(code: object, works: HashedIds) -> Joined:
    """The person of a code, whose ratings are of those works.

    A hash that two of the works share counts as not known: to guess which is meant could credit somebody with a rating
    that they never gave. Raises InvalidValueError for what `encode` did not write.
    """
    name, numbers = _parsed(code)
    found = {number: works.of(number // _HALVES) for number in numbers}
    ratings = [f"{ids[0]}={(number % _HALVES + 1) / 2:g}" for number, ids in found.items() if len(ids) == 1]
    return Joined(name, ratings, len(numbers) - len(ratings))


def telling(ratings: Mapping[str, float], most: int = MOST_SHARED) -> dict[str, float]:
    """The ratings that say most of a person: those farthest from their own mean, of equals the latest."""
    mean = sum(ratings.values()) / max(1, len(ratings))
    latest_first = list(ratings.items())[::-1]
    return dict(sorted(latest_first, key=lambda one: -abs(one[1] - mean))[:most])


def qr_svg(link: str, title: str) -> str:
    """The link as a QR code of level M, an SVG element with a title for those who do not see it."""
    base, join, code = link.partition(JOIN)
    # In two segments: the second in the alphanumeric mode, of 5.5 bits a character.
    content: Any = [base + join, code] if code else link  # segno's types know of one segment alone
    made = segno.make(content, error="m", micro=False)
    svg = made.svg_inline(title=title, svgclass="butaca-qr", lineclass=None, omitsize=True, border=4, light="#fff")
    return svg.replace("<svg ", '<svg role="img" ', 1)


def _hash(work_id: str) -> int:
    return int.from_bytes(blake2b(work_id.encode(), digest_size=_HASH_BYTES).digest(), "big")


def _parsed(code: object) -> tuple[str, list[int]]:
    rule = "code must be that of a link to join"
    if not isinstance(code, str) or len(code) > LONGEST_CODE:
        raise InvalidValueError("code", rule, code, _REMEDY)
    given = code.strip().removeprefix(JOIN)
    try:
        raw = b32decode(given.upper() + "=" * (-len(given) % 8))
    except ValueError as error:
        raise InvalidValueError("code", rule, given, _REMEDY) from error
    body, checksum = raw[:-2], raw[-2:]
    if len(body) < 3 or crc_hqx(body, _CRC_START).to_bytes(2, "big") != checksum:
        raise InvalidValueError("code", rule, given, f"It is cut short or changed. {_REMEDY}")
    if body[0] != VERSION:
        raise InvalidValueError("code", "code must be of a version that this one reads", body[0], _REMEDY)
    try:
        end = 2 + body[1]
        name = person_name(body[2:end].decode())
        return name, _unpacked(body[end + 1 :], body[end])
    except (ValueError, IndexError, InvalidValueError) as error:
        raise InvalidValueError("code", rule, given, _REMEDY) from error


def _packed(numbers: Sequence[int]) -> bytes:
    """Ascending distinct numbers below _RANGE as a Rice code of their distances, padded with ones."""
    size = _low_bits(len(numbers))
    bits = []
    for before, number in zip([-1, *numbers], numbers, strict=False):
        high, low = divmod(number - before - 1, 1 << size)
        bits.append("1" * high + "0" + f"{low:0{size}b}")
    text = "".join(bits)
    padded = text + "1" * (-len(text) % 8)
    return bytes(int(padded[place : place + 8], 2) for place in range(0, len(padded), 8))


def _unpacked(packed: bytes, count: int) -> list[int]:
    """The numbers of `_packed`. Raises ValueError where there are not just as many."""
    bits = iter("".join(f"{byte:08b}" for byte in packed))
    numbers = list(_distances(bits, count, _low_bits(count)))
    rest = "".join(bits)
    if len(rest) >= 8 or "0" in rest or any(number >= _RANGE for number in numbers):
        raise ValueError("not the numbers that were packed")
    return numbers


def _distances(bits: Iterator[str], count: int, size: int) -> Iterator[int]:
    number = -1
    for _ in range(count):
        high = 0
        while _next(bits) == "1":
            high += 1
        low = int("".join(_next(bits) for _ in range(size)), 2)
        number += 1 + (high << size) + low
        yield number


def _next(bits: Iterator[str]) -> str:
    bit = next(bits, None)
    if bit is None:
        raise ValueError("cut short")
    return bit


def _low_bits(count: int) -> int:
    """How many bits of a distance are written as they are: as many as the mean distance has, less one."""
    return max(1, (_RANGE // max(1, count)).bit_length() - 1)
