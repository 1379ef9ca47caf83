"""Files read as entries: each document by the layout that fits, on one scale, with days as ISO writes them."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from recsys.progress import Progress
from recsys.serving.imports import dates, scales
from recsys.serving.imports.archives import Budget, Unread, Why
from recsys.serving.imports.documents import Document, Json, Table, Xml
from recsys.serving.imports.entries import Entry, Reason, Refused
from recsys.serving.imports.layout import Layout
from recsys.serving.imports.layouts.registry import LAYOUTS
from recsys.serving.imports.limits import LISTED_REFUSED, MOST_ROWS
from recsys.serving.imports.opening import opened
from recsys.serving.imports.report import ReadDocument, RefusedRow, UnknownDocument

_SHOWN_COLUMNS, _SHOWN_CHARACTERS, _LONGEST_TITLE = 30, 80, 300
# What reading a document may raise that only looks like one of its layout: a JSON of another shape, a table's end.
_MALFORMED = (csv.Error, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)


class File(NamedTuple):
    """A file as it is given."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Read:
    """A document and its entries: their `rating` are stars, their `day` is ISO's or None."""

    document: ReadDocument
    entries: list[Entry]


def read(files: Sequence[File], tell: Progress) -> tuple[list[Read], list[UnknownDocument]]:
    """The documents of files, known and not. Raises what `opened` raises."""
    known: list[Read] = []
    unknown: list[UnknownDocument] = []
    budget, rows = Budget(), MOST_ROWS
    for file in files:
        name = file.name.encode(errors="replace").decode()  # half a character could not be told again
        for document in opened(name, file.content, budget):
            if isinstance(document, Unread):
                unknown.append(UnknownDocument(document.path, document.why.value, [], None))
                continue
            tell(f"reading {document.path}")
            try:
                layout = next((layout for layout in LAYOUTS if layout.fits(document)), None)
            except _MALFORMED:
                unknown.append(UnknownDocument(document.path, Why.DAMAGED.value, [], None))
                continue
            if layout is None:
                unknown.append(_unknown(document))
            else:
                known.append(_read(document, layout, rows))
                rows -= known[-1].document.rows
    return known, unknown


def _read(document: Document, layout: Layout, most_rows: int) -> Read:
    entries: list[Entry] = []
    refused: list[Refused] = []
    last = 0
    whole = _whole(document, layout)
    for found in islice(whole, most_rows):
        last = found.line
        if isinstance(found, Entry):
            entries.append(found)
        else:
            refused.append(found)
    rows = len(entries) + len(refused)
    left_out = 0
    if rows >= most_rows:
        left_out = document.lines - last if isinstance(document, Table) else sum(1 for _ in whole)
    scale = layout.scale(document) if callable(layout.scale) else layout.scale
    if scale is None:
        scale = scales.found_out(entry.rating for entry in entries)
    order = layout.dates or dates.order(entry.day for entry in entries)
    entries = list(_uniform(entries, scale, order, refused))
    refused.sort()
    rated = any(entry.rating is not None for entry in entries)
    report = ReadDocument(
        document.path,
        layout.source,
        layout.kind,
        rows,
        len(entries),
        scale if rated else None,
        order.value if order is not None else None,
        [RefusedRow(row.line, _shown(row.value), row.reason.value) for row in refused[:LISTED_REFUSED]],
        len(refused),
        left_out,
    )
    return Read(report, entries)


def _whole(document: Document, layout: Layout) -> Iterator[Entry | Refused]:
    """All that a layout makes of a document; where that ends in the middle, a refused row says so."""
    try:
        yield from layout.read(document)
    except _MALFORMED as error:
        yield Refused(0, str(error), Reason.INCOMPLETE)


def _uniform(
    entries: Sequence[Entry], scale: float | None, order: dates.Order | None, refused: list[Refused]
) -> Iterator[Entry]:
    """Entries with stars and days; those with a rating that is not on the scale are refused."""
    days: dict[str | None, str | None] = {None: None}
    for entry in entries:
        if entry.day not in days:
            days[entry.day] = dates.iso(entry.day, order)
        if not _is_sound(entry):
            refused.append(Refused(entry.line, str(entry.titles), Reason.NO_TITLE))
            continue
        rating = entry.rating
        if rating is not None:
            rating = scales.stars(rating, scale) if scale is not None else None
            if rating is None:
                refused.append(Refused(entry.line, f"{entry.rating:g}", Reason.NO_RATING))
                continue
        day = days[entry.day]
        yield entry if (rating, day) == (entry.rating, entry.day) else entry._replace(rating=rating, day=day)


def _is_sound(entry: Entry) -> bool:
    """Whether its titles are titles and its ids ids, which JSON does not promise."""
    return (
        bool(entry.titles)
        and all(isinstance(title, str) and title.strip() and len(title) <= _LONGEST_TITLE for title in entry.titles)
        and isinstance(entry.year, int | None)
        and isinstance(entry.tmdb_id, int | None)
        and isinstance(entry.day, str | None)
    )


def _unknown(document: Document) -> UnknownDocument:
    """A document that no layout fits, with the layout that shares most of its columns."""
    if isinstance(document, Table):
        columns = set(document.columns)
        shared = Counter({layout: len(columns & set(layout.columns)) for layout in LAYOUTS if layout.columns})
        best, most = max(shared.items(), key=lambda one: (one[1] / len(one[0].columns), one[1]))
        nearest = f"{best.source} {best.kind}" if most else None
        return UnknownDocument(document.path, Why.UNKNOWN.value, _names(document.header), nearest)
    if isinstance(document, Xml):
        return UnknownDocument(document.path, Why.UNKNOWN.value, _names([document.root.tag]), None)
    return UnknownDocument(document.path, Why.UNKNOWN.value, _names(_keys(document)), None)


def _keys(document: Json) -> list[str]:
    """The keys of a JSON document, of its first element where it is a list."""
    value = document.value[0] if isinstance(document.value, list) and document.value else document.value
    return list(value) if isinstance(value, dict) else []


def _names(columns: Sequence[str]) -> list[str]:
    return [_shown(name) for name in columns[:_SHOWN_COLUMNS]]


def _shown(value: str) -> str:
    return value if len(value) <= _SHOWN_CHARACTERS else f"{value[: _SHOWN_CHARACTERS - 1]}…"
