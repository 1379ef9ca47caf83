"""The answers of queries as a sentence, a chart where there is one, and tables, in the visitor's language."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

from recsys.domain.services import service_name
from recsys.serving.queries.money import FilmMoney
from recsys.ui import html
from recsys.ui.languages import Words

SHOWN_ITEMS = 50  # rows of a table; the API gives them all
# The rows of an answer that make a chart: their field, what names a row, and its number.
_CHARTS: dict[str, tuple[str, Callable[[Any, Words], str], str]] = {
    "movies_cantidad_filmaciones_mes": ("months", lambda row, words: words(f"mes.{row.name}"), "count"),
    "movies_cantidad_filmaciones_dia": ("weekdays", lambda row, words: words(f"dia.{row.name}"), "count"),
    "movies_get_director": ("films", lambda row, _: _dated(row), "film_return"),
    "movies_franquicia": ("films", lambda row, _: _dated(row), "revenue"),
}
# Values of these fields are names of ours, which have words of their own.
_NAMED = {"month": "mes", "weekday": "dia", "duration_type": "duration_type", "type": "type"}
_WHOLE = {"year", "release_year"}  # numbers that are not grouped by thousands


def told(name: str, answer: Any, words: Words) -> str:  # noqa: ANN401 - each query has an answer of its own
    """The answer of the query of that public name."""
    if isinstance(answer, list):
        rows = [(words.number(place), title) for place, title in enumerate(answer, start=1)]
        return html.sentence(words("query.list"), rows, (words("field.place"), words("field.title")))
    # `mensaje` is the sentence of the API, in Spanish.
    fields = {
        field.name: getattr(answer, field.name) for field in dataclasses.fields(answer) if field.name != "mensaje"
    }
    tables = {field: rows for field, rows in fields.items() if isinstance(rows, list) and _are_rows(rows)}
    facts = [(field, value) for field, value in fields.items() if field not in tables and value not in ([], None)]
    says = f"query.{name}.says"
    if None in fields.values() and words.has(f"{says}.none"):
        says += ".none"
    shown = html.sentence(
        words(says, **{field: _cell(field, value, words) for field, value in fields.items()}),
        [(words(f"field.{field}"), _cell(field, value, words)) for field, value in facts],
        (words("field.field"), words("field.value")),
    )
    if name in _CHARTS:
        field, label, number = _CHARTS[name]
        rows = [(label(row, words), float(getattr(row, number))) for row in tables.get(field, [])]
        shown += html.bars(words(f"query.{name}.chart"), rows, words)
    return shown + "".join(_table(field, rows, words) for field, rows in tables.items())


def _table(field: str, rows: Sequence[Any], words: Words) -> str:
    columns = [column.name for column in dataclasses.fields(rows[0])]
    cells = [[_cell(column, getattr(row, column), words) for column in columns] for row in rows[:SHOWN_ITEMS]]
    title = words(f"field.{field}")
    if len(rows) > SHOWN_ITEMS:
        title += f" · {words('queries.first', n=words.number(SHOWN_ITEMS), all=words.number(len(rows)))}"
    return html.titled_table(title, [words(f"field.{column}") for column in columns], cells)


def _cell(field: str, value: object, words: Words) -> str:
    """A value as people of the language write it."""
    if value is None:
        return "—"
    if field in _NAMED and words.has(f"{_NAMED[field]}.{value}"):
        return words(f"{_NAMED[field]}.{value}")
    if field == "code":
        return words.code(str(value))
    if isinstance(value, list):
        # A text has a method of that name.
        titles = [one if isinstance(one, str) else getattr(one, "title", one) for one in value[:SHOWN_ITEMS]]
        named = [_cell("", title, words) for title in titles]
        more = [words("queries.more", n=words.number(len(value) - SHOWN_ITEMS))] if len(value) > SHOWN_ITEMS else []
        return words.listed(named + more)
    if field == "platform":
        return service_name(str(value))
    if field in _WHOLE or isinstance(value, str):
        return str(value)
    if isinstance(value, int | float):
        return words.number(value, 0 if value == int(value) else 2)
    return str(value)


def _dated(film: FilmMoney) -> str:
    return f"{film.release_date[:4]} · {film.title}"


def _are_rows(values: Sequence[object]) -> bool:
    return bool(values) and all(dataclasses.is_dataclass(value) for value in values)
