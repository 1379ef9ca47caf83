"""Addresses that open the page at a title and its filters: made, read, and kept by the browser's history."""

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import gradio as gr

from recsys.errors import RequestError
from recsys.serving import checks
from recsys.ui.filters import blank
from recsys.ui.inputs import label_of
from recsys.ui.live import Visit

_SCRIPT = Path(__file__).with_name("history.js")


def history() -> gr.HTML:
    """The hidden component that keeps the browser's history and the address.

    It tells of what is to be opened by the events `open` (a title) and `fit` (how well one suits), with the `work` and
    the parameters of an `address`, which are empty but for what the history brings back.
    """
    return gr.HTML(None, html_template="", js_on_load=_SCRIPT.read_text(encoding="utf-8"), visible="hidden")


def link(work_id: str, given: Mapping[str, Any], language: str) -> str:
    """The parameters of an address at that title, without filters that limit nothing."""
    limits = {name: value for name, value in given.items() if value not in (None, "", blank(name))}
    told = {name: ",".join(value) if isinstance(value, list) else value for name, value in limits.items()}
    return urlencode({"title": work_id, **told, "lang": language})


def question_link(question: str, dropped: Sequence[str], place: Mapping[str, Any], language: str) -> str:
    """The parameters of an address that asks in words, without what was taken away, where somebody watches."""
    told = {name: ",".join(value) if isinstance(value, list) else value for name, value in place.items() if value}
    return urlencode({"ask": question, "drop": list(dropped), **told, "lang": language}, doseq=True)


def title_of(visit: Visit, parameters: Mapping[str, str]) -> str:
    """The title of an address, as people write it; one that is none stays as it came, to be refused by its answer."""
    given = parameters.get("title", "")
    with contextlib.suppress(RequestError):
        return label_of(visit, visit.service.work(given, visit.locale))
    return given


def limits_of(visit: Visit, parameters: Mapping[str, str], names: list[str]) -> dict[str, Any]:
    """The filters of an address by their names; what cannot be is left out, since a form could not hold it."""
    found = {name: blank(name) for name in names}
    for name in names:
        if name in parameters:
            with contextlib.suppress(RequestError):
                found[name] = _value(visit, name, parameters[name])
    return found


def _value(visit: Visit, name: str, given: str) -> object:
    if name == "diversity":
        return checks.number(name, given, 0, 1)
    value = getattr(visit.service.filters.parse(**{name: given}), name)
    return list(value) if isinstance(value, tuple) else str(value or "")
