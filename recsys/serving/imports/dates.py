"""Days as files write them: the order of day, month and year shows in all rows together, or is not known."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum

_ISO = re.compile(r"\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"\s*(\d{1,2})[-/.]\s?(\d{1,2})[-/.]\s?(\d{4}|\d{2})(?!\d)")
_WORDED = re.compile(r"\s*(?:[a-z]{3,9},?\s+)?(?:(\d{1,2})\s+)?([a-z]{3})[a-z]*\.?\s+(?:(\d{1,2}),?\s+)?(.*)", re.I)
_YEAR = re.compile(r"(?:^|\s)(\d{4})(?:\s|$)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Order(StrEnum):
    """In which order a file writes its days, where that is not ISO's."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    AMBIGUOUS = "ambiguous"  # both are possible of every row: no day is known


def order(days: Iterable[str | None]) -> Order | None:
    """The order that all days of a file share; None where no day needs one, being ISO or in words.

    A day beyond 12 tells; where both orders are told, or neither, it is ambiguous. Points («28.02.23») are day first
    everywhere.
    """
    numeric = day_first = month_first = False
    for given in set(days):
        found = _NUMERIC.match(given) if given else None
        if found is None:
            continue
        numeric = True
        first, second = int(found[1]), int(found[2])
        day_first |= first > 12 >= second or (given is not None and "." in found[0])
        month_first |= second > 12 >= first
    if not numeric:
        return None
    if day_first == month_first:
        return Order.AMBIGUOUS
    return Order.DAY_FIRST if day_first else Order.MONTH_FIRST


def iso(given: str | None, order: Order | None) -> str | None:
    """The day as ISO writes it, None where it is none or could be two.

    >>> iso("9/14/26", Order.MONTH_FIRST), iso("2026-01-05T10:00:00Z", None), iso("Sat Dec 31 00:00:00 2016", None)
    ('2026-09-14', '2026-01-05', '2016-12-31')
    """
    if not given:
        return None
    if found := _ISO.match(given):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC.match(given):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        year += 2000 if year < 100 else 0
        if first == second:
            return _day(year, first, second)
        if order is None or order is Order.AMBIGUOUS:
            return None
        return _day(year, first, second) if order is Order.MONTH_FIRST else _day(year, second, first)
    return _worded(given)


def of_epoch(seconds: float) -> str | None:
    """The day of seconds, or milliseconds, since 1970, as ISO writes it; None beyond the calendar."""
    try:
        return datetime.fromtimestamp(seconds / 1000 if abs(seconds) > 1e11 else seconds, UTC).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return None


def _worded(given: str) -> str | None:
    """«Sat Dec 31 00:00:00 2016», «31 Dec 2016», «December 31, 2016»."""
    found = _WORDED.match(given)
    year = _YEAR.search(found[4]) if found else None
    if found is None or year is None or found[2].lower() not in _MONTHS:
        return None
    day = found[1] or found[3]
    return _day(int(year[1]), _MONTHS.index(found[2].lower()) + 1, int(day)) if day else None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
