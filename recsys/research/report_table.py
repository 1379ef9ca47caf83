"""Report tables: text in cells under columns, to be printed or written as Markdown."""

from dataclasses import dataclass

NOTHING = "–"


@dataclass(frozen=True)
class ReportTable:
    """A heading, a sentence, cells under columns (the first names the row) and what there is to say of single rows."""

    name: str
    words: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def table_markdown(table: ReportTable) -> str:
    """The table with its heading, in Markdown."""
    lines = [f"## {table.name}", "", table.words, "", _line(table.columns), f"| --- |{' ---: |' * _figures(table)}"]
    lines += map(_line, table.rows)
    if table.notes:
        lines += ["", *(f"- {note}" for note in table.notes)]
    return "\n".join([*lines, ""])


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _figures(table: ReportTable) -> int:
    return len(table.columns) - 1
