"""The tab that shows the catalogue and the ratings in pictures; whatever bar is pressed limits all the others."""

import re
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path

import gradio as gr

from recsys.domain.services import service_name
from recsys.errors import RequestError
from recsys.serving.filters import Filters
from recsys.ui import html
from recsys.ui.explore_films import money
from recsys.ui.explore_ratings import opinions
from recsys.ui.explore_titles import catalogue, kind_name, title_names
from recsys.ui.languages import Words, mark
from recsys.ui.live import Live, Visit

_SCRIPT = Path(__file__).with_name("explore.js")
_DECADE = re.compile("[0-9]{3}0")
_ONE_OF = ("type", "genre", "decade")
_KINDS = ("platforms", *_ONE_OF)


def explore_tab(live: Live, opened: Callable[..., object]) -> None:
    """Everything in pictures, drawn when the tab is opened."""
    chosen = gr.HTML(None, html_template="", js_on_load=_SCRIPT.read_text(encoding="utf-8"), visible="hidden")
    shown = gr.HTML(html.empty(mark("explore.wait")))
    live.on([opened, chosen.change], explore, [chosen], shown)


def explore(visit: Visit, sent: object) -> str:
    """The pictures of what was chosen, as the browser sent it; with the way back where that holds nothing."""
    service, words = visit.service, visit.words
    chosen = _chosen(sent)
    try:
        filters = _filters(visit, chosen)
    except RequestError as error:
        return html.answer(html.error(visit.told(error)) + _everything(words))
    tables = service.explorer.among(filters)
    if not tables.titles.num_rows:
        return html.answer(html.empty(words("filters.nothing")) + _everything(words))

    # The titles if nothing of a kind were chosen: its chart shows what else there is to choose.
    others = {
        kind: service.explorer.titles(_filters(visit, {**chosen, kind: []})) for kind in _KINDS if chosen.get(kind)
    }
    parts = [
        _head(filters, chosen, tables.titles.num_rows, words),
        catalogue(tables.titles, others, chosen, words),
        opinions(tables, words),
        money(tables.movies, words),
        title_names(tables.titles, words),
    ]
    return html.answer("".join(parts))


def _chosen(sent: object) -> dict[str, list[str]]:
    """What was sent, without what cannot be: a browser may send anything."""
    if not isinstance(sent, Mapping):
        return {}
    kinds = {kind: sent.get(kind) for kind in _KINDS}
    return {
        kind: [
            value
            for value in values
            if isinstance(value, str) and value and (kind != "decade" or _DECADE.fullmatch(value))
        ]
        for kind, values in kinds.items()
        if isinstance(values, list)
    }


def _filters(visit: Visit, chosen: Mapping[str, list[str]]) -> Filters:
    one = {kind: next(iter(chosen.get(kind, [])), None) for kind in _ONE_OF}
    decade = one["decade"]
    return visit.service.filters.parse(
        platforms=chosen.get("platforms") or None,
        type=one["type"],
        genre=one["genre"],
        year_from=decade,
        year_to=int(decade) + 9 if decade else None,
    )


def _head(filters: Filters, chosen: Mapping[str, list[str]], titles: int, words: Words) -> str:
    """How much is shown, and a button for each choice that takes it away."""
    named = [("platforms", name, service_name(name)) for name in filters.platforms]
    named += [("type", value, kind_name(value, words)) for value in [filters.type] if value]
    named += [("genre", value, words.genre(value)) for value in [filters.genre] if value]
    named += [("decade", value, words("explore.decade.name", year=value)) for value in chosen.get("decade", [])[:1]]
    if not named:
        told = words("explore.all", titles=words.number(titles))
        return f'<div class="butaca-chosen"><p role="status">{escape(told)}</p></div>'
    told = words.count("explore.some", titles)
    chips = "".join(
        f'<button type="button" data-choose="{kind}" data-value="{escape(value)}" '
        f'aria-label="{escape(words("explore.without", name=name))}">{escape(name)} ×</button>'
        for kind, value, name in named
    )
    return f'<div class="butaca-chosen"><p role="status">{escape(told)}</p>{chips}{_button(words)}</div>'


def _everything(words: Words) -> str:
    return f'<div class="butaca-chosen">{_button(words)}</div>'


def _button(words: Words) -> str:
    return f'<button type="button" data-choose="">{escape(words("explore.everything"))}</button>'
