"""The tab of how well a title suits a person."""

from typing import Any

import gradio as gr

from recsys.ui import html
from recsys.ui.inputs import title_input
from recsys.ui.languages import mark
from recsys.ui.live import Live, Visit
from recsys.ui.verdict import verdict


def fit_tab(live: Live) -> None:
    """Who asks, about which title, and the verdict."""
    user = live.part(
        gr.Dropdown, _some_users, label=mark("fit.user"), info=mark("fit.user.info"), value="", allow_custom_value=True
    )
    title = title_input(live)
    find = gr.Button(mark("fit.find"), variant="primary")
    answer = gr.HTML(html.empty(mark("fit.empty")))

    def ask(visit: Visit, user: str, title: str) -> str:
        own = [] if user else [f"{work}={stars:g}" for work, stars in visit.visitor.ratings.items()]
        return verdict(visit.ask("fit", user_id=user, title=title, ratings=own), visit.words)

    live.on([find.click], ask, [user, title], answer)


def _some_users(visit: Visit) -> dict[str, Any]:
    return {"choices": [(visit.words("fit.user.me"), ""), *visit.service.example_users()]}
