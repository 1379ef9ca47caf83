"""The tab of how well a title suits a person."""

from typing import Any

import gradio as gr

from recsys.ui import html
from recsys.ui.inputs import title_input
from recsys.ui.languages import mark
from recsys.ui.links import title_of
from recsys.ui.live import Live, Visit, telling
from recsys.ui.verdict import verdict
from recsys.ui.visitor import Visitor


def fit_tab(live: Live, history: gr.HTML) -> None:
    """Who asks, about which title, and the verdict; opened by the address of the page, and by a title's own page."""
    user = live.part(
        gr.Dropdown, _some_users, label=mark("fit.user"), info=mark("fit.user.info"), value="", allow_custom_value=True
    )
    title = title_input(live)
    find = gr.Button(mark("fit.find"), variant="primary")
    answer = live.part(gr.HTML, _what_this_is_for, js_on_load=telling("example", "work"))

    def ask(visit: Visit, user: str, title: str) -> str:
        asked = asked_of(visit, title, user)
        # With none named, so that a bundle without ratings says what it lacks.
        best, *others = (visit.ask("fit", **asked, model=name) for name in visit.service.models or [""])
        return verdict(best, visit.words, visit.visitor.country, others)

    def at_example(visit: Visit, pressed: gr.EventData) -> str:
        return title_of(visit, {"title": str(pressed.work)})

    set_by = [
        live.update_told(event, at_example, title, show_progress="hidden") for event in (answer.example, history.fit)
    ]
    live.on([find.click], ask, [user, title], answer, after=set_by)


def asked_of(visit: Visit, title: str, user: str = "") -> dict[str, Any]:
    """The arguments of `fit`: of the visitor, or of a user whom the models know."""
    visitor = Visitor() if user else visit.visitor
    return {
        "user_id": user,
        "title": title,
        "ratings": visitor.title_ratings,
        "watched": visitor.watched_titles,
        "more_like": visitor.more,
        "less_like": visitor.less,
        **visit.told_in,
    }


def _what_this_is_for(visit: Visit) -> dict[str, Any]:
    example, words = visit.service.popular(1, visit.locale)[0], visit.words
    button = html.act("example", words("fit.try", title=example.title), work=example.work_id)
    return {"value": html.answer(html.empty(words("fit.empty"), button))}


def _some_users(visit: Visit) -> dict[str, Any]:
    return {"choices": [(visit.words("fit.user.me"), ""), *visit.service.example_users()]}
