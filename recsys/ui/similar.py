"""The tab of a title: its own page, and titles like it."""

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import parse_qsl

import gradio as gr

from recsys.domain.countries import country_code, country_name
from recsys.serving.recommend.similar import Recommendations, SharedFeature, SimilarWork
from recsys.ui import html
from recsys.ui.cards import card, cards, dated, feedback, match, sources
from recsys.ui.filters import LOOSEN, FilterInputs, Filters, nothing
from recsys.ui.inputs import title_input
from recsys.ui.languages import Words
from recsys.ui.links import limits_of, link, title_of
from recsys.ui.live import PRIVATE, Live, Visit
from recsys.ui.title import title_page
from recsys.ui.visitor import Visitor

RESULTS = 12
SHOWN_FEATURES = 3
_SAID_LAST = ("genre", "country")  # the card has its genres, and half of all titles are of one country
_MUCH = 0.15  # share from which on it is told that descriptions are alike, or that people like both
_KEEP_ADDRESS = """
watch("value", () => {
  const here = element.querySelector("[data-act=copy]")?.dataset.link;
  if (here) window.butaca.answered(here);
});
"""
# Of what works share, what tells somebody something: nearly all on a list share a language, a decade and a fame.
_TELLING = ("saga", "director", "cast", "person", "keyword", "genre", "country", "company")
# The words for the chance that people would call a suggestion good, and from where on they hold.
_ALIKE = {"very_alike": 0.6, "alike": 0.3, "somewhat_alike": 0.0}


def similar_tab(live: Live, page: gr.Blocks, history: gr.HTML) -> None:
    """A title, its page, filters, and what is like it; opened by the page's address, and by the titles of cards."""
    title = title_input(live)
    title.input(None, title, js="name => { window.butaca.chose(name); }", **PRIVATE)
    title_page(live)
    filters = FilterInputs(live)
    # Not a part, which would put what this is for over the answer, where that comes first: `at_address` asks for both.
    answer = gr.HTML(js_on_load=LOOSEN + _KEEP_ADDRESS)

    def ask(visit: Visit, title: str, *limits: object) -> str:
        return _answer(visit, title, filters.given(limits)) if title else _empty(visit)

    def asked_again(visit: Visit, title: str | None, *limits: object) -> Any:  # noqa: ANN401 - Gradio's update
        """The answer anew for a visitor who changed, where there is one."""
        return ask(visit, title, *limits) if title else gr.skip()

    def at_address(visit: Visit, parameters: Mapping[str, str]) -> list[Any]:
        if "title" not in parameters:
            return [gr.skip()] * (1 + len(filters.names))
        limits = limits_of(visit, parameters, filters.names)
        return [title_of(visit, parameters), *(gr.update(value=limits[name]) for name in filters.names)]

    def at_card(visit: Visit, pressed: gr.EventData) -> list[Any]:
        if pressed.address:  # brought back by the browser's history
            return at_address(visit, dict(parse_qsl(str(pressed.address).removeprefix("?"))))
        return [title_of(visit, {"title": str(pressed.work)}), *[gr.skip()] * len(filters.names)]

    set_by = [
        filters.loosening(live, answer),
        live.loaded(page, at_address, [title, *filters.components]),
        live.update_told(history.open, at_card, [title, *filters.components], show_progress="hidden"),
    ]
    live.on([title.input, *filters.changes], ask, [title, *filters.components], answer, after=set_by)
    live.on([live.visitor.change], asked_again, [title, *filters.components], answer, show_progress="hidden")


def _answer(visit: Visit, title: str, filters: Filters) -> str:
    given = {**visit.place, **filters}

    def ask(limits: Filters) -> Recommendations:
        found: Recommendations = visit.ask("recommend", title=title, k=RESULTS, language=visit.words.language, **limits)
        return found

    answer = ask(given)
    instead = "" if answer.results else nothing(visit, given, lambda limits: bool(ask(limits).results))
    here = link(answer.work.work_id, given, visit.words.language)
    return similar(answer, visit.visitor, visit.words, here, instead)


def similar(answer: Recommendations, visitor: Visitor, words: Words, here: str = "", instead: str = "") -> str:
    """The works like one, as cards; where there are none, the markup `instead`. `here` is the address's parameters."""
    also = [words("similar.namesakes", names=words.listed(answer.namesakes))] if answer.namesakes else []
    copy = html.act("copy", words("similar.copy"), link=here, done=words("similar.copied"))
    head = (
        '<div class="butaca-row butaca-head-row">'
        f"<h2>{escape(words('similar.heading', title=dated(answer.work)))}</h2>{copy}</div>"
    )
    head += "".join(f'<p class="muted">{escape(line)}</p>' for line in also)
    made = [similar_card(result, visitor, words) for result in answer.results]
    return html.answer(head + (cards(made) or instead) + sources(answer.work, words))


def similar_card(result: SimilarWork, visitor: Visitor, words: Words) -> str:
    """A work like one as a card, with what the two share."""
    word = next(word for word, low in _ALIKE.items() if result.chance >= low)
    shared = _because(result, words)
    why = [words("match.shared", names=words.listed(shared))] if shared else []
    matched = match(result.chance, words(f"match.{word}"), *why)
    return card(result.work, words, matched, feedback(result.work, visitor, words), visitor.country, visitor.services)


def _because(result: SimilarWork, words: Words) -> list[str]:
    """What two works share, in words: what few others share first, and last that the same people like both.

    Nothing where all that is known sets them apart.
    """
    told = [feature for feature in result.shared if feature.share > 0]
    named = [feature for feature in told if feature.value and feature.field in _TELLING]
    named.sort(key=lambda feature: _SAID_LAST.index(feature.field) if feature.field in _SAID_LAST else -1)
    meaning = [feature for feature in told if feature.field == "description" and not feature.value]
    together = [feature for feature in told if feature.by_people and feature.share >= _MUCH]
    last = [*(feature for feature in meaning if feature.share >= _MUCH), *together]
    shown = [*named[: SHOWN_FEATURES - len(last)], *last] or told[:SHOWN_FEATURES]
    return list(dict.fromkeys(_feature(feature, words) for feature in shown))


def _feature(feature: SharedFeature, words: Words) -> str:
    if feature.field == "genre" and feature.value:
        return words.genre(feature.value)
    if feature.field == "saga":
        return words("shared.saga")
    if feature.field == "country" and (code := country_code(feature.value)):
        return country_name(code, words.language)
    key = f"shared.{feature.field.replace(' ', '_')}"
    return feature.value or (words(key) if words.has(key) else feature.field)


def _empty(visit: Visit) -> str:
    example, words = visit.service.popular(1, visit.locale)[0], visit.words
    button = html.act("open", words("similar.try", title=example.title), work=example.work_id)
    return html.answer(html.empty(words("similar.empty", title=example.title), button))
