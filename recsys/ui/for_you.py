"""The tab of what to watch: what the visitor rated, their services, and the list that renews with every rating."""

from html import escape

import gradio as gr

from recsys.serving.for_user import ForUser, PredictedWork
from recsys.ui import html
from recsys.ui.cards import card, cards, chance, match, tastes
from recsys.ui.inputs import filter_inputs
from recsys.ui.languages import Words
from recsys.ui.live import Live, Visit
from recsys.ui.visitor import Visitor

RESULTS = 12


def for_you_tab(live: Live) -> None:
    """The visitor's ratings and filters, and the best unseen titles for them."""
    filters = filter_inputs(live, platforms=False)
    answer = gr.HTML()

    def ask(visit: Visit, *limits: object) -> str:
        own = [f"{work}={stars:g}" for work, stars in visit.visitor.ratings.items()]
        given = dict(zip(filters, limits, strict=True))
        found = visit.ask("for_user", k=RESULTS, ratings=own, platforms=visit.visitor.services, **given)
        return for_you(found, visit.visitor, visit.words)

    live.on([live.visitor.change, *(one.change for one in filters.values())], ask, [*filters.values()], answer)  # type: ignore[attr-defined]


def for_you(answer: ForUser, visitor: Visitor, words: Words) -> str:
    """The best unseen works for a person, as cards."""
    told = words.count("list.from", answer.user_ratings) if answer.user_ratings else words("list.popular")
    head = f'<h2>{escape(words("list.heading"))}</h2><p class="muted">{escape(told)}</p>'
    if not answer.results:
        return html.answer(head + html.empty(words("filters.nothing")))
    return html.answer(head + cards([_card(result, visitor, words) for result in answer.results]))


def _card(result: PredictedWork, visitor: Visitor, words: Words) -> str:
    why = words(
        "match.expected",
        stars=words.number(result.predicted_rating, 1),
        low=words.number(result.low, 1),
        high=words.number(result.high, 1),
    )
    matched = match(result.liking, chance(result.liking, words), why)
    return card(result.work, words, matched, tastes(result.work, visitor, words))
