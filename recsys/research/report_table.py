"""Tables as people read them: every kind of table becomes text in cells, to be printed or written as Markdown."""

from dataclasses import dataclass

NOTHING = "–"


@dataclass(frozen=True)
class Sheet:
    """A heading, a sentence, cells under columns (the first names the row) and what there is to say of single rows."""

    name: str
    words: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def sheet_markdown(sheet: Sheet) -> str:
    """The sheet with its heading, in Markdown."""
    lines = [f"## {sheet.name}", "", sheet.words, "", _line(sheet.columns), f"| --- |{' ---: |' * _figures(sheet)}"]
    lines += map(_line, sheet.rows)
    if sheet.notes:
        lines += ["", *(f"- {note}" for note in sheet.notes)]
    return "\n".join([*lines, ""])


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _figures(sheet: Sheet) -> int:
    return len(sheet.columns) - 1
