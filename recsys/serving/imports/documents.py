"""The documents in what people give: tables, JSON and XML."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any
from xml.etree.ElementTree import Element

from recsys.serving.imports.limits import MOST_COLUMNS, MOST_LINE, MOST_LINES, MOST_ROWS
from recsys.text import fold


@dataclass(frozen=True)
class Table:
    """A table of text with a header in its first row that is not empty; rows are parsed anew each time.

    `path` is where it lay in its archive, below the file's own name.
    """

    path: str
    text: str = field(repr=False)
    separator: str = ","

    @cached_property
    def header(self) -> tuple[str, ...]:
        """The cells of the first row, as written."""
        return tuple(next((cells for _, cells in self.cells()), ())[:MOST_COLUMNS])

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The header's cells, folded and without spaces: «Start Time» and «start_time» are `starttime`."""
        return tuple(fold(name).replace(" ", "") for name in self.header)

    @property
    def lines(self) -> int:
        """How many lines the text has."""
        return self.text.rstrip().count("\n") + 1

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows behind the header, each with its line: its cells by folded column, stripped.

        A row that is too short lacks the columns behind; of two columns of a name the first one's cell counts. Raises
        csv.Error where the text is no table any more.
        """
        places = {name: place for place, name in reversed(list(enumerate(self.columns))) if name}
        columns, order = list(places), list(places.values())
        plain = order == list(range(len(order)))
        rows = self.cells()
        next(rows, None)
        for line, cells in rows:
            if plain:
                yield line, dict(zip(columns, cells, strict=False))
            else:
                yield line, {name: cells[place] for name, place in places.items() if place < len(cells)}

    def cells(self) -> Iterator[tuple[int, list[str]]]:
        """All rows that are not empty, the header too, each with its line: its cells, stripped.

        Ends behind `MOST_ROWS`. Raises csv.Error where the text is no table any more.
        """
        lines = _Lines(self.text)
        rows = csv.reader(lines, delimiter=self.separator)
        for cells in islice(rows, MOST_ROWS + 1):
            lines.of_row = 0
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield rows.line_num, stripped


class _Lines:
    """The lines of a text, without a second copy of it as io.StringIO makes, and no more of one row than rows have."""

    def __init__(self, text: str) -> None:
        self._text = text if "\n" in text or "\r" not in text else text.replace("\r", "\n")
        self._at = 0
        self.of_row = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self._at >= len(self._text):
            raise StopIteration
        end = self._text.find("\n", self._at) + 1 or len(self._text)
        self.of_row += 1
        if end - self._at > MOST_LINE or self.of_row > MOST_LINES:
            raise csv.Error("a row is too long")
        line = self._text[self._at : end]
        self._at = end
        return line


@dataclass(frozen=True)
class Json:
    """A JSON document."""

    path: str
    value: Any = field(repr=False)


@dataclass(frozen=True)
class Xml:
    """An XML document by its root; one with a document type or entities is never read."""

    path: str
    root: Element = field(repr=False)


Document = Table | Json | Xml


def has(document: Document, *columns: str) -> bool:
    """Whether the document is a table with all these columns, folded."""
    return isinstance(document, Table) and set(columns) <= set(document.columns)


def rows_of(document: Document) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table as `Table.rows` has them; none of any other document."""
    return document.rows() if isinstance(document, Table) else iter(())
