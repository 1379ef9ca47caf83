"""The queries tab: a form for every query function, made from its name and arguments."""

import inspect
from collections.abc import Callable
from typing import Any

import gradio as gr

from recsys.domain.services import SERVICES
from recsys.serving.describe import EXAMPLES, FAMILIES
from recsys.serving.queries.movies import MONTHS, WEEKDAYS
from recsys.serving.queries.platforms import DURATION_TYPES
from recsys.ui import html
from recsys.ui.api_examples import examples_of
from recsys.ui.inputs import title_input
from recsys.ui.languages import mark
from recsys.ui.live import Live, Visit
from recsys.ui.query_answers import told

_CHOICES = {"mes": MONTHS, "dia": WEEKDAYS}


def queries_tab(live: Live) -> None:
    """All query functions, each behind what it answers, a family to a tab."""
    with gr.Tabs(overflow_behavior="wrap"):
        for family in FAMILIES:
            with gr.Tab(mark(f"queries.{family}"), id=family):
                names = [name for name in live.names if name.startswith(f"{family}_")]
                for place, name in enumerate(names):
                    with gr.Accordion(mark(f"query.{name}"), open=place == 0, elem_id=f"query-{name}"):
                        _form(live, name)


def _form(live: Live, name: str) -> None:
    parameters = inspect.signature(live.function(name)).parameters
    with gr.Row():
        inputs = [_input(live, name, parameter) for parameter in parameters.values()]
    ask = gr.Button(mark("queries.ask"), variant="primary")
    output = gr.HTML(html.empty(mark("queries.empty")))
    gr.HTML(html.code(mark("queries.call"), _calls(name, live.function(name))))

    def answer(visit: Visit, *values: object) -> str:
        return told(name, visit.ask(name, **dict(zip(parameters, values, strict=True))), visit.words)

    live.on([ask.click], answer, inputs, output)


def _input(live: Live, name: str, parameter: inspect.Parameter) -> gr.Component:
    optional = parameter.default is not parameter.empty
    label = mark(f"parameter.{parameter.name}")
    if name == "platforms_recomendacion":
        return title_input(live)
    if parameter.name in _CHOICES:
        choices = [(mark(f"{parameter.name}.{choice}"), choice) for choice in _CHOICES[parameter.name]]
        return gr.Dropdown(choices, value=choices[0][1], label=label)
    if parameter.name == "platform":
        return _services(live, label, optional=optional)
    if parameter.name == "duration_type":
        choices = [(mark(f"duration_type.{choice}"), choice) for choice in DURATION_TYPES]
        return gr.Radio(choices, value=parameter.default, label=label)
    example = EXAMPLES.get(parameter.name, "")
    # Not gr.Number: left empty it shows, and sends, a 0.
    return gr.Textbox(
        label=label,
        info=mark("queries.optional") if optional else None,
        placeholder=example,
        value="" if optional else example,
        max_lines=1,
    )


def _services(live: Live, label: str, *, optional: bool) -> gr.Dropdown:
    """The services of the bundle being served; the first is chosen, where one must be."""

    def choices(visit: Visit) -> dict[str, Any]:
        services = [(service.name, service.id) for service in visit.service.services]
        anywhere = [(visit.words("queries.anywhere"), "")] if optional else []
        first = services[0][1] if services else None
        return {"choices": [*anywhere, *services], "value": "" if optional else first}

    # Gradio refuses a choice that the page was not made with, should it forget what the visit was told.
    known = [(mark("queries.anywhere"), ""), *((service.name, service.id) for service in SERVICES)]
    return live.part(gr.Dropdown, choices, choices=known, value="" if optional else None, label=label)


def _calls(name: str, function: Callable[..., object]) -> str:
    """How to ask from Python and with curl."""
    ways = examples_of(name, function)
    return f"{ways.python}\n\n{ways.curl}"
