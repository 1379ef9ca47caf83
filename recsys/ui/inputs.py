"""Inputs that several tabs share: the title with search as one types, and the filters."""

from collections.abc import Iterable, Mapping
from typing import Any

import gradio as gr

from recsys.errors import RequestError
from recsys.schema import PLATFORM_NAMES, PLATFORMS, TYPES
from recsys.serving.catalogue import Work
from recsys.serving.filters import MATURITY_LEVELS
from recsys.ui.cards import dated
from recsys.ui.languages import genres_in_words, mark
from recsys.ui.live import Live, Visit

SUGGESTED = 12


def title_input(live: Live, label: str = "input.title", info: str | None = "input.title.info") -> gr.Dropdown:
    """A title; what one types is completed from what the services have, and anything typed may be asked.

    `label` and `info` are keys of the languages' files.
    """
    title = live.part(
        gr.Dropdown,
        lambda visit: {"choices": _padded(_labels(visit.service.popular(SUGGESTED)))},
        label=mark(label),
        info=mark(info) if info else None,
        value=None,
        allow_custom_value=True,
    )

    def suggest(visit: Visit, typed: gr.KeyUpData) -> Any:  # noqa: ANN401 - Gradio's updates have no type
        try:
            found = _labels(visit.service.suggest(typed.input_value, SUGGESTED))
        except RequestError:  # nothing typed yet, or far too much: the choices stay
            found = []
        return gr.update(choices=_padded(found)) if found else gr.skip()

    # Every key for itself: with "always_last" a key that comes while an answer is on its way is sent again without
    # what was typed, and the choices stay those of the first letter.
    live.update_typed(title, suggest)
    return title


def filter_inputs(live: Live, *, platforms: bool = True) -> Mapping[str, gr.Component]:
    """What a list may be limited to, by the answers' arguments; nothing is, until somebody chooses."""
    found: dict[str, gr.Component] = {}
    if platforms:
        choices = [(PLATFORM_NAMES[name], name) for name in PLATFORMS]
        found["platforms"] = gr.CheckboxGroup(choices, label=mark("input.platforms"))
    movie, series = TYPES
    kinds = [(mark("input.type.any"), ""), (mark("input.type.movie"), movie), (mark("input.type.series"), series)]
    levels = [(mark("input.maturity.any"), ""), (mark("input.maturity.all"), "all")]
    levels += [(name, name) for name in list(MATURITY_LEVELS)[1:]]
    with gr.Accordion(mark("input.filters"), open=False):
        with gr.Row():
            found["type"] = gr.Radio(kinds, value="", label=mark("input.type"))
            # Gradio refuses a choice that the page was not made with, should it forget what the visit was told.
            known = [(mark("input.genre.any"), ""), *((mark(f"genre.{name}"), name) for name in genres_in_words())]
            found["genre"] = live.part(gr.Dropdown, _genres, choices=known, value="", label=mark("input.genre"))
            found["maturity"] = gr.Dropdown(
                levels, value="", label=mark("input.maturity"), info=mark("input.maturity.info")
            )
        with gr.Row():
            # Not gr.Number: left empty it shows, and sends, a 0.
            found["year_from"] = gr.Textbox(label=mark("input.year_from"), placeholder="1990", max_lines=1)
            found["year_to"] = gr.Textbox(label=mark("input.year_to"), placeholder="2021", max_lines=1)
            found["minutes_from"] = gr.Textbox(label=mark("input.minutes_from"), placeholder="80", max_lines=1)
            found["minutes_to"] = gr.Textbox(label=mark("input.minutes_to"), placeholder="120", max_lines=1)
        info = mark("input.diversity.info")
        found["diversity"] = gr.Slider(0, 1, value=0, step=0.1, label=mark("input.diversity"), info=info)
    return found


def _genres(visit: Visit) -> dict[str, Any]:
    words = visit.words
    named = sorted((words.genre(name), name) for name in visit.service.filters.genres)
    return {"choices": [(words("input.genre.any"), ""), *named]}


def _padded(labels: list[str]) -> list[str]:
    # Gradio's list of options reads a choice that is no longer there when the choices get fewer, and stops with
    # a TypeError: there are always as many. The style sheet hides the empty ones.
    return labels + [""] * (SUGGESTED - len(labels))


def _labels(works: Iterable[Work]) -> list[str]:
    return list(dict.fromkeys(dated(work) for work in works))
