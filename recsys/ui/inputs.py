"""The title that several tabs ask for, with search as one types."""

import contextlib
from collections.abc import Iterable
from typing import Any

import gradio as gr

from recsys.errors import RequestError
from recsys.serving.catalogue import Work
from recsys.ui.cards import dated
from recsys.ui.languages import mark
from recsys.ui.live import Live, Visit

SUGGESTED = 12


def title_input(live: Live, label: str = "input.title", info: str | None = "input.title.info") -> gr.Dropdown:
    """A title; what one types is completed from all works, and anything typed may be asked.

    `label` and `info` are keys of the languages' files.
    """
    title = live.part(
        gr.Dropdown,
        lambda visit: {"choices": _padded(_labels(visit, visit.service.popular(SUGGESTED, visit.locale)))},
        label=mark(label),
        info=mark(info) if info else None,
        value=None,
        allow_custom_value=True,
    )

    def suggest(visit: Visit, typed: gr.EventData) -> Any:  # noqa: ANN401 - Gradio's updates have no type
        try:
            found = _labels(visit, visit.service.suggest(typed.input_value, SUGGESTED, visit.locale))
        except RequestError:  # nothing typed yet, or far too much: the choices stay
            found = []
        return gr.update(choices=_padded(found)) if found else gr.skip()

    live.update_told(title.key_up, suggest, title, show_progress="hidden")
    return title


def _padded(labels: list[str]) -> list[str]:
    # Gradio's list of options reads a choice that is no longer there when the choices get fewer, and stops with
    # a TypeError: there are always as many. The style sheet hides the empty ones.
    return labels + [""] * (SUGGESTED - len(labels))


def label_of(visit: Visit, work: Work) -> str:
    """A work's title with its year, as people write it; its id where another work goes by the same."""
    named, catalogue = dated(work), visit.service.catalogue
    with contextlib.suppress(RequestError):  # a title longer than what may be asked for
        if catalogue.work_ids.ids[catalogue.find("title", named)] == work.work_id:
            return named
    return work.work_id


def _labels(visit: Visit, works: Iterable[Work]) -> list[str]:
    return [label_of(visit, work) for work in works]
