"""The page: a heading, what must be known of the data, and a tab for every question."""

import gradio as gr

from recsys.serving.service import Service
from recsys.ui import html
from recsys.ui.about import about_tab
from recsys.ui.api import add_endpoints
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
NO_RATINGS_NOTE = "This catalogue was built from data with too few ratings, so nothing can be said about users."


def build_page(service: Service) -> gr.Blocks:
    """The whole interface of one service, endpoints included."""
    page: gr.Blocks
    with gr.Blocks(title="Butaca", analytics_enabled=False) as page:
        gr.HTML(
            '<header class="butaca-head"><h1>What shall we watch tonight?</h1>'
            "<p>Butaca finds films and series on the services you pay for.</p></header>"
        )
        if service.bundle.is_sample:
            gr.HTML(html.banner(SAMPLE_NOTE))
        if not service.bundle.titles_matter:
            gr.HTML(html.banner(NO_SIGNAL_NOTE))
        with gr.Tabs(overflow_behavior="wrap"):
            with gr.Tab("Similar", id="similar"):
                similar_tab(service)
            if service.people is not None:
                with gr.Tab("Will I like it?", id="fit"):
                    fit_tab(service)
                with gr.Tab("For you", id="for-you"):
                    for_you_tab(service)
            with gr.Tab("Queries", id="queries"):
                queries_tab(service)
            with gr.Tab("About", id="about"):
                about_tab(service)
        if service.people is None:
            gr.HTML(html.banner(NO_RATINGS_NOTE))
        add_endpoints(service)
    return page
