"""The page: a heading, what must be known of the data, and a tab for every question."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import gradio as gr

from recsys.serving.current import Current
from recsys.serving.service import Service
from recsys.ui import html
from recsys.ui.about import about_tab
from recsys.ui.api import add_endpoints
from recsys.ui.live import Live
from recsys.ui.queries import queries_tab
from recsys.ui.tabs import fit_tab, for_you_tab, similar_tab

SAMPLE_NOTE = (
    "You are looking at a small sample: a few hundred well-known titles, and ratings by simulated people. "
    "Build a bundle from real data to see your services' catalogues."
)
NO_SIGNAL_NOTE = (
    "The ratings behind this catalogue say much about people and nothing about titles: they were as good as dealt out "
    "at random. Do not trust «Will I like it?» and «For you» here."
)
COPY_NOTE = "The newest catalogue cannot be had just now: this is served from the copy of {} UTC."
NO_RATINGS_NOTE = "This catalogue was built from data with too few ratings, so nothing can be said about users."


def build_page(current: Current) -> gr.Blocks:
    """The whole interface of the service being served, endpoints included."""
    live = Live(current)
    page: gr.Blocks
    with gr.Blocks(title="Butaca", analytics_enabled=False) as page:
        gr.HTML(
            '<header class="butaca-head"><h1>What shall we watch tonight?</h1>'
            "<p>Butaca finds films and series on the services you pay for.</p></header>"
        )
        live.part(gr.HTML, lambda service: _notes(service, live.copied))
        with gr.Tabs(overflow_behavior="wrap"):
            with gr.Tab("Similar", id="similar"):
                similar_tab(live)
            with gr.Tab("Will I like it?", id="fit"):
                _about_people(live, fit_tab)
            with gr.Tab("For you", id="for-you"):
                _about_people(live, for_you_tab)
            with gr.Tab("Queries", id="queries"):
                queries_tab(live)
            with gr.Tab("About", id="about"):
                about_tab(live)
        add_endpoints(current)
        live.follow(page)
    return page


def _notes(service: Service, copied: datetime | None) -> dict[str, Any]:
    held = [
        (COPY_NOTE.format(f"{copied:%Y-%m-%d %H:%M}" if copied else ""), copied is not None),
        (SAMPLE_NOTE, service.bundle.is_sample),
        (NO_SIGNAL_NOTE, not service.bundle.titles_matter),
    ]
    value = "".join(html.banner(note) for note, holds in held if holds)
    return {"value": value, "visible": bool(value)}


def _about_people(live: Live, tab: Callable[[Live], None]) -> None:
    """The tab where people rated, else why it cannot be. Not the tab itself: Gradio does not hide one later."""
    live.part(gr.HTML, lambda service: {"visible": service.people is None}, value=html.banner(NO_RATINGS_NOTE))
    with live.part(gr.Column, lambda service: {"visible": service.people is not None}):
        tab(live)
