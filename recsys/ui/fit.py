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


def fit_tab(live: Live) -> None:
    """Who asks, about which title, and the verdict."""
    user = live.part(
        gr.Dropdown, _some_users, label=mark("fit.user"), info=mark("fit.user.info"), value="", allow_custom_value=True
    )
    title = title_input(live)
    find = gr.Button(mark("fit.find"), variant="primary")
    answer = live.part(gr.HTML, _what_this_is_for, js_on_load=telling("example", "work"))

    def ask(visit: Visit, user: str, title: str) -> str:
        visitor = Visitor() if user else visit.visitor
        asked = {"user_id": user, "title": title, "ratings": visitor.title_ratings, **visit.told_in}
        wanted = {"more_like": visitor.more, "less_like": visitor.less}
        # With none named, so that a bundle without ratings says what it lacks.
        best, *others = (visit.ask("fit", **asked, **wanted, model=name) for name in visit.service.models or [""])
        return verdict(best, visit.words, visit.visitor.country, others)

    def at_example(visit: Visit, pressed: gr.EventData) -> str:
        return title_of(visit, {"title": str(pressed.work)})

    exemplified = live.update_told(answer.example, at_example, title, show_progress="hidden")
    live.on([find.click], ask, [user, title], answer, after=[exemplified])


def _what_this_is_for(visit: Visit) -> dict[str, Any]:
    example, words = visit.service.popular(1, visit.locale)[0], visit.words
    button = html.act("example", words("fit.try", title=example.title), work=example.work_id)
    return {"value": html.answer(html.empty(words("fit.empty"), button))}


def _some_users(visit: Visit) -> dict[str, Any]:
    return {"choices": [(visit.words("fit.user.me"), ""), *visit.service.example_users()]}
