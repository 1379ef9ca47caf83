"""Where the visitor watches: the country and the services, chosen once, in sight above all tabs."""

from html import escape
from pathlib import Path

import gradio as gr

from recsys.domain.countries import country_name
from recsys.text import fold
from recsys.ui import html
from recsys.ui.live import Visit

_SCRIPT = Path(__file__).with_name("place.js")


def place_inputs() -> gr.HTML:
    """The choices, which `place` fills whenever the visitor changes."""
    return gr.HTML(_waiting(), elem_id="butaca-place", js_on_load=_SCRIPT.read_text(encoding="utf-8"))


def place(visit: Visit) -> str:
    """A list of the countries where something is offered, and a button for each service that can be had there."""
    words, visitor = visit.words, visit.visitor
    buttons = "".join(
        html.act("service", service.name, pressed=service.id in visitor.services, service=service.id)
        for service in visit.services
    )
    services = (
        f'<div class="butaca-row butaca-services" role="group" aria-label="{escape(words("input.services"))}">'
        f'<span class="muted" aria-hidden="true">{escape(words("input.services"))}</span>{buttons}</div>'
    )
    return html.answer(f'<div class="butaca-place">{_countries(visit)}{services if buttons else ""}</div>')


def _countries(visit: Visit) -> str:
    """The list of countries by their names in the visitor's language; nothing where no country is known."""
    words, chosen, codes = visit.words, visit.visitor.country, visit.service.countries
    if not codes:
        return ""
    named = sorted(((country_name(code, words.language), code) for code in codes), key=lambda one: fold(one[0]))
    options = "".join(
        f'<option value="{escape(code)}"{" selected" if code == chosen else ""}>{escape(name)}</option>'
        for name, code in [(words("input.country.any"), ""), *named]
    )
    return (
        f'<div class="butaca-where"><label for="butaca-country">{escape(words("input.country"))}</label>'
        f'<select id="butaca-country" data-change="country" autocomplete="off">{options}</select></div>'
    )


def _waiting() -> str:
    """The room that the choices will take."""
    return html.answer('<div class="butaca-place" aria-hidden="true"></div>')
