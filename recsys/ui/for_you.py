"""The tab of what to watch: what the visitor rates, and the list that renews with every rating."""

from html import escape
from typing import Any

import gradio as gr

from recsys.errors import RequestError
from recsys.ui import html
from recsys.ui.cards import cards
from recsys.ui.filters import LOOSEN, FilterInputs, Filters, nothing
from recsys.ui.home import home_rows
from recsys.ui.imports import import_inputs
from recsys.ui.languages import Words, mark
from recsys.ui.lists import Suggestions, suggested_card, suggestions
from recsys.ui.live import Live, Visit
from recsys.ui.own_ratings import own_ratings, own_ratings_view
from recsys.ui.place import place
from recsys.ui.rater import rater, rater_inputs, skeleton
from recsys.ui.together import together
from recsys.ui.visitor import Visitor

RESULTS = 12
HOME = "butaca-home"  # where all of it is on the page: `ask.js` hides it behind an answer


def for_you_tab(live: Live, where: gr.HTML, people: gr.HTML) -> None:
    """The visitor's ratings and filters, and the best unseen titles for whoever is there.

    `where` they watch and who the `people` are follows the visitor too.
    """
    with gr.Column(elem_id=HOME):
        home_rows(live)
        asked = rater_inputs(live)
        with gr.Accordion(mark("import.title"), open=False):
            import_inputs(live)
        filters = FilterInputs(live)
        answer = gr.HTML(skeleton(), js_on_load=LOOSEN, elem_id="butaca-list")
        loosened = filters.loosening(live, answer)
        with gr.Accordion(mark("own.title"), open=False):
            own = own_ratings_view(live)

    def listed(visit: Visit, *limits: object) -> str:
        return _answer(visit, filters.given(limits))

    def renewed(visit: Visit, *limits: object) -> list[Any]:
        if visit.service.people is None:
            return [place(visit), "", *[gr.skip()] * 3]
        try:
            found = listed(visit, *limits)
        except RequestError as error:
            found = html.error(visit.told(error))
        return [place(visit), together(visit), rater(visit), found, own_ratings(visit)]

    # The visitor changes as soon as the page has read what the browser keeps, and so the first list comes.
    outputs = [where, people, asked, answer, own]
    live.update([live.visitor.change], renewed, filters.components, outputs, show_progress="hidden")
    live.on(filters.changes, listed, filters.components, answer, after=[loosened])


def _answer(visit: Visit, filters: Filters) -> str:
    given = {**visit.place, **filters}
    found = suggestions(visit, RESULTS, given)
    instead = "" if found.works else nothing(visit, given, lambda limits: bool(suggestions(visit, 1, limits).works))
    return for_you(found, visit.visitor, visit.words, instead)


def for_you(found: Suggestions, visitor: Visitor, words: Words, instead: str = "") -> str:
    """The best unseen works for whoever is there, as cards; where there are none, the markup `instead`."""
    head = f'<h2>{escape(found.heading)}</h2><p class="muted">{escape(found.told)}</p>'
    return html.answer(head + (cards([suggested_card(one, visitor, words) for one in found.works]) or instead))
