"""The box of Home: titles as one types, and questions in words, of which everything understood can be taken away."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import combinations
from pathlib import Path
from typing import Any

import gradio as gr

from recsys.errors import RequestError
from recsys.serving.catalogue import Work
from recsys.serving.checks import LONGEST_TEXT, MOST_RATINGS
from recsys.serving.questions.answers import Found, FoundWork, Part
from recsys.serving.questions.question import NEGATIVE
from recsys.ui import html
from recsys.ui.begun import is_begun
from recsys.ui.cards import cards, dated, match_line
from recsys.ui.inputs import SUGGESTED
from recsys.ui.languages import Words, mark
from recsys.ui.links import question_link
from recsys.ui.lists import Suggested, suggested_card
from recsys.ui.live import Live, Visit
from recsys.ui.visitor import Visitor

_SCRIPT = Path(__file__).with_name("ask.js")
RESULTS = 24
PROPOSED = 6  # titles, while one types
MOST_AWAY, HELPING = 3, 4  # of what was understood taken away together; buttons for such
NAMESAKES = 3  # titles that are called as the question is
BOX = "butaca-ask"
_PROPOSALS = "butaca-proposals"
_EXAMPLES = ("ask.example.children", "ask.example.without", "ask.example.years")
_BETWEEN = "\n"  # between keys that are taken away together: no key has one


def ask_box(live: Live) -> gr.HTML:
    """The box, with examples for newcomers, and the place of the answer; the page's script does the rest."""

    def titles(sent: object) -> str:
        given = sent if isinstance(sent, dict) else {}
        visit, typed = live.visit(given.get("language"), given.get("visitor")), given.get("text")
        return "".join(map(_proposal, proposals(visit, typed))) if isinstance(typed, str) else ""

    def answer(sent: object) -> dict[str, str]:
        given = sent if isinstance(sent, dict) else {}
        visit = live.visit(given.get("language"), given.get("visitor"))
        dropped = [one for one in given.get("drop") or [] if isinstance(one, str)]
        try:
            return _answer(visit, given.get("question"), dropped)
        except RequestError as error:
            return {"markup": html.error(visit.told(error)), "told": ""}

    return gr.HTML(_box(), js_on_load=_SCRIPT.read_text(encoding="utf-8"), server_functions=[titles, answer])


def _box() -> str:
    examples = "".join(html.act("example", mark(key)) for key in _EXAMPLES)
    return html.answer(
        f'<form class="butaca-ask" role="search"><label for="{BOX}">{mark("ask.label")}</label>'
        f'<div class="butaca-ask-line"><div class="butaca-ask-field">'
        f'<input id="{BOX}" type="text" maxlength="{LONGEST_TEXT}" role="combobox" aria-autocomplete="list" '
        f'aria-expanded="false" aria-controls="{_PROPOSALS}" autocomplete="off" spellcheck="false" '
        f'enterkeyhint="search" placeholder="{mark("ask.placeholder")}">'
        f"{html.act('clear', '', mark('ask.clear'))}"
        f'<ul id="{_PROPOSALS}" role="listbox" aria-label="{mark("ask.titles")}" hidden></ul></div>'
        f'<button type="submit" class="butaca-ask-go">{mark("ask.go")}</button></div>'
        '<div class="butaca-row butaca-examples">'
        f'<span class="muted">{mark("ask.examples")}</span>{examples}</div></form>'
        '<p class="butaca-unseen" role="status"></p>'
        f'<div class="butaca-found" data-failed="{mark("ask.failed")}"></div>'
    )


def proposals(visit: Visit, typed: str) -> list[Work]:
    """The titles that what was typed may begin: of each word of it a title has one that begins so or nearly is it."""
    try:
        found = visit.service.suggest(typed, SUGGESTED, visit.locale)
    except RequestError:  # nothing typed yet, or far too much
        return []
    return [one for one in found if is_begun(typed, f"{dated(one)} {one.original_title or ''}")][:PROPOSED]


def _proposal(work: Work) -> str:
    return (
        f'<li role="option" aria-selected="false" data-act="open" data-work="{escape(work.work_id)}">'
        f'<span>{escape(work.title)}</span> <span class="muted">{work.year}</span></li>'
    )


def _answer(visit: Visit, question: object, dropped: Sequence[str]) -> dict[str, str]:
    """The answer's markup, and in words what a screen reader is told of it."""
    found = ask_in_words(visit, question, dropped)
    words = visit.words
    heading = words.count("ask.works", found.works)
    if not found.works:
        heading = words("ask.works.none")
    here = question_link(found.text, dropped, visit.place, words.language)
    copy = html.act("copy", words("similar.copy"), link=here, done=words("similar.copied"))
    head = f'<div class="butaca-row butaca-head-row"><h2>{escape(heading)}</h2>{copy}</div>'
    made = [_card(one, visit) for one in found.results]
    told = _namesakes(visit, found.text) + _understood(found, words)
    if visit.visitor.group:
        told += f'<p class="muted">{escape(words("ask.together"))}</p>'
    markup = html.answer(head + told + (cards(made) or _helping(visit, found, dropped)))
    return {"markup": markup, "told": heading}


def ask_in_words(visit: Visit, question: object, dropped: Sequence[str], k: int = RESULTS) -> Found:
    """The answer to a question, by the ratings, services and country of whoever is there. Raises RequestError."""
    given = {**_known(visit), **visit.place, "k": k, "drop": list(dropped), "language": visit.words.language}
    found: Found = visit.ask("ask_in_words", question=question, **given)
    return found


def _known(visit: Visit) -> dict[str, Any]:
    """What is known of whoever is there, as of one person: of several all that any of them said."""
    if visit.service.people is None:
        return {}
    there = list(visit.visitor.group.values()) or [visit.visitor]
    return {
        "ratings": _mean_ratings(there),
        "watched": [one for person in there for one in person.watched_titles][:MOST_RATINGS],
        "more_like": [work for person in there for work in person.more],
        "less_like": [work for person in there for work in person.less],
    }


def _mean_ratings(there: Sequence[Visitor]) -> list[str]:
    """Each rating, in halves of stars; of a work that several rated their mean."""
    given: dict[str, list[float]] = {}
    for person in there:
        for work, stars in person.ratings.items():
            given.setdefault(work, []).append(stars)
    return [f"{work}={round(2 * sum(all_) / len(all_)) / 2:g}" for work, all_ in given.items()][-MOST_RATINGS:]


def _namesakes(visit: Visit, question: str) -> str:
    """Links to the titles that are called as the question is: it may have been meant as one."""
    works = visit.service.catalogue.works_at(visit.service.catalogue.titles.exact(question)[:NAMESAKES], visit.locale)
    if not works:
        return ""
    links = "".join(html.act("open", dated(work), work=work.work_id) for work in works)
    return f'<div class="butaca-row"><span class="muted">{escape(visit.words("ask.called"))}</span>{links}</div>'


def _understood(found: Found, words: Words) -> str:
    """What was understood, each to be taken away, what was taken away, each to be put back, and what else there was."""
    chips = [_chip(one, "ask.drop", words) for one in found.understood]
    chips += [_chip(one, "ask.keep", words) for one in found.dropped]
    label = words("ask.understood" if chips else "ask.nothing" if found.meant else "ask.nothing_at_all")
    lines = [
        words(key, words=words.listed([f"«{one}»" for one in said]))
        for key, said in (("ask.meant", found.meant if chips else []), ("ask.ignored", found.ignored))
        if said
    ]
    told = "".join(f'<p class="muted">{escape(line)}</p>' for line in lines)
    row = f'<div class="butaca-row butaca-chips"><span class="muted">{escape(label)}</span>{"".join(chips)}</div>'
    return row + told


def _chip(one: Part, does: str, words: Words) -> str:
    """A button that takes something away, or puts it back (`does` is the key of its words)."""
    kind = words(f"ask.kind.{one.kind.removeprefix(NEGATIVE)}")
    return html.act(does.removeprefix("ask."), one.label, words(does, kind=kind, label=one.label), keys=one.key)


def _card(one: FoundWork, visit: Visit) -> str:
    return suggested_card(Suggested(one.work, match_line(" · ".join(one.why))), visit.visitor, visit.words)


# Of what is chosen above the tabs: the act of `visitor.js` that takes the choice back.
_PLACES: Mapping[str, str] = {"platforms": "everywhere", "country": "anywhere"}


def _helping(visit: Visit, found: Found, dropped: Sequence[str]) -> str:
    """That nothing fits, with a button for each thing that would help if it were taken away.

    Where none would alone: for the fewest that do together.
    """
    words = visit.words

    def helps(*parts: Part) -> bool:
        return ask_in_words(visit, found.text, [*dropped, *(one.key for one in parts)], 1).works > 0

    sizes = range(1, min(len(found.understood), MOST_AWAY) + 1)
    away = ([one for one in combinations(found.understood, size) if helps(*one)] for size in sizes)
    sets = next(filter(None, away), [])[:HELPING]
    buttons = [
        html.act("drop", words("ask.without", labels=words.listed([one.label for one in parts])), keys=_joined(parts))
        for parts in sets
    ]
    named = {one.kind for one in found.understood}
    buttons += [
        html.act(act, words(f"loosen.{name}"))
        for name, act in _PLACES.items()
        if name not in named and visit.place[name] and _elsewhere(visit, found.text, dropped, name)
    ]
    return html.empty(words("filters.nothing" if buttons else "ask.works.none"), *buttons)


def _joined(parts: Sequence[Part]) -> str:
    return _BETWEEN.join(one.key for one in parts)


def _elsewhere(visit: Visit, question: str, dropped: Sequence[str], name: str) -> bool:
    """Whether something fits without the visitor's services, or outside their country."""
    given = {**_known(visit), **visit.place, name: None, "drop": list(dropped), "language": visit.words.language}
    return bool(visit.ask("ask_in_words", question=question, k=1, **given).works)
