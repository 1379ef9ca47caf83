"""What Butaca itself writes, to be taken along: ratings, what was watched, and wishes, a row a work."""

from collections.abc import Iterator

from recsys.domain.schema import TYPES
from recsys.serving.imports.cells import number, year
from recsys.serving.imports.documents import Document, has, rows_of
from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from recsys.serving.imports.layout import Layout

HEADER = ("Name", "Year", "Rating", "Title Type", "Signal")
TITLE_TYPES = dict(zip(TYPES, ("Movie", "TV Series"), strict=True))
_COLUMNS = ("name", "year", "rating", "titletype", "signal")
_TYPES = {written: type for type, written in TITLE_TYPES.items()}
_SIGNALS = {signal.value: signal for signal in Signal}


def _fits(document: Document) -> bool:
    return has(document, *_COLUMNS)


def _read(document: Document) -> Iterator[Entry | Refused]:
    for line, row in rows_of(document):
        signal, rating = _SIGNALS.get(row.get("signal", "")), number(row.get("rating"))
        if not row.get("name"):
            yield Refused(line, "", Reason.NO_TITLE)
        elif signal is None or (signal is Signal.RATED) != (rating is not None):
            yield Refused(line, row.get("rating") or row.get("signal", ""), Reason.NO_RATING)
        else:
            type = _TYPES.get(row.get("titletype", ""))
            yield Entry((row["name"],), signal, line, year(row.get("year")), type, rating=rating)


LAYOUTS = (Layout("Butaca", "all", _fits, _read, scale=5, columns=_COLUMNS),)
