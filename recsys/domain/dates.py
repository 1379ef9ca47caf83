"""Dates as sources give them, of a year, a month or a day, and the days that they may mean."""

import calendar
import re
from datetime import date

_DATE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")


def first_day(text: str) -> date:
    """The first day that a date such as 2021, 2021-09 or 2021-09-25 may mean. Raises ValueError for what is no date.

    >>> first_day("2021-09")
    datetime.date(2021, 9, 1)
    """
    year, month, day = _parts(text)
    return date(year, month or 1, day or 1)


def last_day(text: str) -> date:
    """The last day that it may mean. Raises ValueError for what is no date.

    >>> last_day("2021-09"), last_day("2021-09-25")
    (datetime.date(2021, 9, 30), datetime.date(2021, 9, 25))
    """
    first = first_day(text)
    _, month, day = _parts(text)
    month = month or 12
    return date(first.year, month, day or calendar.monthrange(first.year, month)[1])


def _parts(text: str) -> tuple[int, int | None, int | None]:
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError(f"a date must be YYYY, YYYY-mm or YYYY-mm-dd, got {text!r}")
    month, day = found["month"], found["day"]
    return int(found["year"]), int(month) if month else None, int(day) if day else None
