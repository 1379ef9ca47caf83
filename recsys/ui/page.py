"""The page: a heading, what must be known of the data, and a tab for every question."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import gradio as gr

from recsys.bundle.bundle import Bundle
from recsys.serving.current import Current
from recsys.ui import html
from recsys.ui.about import about_tab
from recsys.ui.api import add_endpoints
from recsys.ui.api_tab import api_tab
from recsys.ui.ask import ask_box
from recsys.ui.explore import explore_tab
from recsys.ui.fit import fit_tab
from recsys.ui.for_you import for_you_tab
from recsys.ui.languages import LANGUAGES, mark
from recsys.ui.links import history
from recsys.ui.live import PRIVATE, Live, Visit
from recsys.ui.place import place_inputs
from recsys.ui.queries import queries_tab
from recsys.ui.similar import similar_tab
from recsys.ui.together import together_inputs

# The tabs by the names that addresses have for them; those for people who look at data stand within the last of TABS.
DATA = "data"
TABS, DATA_TABS = ("for_you", "similar", "fit", DATA), ("queries", "explore", "about", "api")
_MARK_CHOSEN = """
element.querySelector(`nav [lang="${document.documentElement.lang}"]`)?.setAttribute("aria-current", "true");
const dark = window.butacaDark, pressed = element.querySelector("[data-act=dark]");
const mark = () => pressed.setAttribute("aria-pressed", dark.matches);
dark.addEventListener("change", mark);
mark();
"""


def build_page(current: Current) -> gr.Blocks:
    """The whole interface of the service being served, endpoints included."""
    page: gr.Blocks
    with gr.Blocks(title="Butaca", analytics_enabled=False) as page:
        live = Live(current)
        gr.HTML(_head(), js_on_load=_MARK_CHOSEN)
        live.part(gr.HTML, _notes, value=_first_notes(current.service.bundle))
        opened = history()
        where, people = place_inputs(), together_inputs(live)
        with gr.Tabs(overflow_behavior="wrap") as tabs:
            with gr.Tab(mark("tab.for_you"), id="for_you"):
                ask_box(live)
                _about_people(live, lambda live: for_you_tab(live, where, people))
            with gr.Tab(mark("tab.similar"), id="similar"):
                similar_tab(live, page, opened)
            with gr.Tab(mark("tab.fit"), id="fit"):
                _about_people(live, lambda live: fit_tab(live, opened))
            with gr.Tab(mark("tab.data"), id=DATA), gr.Tabs(overflow_behavior="wrap") as data_tabs:
                with gr.Tab(mark("tab.queries"), id="queries"):
                    queries_tab(live)
                with gr.Tab(mark("tab.explore"), id="explore") as explored:
                    explore_tab(live, explored.select)
                with gr.Tab(mark("tab.about"), id="about"):
                    about_tab(live)
                with gr.Tab(mark("tab.api"), id="api"):
                    api_tab(live)
        live.loaded(page, _tabs_of_address, [tabs, data_tabs])
        for changed in (tabs.change, data_tabs.change):
            changed(None, js="() => { window.butaca.stay(); }", **PRIVATE)
        add_endpoints(current)
        live.follow(page)
    return page


def _head() -> str:
    links = "".join(
        f'<a href="?lang={code}" hreflang="{code}" lang="{language.tag}" data-act="language" '
        f'data-language="{code}">{escape(language.name)}</a>'
        for code, language in LANGUAGES.items()
    )
    dark = html.act("dark", mark("page.dark"), mark("page.dark.whole"), pressed=False)
    return (
        f'<header class="butaca-head"><div><h1>{mark("page.heading")}</h1><p>{mark("page.promise")}</p></div>'
        f'<div><nav aria-label="{mark("page.languages")}">{links}</nav>{dark}</div></header>'
    )


def _tabs_of_address(_: Visit, parameters: Mapping[str, str]) -> list[Any]:
    """The tab that an address names, else the one that shows the title of an address; and the one within it."""
    named = parameters.get("tab") or ("similar" if "title" in parameters else None)
    if named in DATA_TABS:
        return [gr.Tabs(selected=DATA), gr.Tabs(selected=named)]
    return [gr.Tabs(selected=named) if named in TABS else gr.skip(), gr.skip()]


def _notes(visit: Visit) -> dict[str, Any]:
    words, copied = visit.words, visit.current.now.copied
    copy = html.banner(words("note.copy", when=words.moment(copied))) if copied is not None else ""
    return {"value": copy + "".join(html.banner(words(key)) for key in _keys_of_notes(visit.service.bundle))}


def _first_notes(bundle: Bundle) -> str:
    """What most probably is to be said, so that it does not come later and move what stands below it."""
    return "".join(html.banner(mark(key)) for key in _keys_of_notes(bundle))


def _keys_of_notes(bundle: Bundle) -> list[str]:
    notes = {"note.sample": bundle.is_sample, "note.no_signal": not bundle.titles_matter}
    return [key for key, holds in notes.items() if holds]


def _about_people(live: Live, tab: Callable[[Live], None]) -> None:
    """The tab where people rated, else why it cannot be. Not the tab itself: Gradio does not hide one later."""
    live.part(gr.HTML, _no_people)
    with live.part(gr.Column, lambda visit: {"visible": visit.service.people is not None}):
        tab(live)


def _no_people(visit: Visit) -> dict[str, Any]:
    return {"value": html.banner(visit.words("note.no_ratings")) if visit.service.people is None else ""}
