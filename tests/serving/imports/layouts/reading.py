"""Made-up files of layouts, and what is read of them."""

import csv
import io
import json
from typing import NamedTuple

from recsys.domain.schema import TYPES
from recsys.serving.imports.archives import Budget, Unread
from recsys.serving.imports.documents import Document
from recsys.serving.imports.entries import Entry, Refused, Signal
from recsys.serving.imports.layout import Layout
from recsys.serving.imports.layouts.registry import LAYOUTS
from recsys.serving.imports.opening import opened

FILM, SERIES = TYPES
# The works of the made-up files, as ones that were watched.
SOLAR_TIDE = Entry(("Solar Tide",), Signal.WATCHED, year=2021, type=FILM, imdb_id="tt9999001", tmdb_id=901)
HARBOUR_LIGHTS = Entry(("Harbour Lights",), Signal.WATCHED, type=SERIES)


class Made(NamedTuple):
    """A file by the name that its exporter gives it; `by_name` where only the name tells which of its files it is."""

    name: str
    content: bytes
    by_name: bool = False


class Told(NamedTuple):
    """What is read of a file."""

    layout: Layout
    entries: list[Entry]
    refused: list[Refused]


def documents(name: str, content: bytes) -> list[Document]:
    found = list(opened(name, content, Budget()))
    documents = [document for document in found if not isinstance(document, Unread)]
    assert len(documents) == len(found)
    return documents


def told(made: Made) -> Told:
    """What the first layout that fits reads of the one document of a file."""
    (document,) = documents(made.name, made.content)
    layout = next(layout for layout in LAYOUTS if layout.fits(document))
    found = list(layout.read(document))
    return Told(
        layout,
        [row for row in found if isinstance(row, Entry)],
        [row for row in found if isinstance(row, Refused)],
    )


def table(columns: str, *rows: tuple[object, ...], separator: str = ",", end: str = "\n", mark: str = "") -> bytes:
    """A table by its columns, named between commas, and its rows."""
    text = io.StringIO(newline="")
    file = csv.writer(text, delimiter=separator, lineterminator=end)
    file.writerow(columns.split(","))
    file.writerows(rows)
    return (mark + text.getvalue()).encode()


def written(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
