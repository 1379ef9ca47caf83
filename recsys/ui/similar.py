"""The tab of titles like one."""

import math
from collections.abc import Mapping
from html import escape
from typing import Any

import gradio as gr

from recsys.serving.recommend import Recommendations, SharedFeature, SimilarWork
from recsys.ui import html
from recsys.ui.cards import card, cards, dated, match, tastes
from recsys.ui.inputs import filter_inputs, title_input
from recsys.ui.languages import Words, mark
from recsys.ui.live import Live, Visit
from recsys.ui.visitor import Visitor

RESULTS = 12
SHOWN_FEATURES = 3
# The words for a similarity beside the best one's, and from where on they hold.
_ALIKE = {"very_alike": 0.75, "alike": 0.4, "somewhat_alike": -math.inf}


def similar_tab(live: Live) -> None:
    """A title, filters, and what is like it."""
    title = title_input(live)
    filters = filter_inputs(live)
    find = gr.Button(mark("similar.find"), variant="primary")
    answer = live.part(gr.HTML, _what_this_is_for)

    def ask(visit: Visit, title: str, *limits: object) -> str:
        given: Mapping[str, object] = dict(zip(filters, limits, strict=True))
        return similar(visit.ask("recommend", title=title, k=RESULTS, **given), visit.visitor, visit.words)

    live.on([find.click], ask, [title, *filters.values()], answer)


def similar(answer: Recommendations, visitor: Visitor, words: Words) -> str:
    """The works like one, as cards."""
    also = ""
    if answer.namesakes:
        also = f'<p class="muted">{escape(words("similar.namesakes", names=words.listed(answer.namesakes)))}</p>'
    head = f"<h2>{escape(words('similar.heading', title=dated(answer.work)))}</h2>{also}"
    if not answer.results:
        return html.answer(head + html.empty(words("filters.nothing")))
    best = answer.results[0].similarity
    return html.answer(
        head + cards([_card(result, result.similarity / best, visitor, words) for result in answer.results])
    )


def _card(result: SimilarWork, share: float, visitor: Visitor, words: Words) -> str:
    """A card; `share` is how similar the work is, beside the most similar one."""
    word = next(word for word, low in _ALIKE.items() if share >= low)
    matched = match(share, words(f"match.{word}"), words("match.shared", names=words.listed(_because(result, words))))
    return card(result.work, words, matched, tastes(result.work, visitor, words))


def _because(result: SimilarWork, words: Words) -> list[str]:
    """What makes most of the similarity, each with its share."""
    told = [feature for feature in result.shared if feature.field != "other" and feature.share > 0]
    return [
        words("match.share", name=_feature(feature, words), percent=words.percent(feature.share))
        for feature in (told or result.shared)[:SHOWN_FEATURES]
    ]


def _feature(feature: SharedFeature, words: Words) -> str:
    if feature.field == "genre" and feature.value:
        return words.genre(feature.value)
    key = f"shared.{feature.field.replace(' ', '_')}"
    return feature.value or (words(key) if words.has(key) else feature.field)


def _what_this_is_for(visit: Visit) -> dict[str, Any]:
    example = visit.service.popular(1)[0].title
    return {"value": html.empty(visit.words("similar.empty", title=example))}
