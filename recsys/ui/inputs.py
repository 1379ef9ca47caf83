"""Inputs that several tabs share: the title with search as one types, and the filters."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import gradio as gr

from recsys.errors import RequestError
from recsys.schema import PLATFORM_NAMES, PLATFORMS
from recsys.serving.catalogue import Work
from recsys.serving.filters import MATURITY_LEVELS
from recsys.serving.service import Service
from recsys.ui.live import Live

SUGGESTED = 12


def title_input(live: Live) -> gr.Dropdown:
    """A title; what one types is completed from what the services have, and anything typed may be asked."""
    title = live.part(
        gr.Dropdown,
        lambda service: {"choices": _padded(_labels(service.popular(SUGGESTED)))},
        label="Title",
        info="Type a film or a series",
        value=None,
        allow_custom_value=True,
    )

    def suggest(event: gr.KeyUpData) -> Any:  # noqa: ANN401 - Gradio's updates have no type
        try:
            found = _labels(live.service.suggest(event.input_value, SUGGESTED))
        except RequestError:  # nothing typed yet, or far too much: the choices stay
            found = []
        return gr.update(choices=_padded(found)) if found else gr.skip()

    # Every key for itself: with "always_last" a key that comes while an answer is on its way is sent again without
    # what was typed, and the choices stay those of the first letter.
    title.key_up(
        suggest, None, title, queue=False, show_progress="hidden", api_visibility="private", trigger_mode="multiple"
    )
    return title


class FilterInputs(NamedTuple):
    """The inputs of the filters, in the order in which answers take them."""

    platforms: gr.CheckboxGroup
    type: gr.Radio
    genre: gr.Dropdown
    year_from: gr.Textbox
    year_to: gr.Textbox
    maturity: gr.Dropdown

    def named(self, values: Iterable[object]) -> dict[str, object]:
        """What these inputs hold, in their order, as arguments of an answer."""
        return dict(zip(self._fields, values, strict=True))


def filter_inputs(live: Live) -> FilterInputs:
    """What a list may be limited to; nothing is, until somebody chooses."""
    platforms = gr.CheckboxGroup([(PLATFORM_NAMES[name], name) for name in PLATFORMS], label="Services I pay for")
    levels = [("No limit", ""), ("All ages", "all"), *((f"Up to {name}", name) for name in list(MATURITY_LEVELS)[1:])]
    with gr.Accordion("More filters", open=False):
        with gr.Row():
            types = [("Both", ""), ("Films", "movie"), ("Series", "tv show")]
            kind = gr.Radio(types, value="", label="Films or series")
            genre = live.part(gr.Dropdown, _genres, value="", label="Genre")
            note = "Leaves out titles without a known rating"
            maturity = gr.Dropdown(levels, value="", label="Suitable for", info=note)
        with gr.Row():
            # Not gr.Number: left empty it shows, and sends, a 0.
            year_from = gr.Textbox(label="From year", placeholder="1990", max_lines=1)
            year_to = gr.Textbox(label="To year", placeholder="2021", max_lines=1)
    return FilterInputs(platforms, kind, genre, year_from, year_to, maturity)


def _genres(service: Service) -> dict[str, Any]:
    return {"choices": [("Any", ""), *((name.title(), name) for name in service.filters.genres)]}


def _padded(labels: list[str]) -> list[str]:
    # Gradio's list of options reads a choice that is no longer there when the choices get fewer, and stops with
    # a TypeError: there are always as many. The style sheet hides the empty ones.
    return labels + [""] * (SUGGESTED - len(labels))


def _labels(works: Iterable[Work]) -> list[str]:
    return list(dict.fromkeys(f"{work.title} ({work.year})" for work in works))
