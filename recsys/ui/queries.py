"""The queries tab: a form for every query function, made from its name, arguments and description."""

import dataclasses
import inspect
import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import gradio as gr

from recsys.rest import path_of
from recsys.schema import PLATFORM_NAMES, PLATFORMS
from recsys.serving.describe import EXAMPLES, describe
from recsys.serving.money import FilmMoney
from recsys.serving.movies import MONTHS, WEEKDAYS
from recsys.serving.platforms import DURATION_TYPES
from recsys.serving.service import FAMILIES
from recsys.ui import html
from recsys.ui.inputs import title_input
from recsys.ui.live import Live
from recsys.ui.tabs import shown

ADDRESS = "http://127.0.0.1:7860"
SHOWN_ITEMS = 50  # rows of a table; the API gives them all
FAMILY_NAMES = {"platforms": "Streaming catalogue", "movies": "Film catalogue"}
_CHOICES = {"mes": MONTHS, "dia": WEEKDAYS}
# The rows of an answer that make a chart: their field, what names a row, its number, and what that is.
_CHARTS: dict[str, tuple[str, Callable[[Any], str], str, str]] = {
    "movies_cantidad_filmaciones_mes": ("months", lambda row: row.name, "count", "Films released by month"),
    "movies_cantidad_filmaciones_dia": ("weekdays", lambda row: row.name, "count", "Films released by weekday"),
    "movies_get_director": ("films", lambda row: _dated(row), "film_return", "Return of each film, by year"),
    "movies_franquicia": ("films", lambda row: _dated(row), "revenue", "Revenue of each film in dollars, by year"),
}


def queries_tab(live: Live) -> None:
    """All query functions, each behind its name, a family to a tab."""
    with gr.Tabs(overflow_behavior="wrap"):
        for family in FAMILIES:
            with gr.Tab(FAMILY_NAMES[family], id=family):
                names = [name for name in live.service.answers if name.startswith(f"{family}_")]
                for place, name in enumerate(names):
                    with gr.Accordion(name.removeprefix(f"{family}_"), open=place == 0):
                        _form(live, name)


def _form(live: Live, name: str) -> None:
    function = live.service.answers[name]
    parameters = inspect.signature(function).parameters
    gr.Markdown(describe(function).summary)
    with gr.Row():
        inputs = [_input(live, name, parameter) for parameter in parameters.values()]
    ask = gr.Button("Ask", variant="primary")
    output = gr.HTML(html.empty("Fill in and ask; the answer appears here."))
    gr.HTML(html.code("Call it from a program", _calls(name, function)))

    def answer(*values: object) -> str:
        return _answer(name, live.ask(name, **dict(zip(parameters, values, strict=True))))

    ask.click(shown(answer), inputs, output, queue=False, show_progress="minimal", api_visibility="private")


def _input(live: Live, name: str, parameter: inspect.Parameter) -> gr.Component:
    optional = parameter.default is not parameter.empty
    label = parameter.name + (" (optional)" if optional else "")
    if name == "platforms_recomendacion":
        return title_input(live)
    if parameter.name in _CHOICES:
        names = list(_CHOICES[parameter.name])
        return gr.Dropdown(names, value=names[0], label=label, allow_custom_value=True)
    if parameter.name == "platform":
        anywhere = [("All", "")] if optional else []
        choices = anywhere + [(PLATFORM_NAMES[platform], platform) for platform in PLATFORMS]
        return gr.Dropdown(choices, value="" if optional else EXAMPLES["platform"], label=label)
    if parameter.name == "duration_type":
        return gr.Radio(list(DURATION_TYPES), value=parameter.default, label=label)
    example = EXAMPLES.get(parameter.name, "")
    # Not gr.Number: left empty it shows, and sends, a 0.
    return gr.Textbox(label=label, placeholder=example, value="" if optional else example, max_lines=1)


def _calls(name: str, function: Callable[..., object]) -> str:
    """How to ask from Python and with curl, with values that work."""
    example = {
        parameter.name: EXAMPLES[parameter.name]
        for parameter in inspect.signature(function).parameters.values()
        if parameter.default is parameter.empty
    }
    arguments = "".join(f"{key}={json.dumps(value, ensure_ascii=False)}, " for key, value in example.items())
    path = path_of(name, function)
    in_path = {key for key in example if f"{{{key}}}" in path}
    query = urlencode({key: value for key, value in example.items() if key not in in_path})
    url = path.format(**{key: quote(example[key]) for key in in_path}) + (f"?{query}" if query else "")
    return (
        f'from gradio_client import Client\n\nClient("{ADDRESS}").predict({arguments}api_name="/{name}")\n\n'
        f"# or, in a terminal\ncurl '{ADDRESS}{url}'"
    )


def _answer(name: str, answer: object) -> str:
    if isinstance(answer, list):
        return html.sentence("Parecidas", list(enumerate(answer, start=1)), ("Place", "Title"))
    fields = {field.name: getattr(answer, field.name) for field in dataclasses.fields(answer)}  # type: ignore[arg-type]
    sentence = fields.pop("mensaje")
    tables = {field: rows for field, rows in fields.items() if isinstance(rows, list) and _are_rows(rows)}
    facts = [(field, _listed(value)) for field, value in fields.items() if field not in tables]
    shown = html.sentence(sentence, facts, ("Field", "Value"))
    if name in _CHARTS:
        field, label, number, title = _CHARTS[name]
        shown += html.bars(title, [(label(row), getattr(row, number)) for row in tables.get(field, [])])
    return shown + "".join(_table(field, rows) for field, rows in tables.items())


def _dated(film: FilmMoney) -> str:
    return f"{film.release_date[:4]} · {film.title}"


def _are_rows(values: Sequence[object]) -> bool:
    return bool(values) and all(dataclasses.is_dataclass(value) for value in values)


def _table(field: str, rows: Sequence[object]) -> str:
    columns = [column.name for column in dataclasses.fields(rows[0])]  # type: ignore[arg-type]
    cells = [[getattr(row, column) for column in columns] for row in rows[:SHOWN_ITEMS]]
    more = f" (the first {SHOWN_ITEMS} of {len(rows):,})" if len(rows) > SHOWN_ITEMS else ""
    return html.titled_table(field + more, columns, cells)


def _listed(value: object) -> object:
    if not isinstance(value, list):
        return "—" if value is None else value
    shown = "; ".join(str(item) for item in value[:SHOWN_ITEMS])
    return shown if len(value) <= SHOWN_ITEMS else f"{shown}; and {len(value) - SHOWN_ITEMS:,} more"
