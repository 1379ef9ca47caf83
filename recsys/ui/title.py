"""A title's own page: what it is, where to watch it, who made it, why it suits the visitor, and what to do with it."""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

import gradio as gr

from recsys.errors import RequestError
from recsys.serving.catalogue import Catalogue, Work
from recsys.serving.credits import Credit, credits_of, works_of
from recsys.serving.recommend.fit import Fit
from recsys.text import fold
from recsys.ui import html
from recsys.ui.cards import card, dated, facts, feedback, original, poster, stars_of, watch
from recsys.ui.fit import asked_of
from recsys.ui.languages import Words
from recsys.ui.live import Live, Visit
from recsys.ui.visitor import Visitor

_SCRIPT = Path(__file__).with_name("title.js")
OTHER_NAMES = 12
SHOWN_WORKS = 12
SHOWN_REASONS = 2
# How many people of each role are named; the first ones in their source's order.
PEOPLE = {"director": 4, "creator": 4, "actor": 8}


def title_page(live: Live) -> gr.HTML:
    """The page of the title that the address names, which its script asks for."""

    def title(sent: object) -> str:
        visit, given = _asked(live, sent)
        try:
            work = visit.service.work(given.get("title", ""), visit.locale)
        except RequestError:  # what stands below it tells why
            return ""
        return title_view(work, visit, _fit(visit, work))

    def works(sent: object) -> str:
        visit, given = _asked(live, sent)
        catalogue, people = visit.service.catalogue, visit.service.filters.people
        person, here = given.get("person", ""), catalogue.work_ids.number(given.get("work", ""))
        numbers = works_of(catalogue, people, person, SHOWN_WORKS, without=here)
        return works_view(person, catalogue.works_at(numbers, visit.locale), visit.visitor, visit.words)

    script = _SCRIPT.read_text(encoding="utf-8")
    return gr.HTML(_waiting(), js_on_load=script, server_functions=[title, works], elem_id="butaca-title")


def _asked(live: Live, sent: object) -> tuple[Visit, Mapping[str, str]]:
    """Who asks, and what, of what the page's script sent: only the texts of it."""
    given = sent if isinstance(sent, dict) else {}
    texts = {name: value for name, value in given.items() if isinstance(value, str)}
    return live.visit(texts.get("language"), given.get("visitor")), texts


def _fit(visit: Visit, work: Work) -> Fit | None:
    """How well it suits the visitor; nothing where nobody's taste is known."""
    if visit.service.people is None:
        return None
    found: Fit = visit.ask("fit", **asked_of(visit, work.work_id))
    return found


def title_view(work: Work, visit: Visit, fit: Fit | None) -> str:
    """All that the page says of a title before what is like it."""
    words, visitor, catalogue = visit.words, visit.visitor, visit.service.catalogue
    number = catalogue.work_ids.number(work.work_id)
    told = " · ".join(part for part in (facts(work, words), words.listed([*map(words.genre, work.genres)])) if part)
    places = watch(work, words, visitor.country, visitor.services, linked=True)
    return html.answer(
        f'<article class="butaca-title" data-work="{escape(work.work_id)}">{poster(work)}'
        f'<div class="butaca-title-head"><h2 tabindex="-1">{escape(work.title)}</h2>{original(work)}'
        f'<p class="muted">{escape(told)}</p>'
        f"{names_view(work, catalogue.names_of(number), words)}"
        f"{_part('where', places, words)}</div><div>"
        + (f"<p>{escape(work.description)}</p>" if work.description else "")
        + f"{_said(work, visitor, words)}{why_view(fit, words) if fit is not None else ''}"
        f"{people_view(_people(catalogue, number), words)}"
        f'</div></article><div class="butaca-works" data-works></div>'
    )


def _part(name: str, inner: str, words: Words) -> str:
    return f"<section><h3>{escape(words(f'title.{name}'))}</h3>{inner}</section>"


def names_view(work: Work, names: Sequence[str], words: Words) -> str:
    """What it is called elsewhere, folded away; nothing where it goes by no other name."""
    shown = {fold(name): name for name in reversed(names)}
    for name in (work.title, work.original_title or ""):
        shown.pop(fold(name), None)
    if not shown:
        return ""
    others = list(reversed(shown.values()))[:OTHER_NAMES]
    return (
        f"<details><summary>{escape(words.count('title.names', len(others)))}</summary>"
        f'<p class="muted">{escape(" · ".join(others))}</p></details>'
    )


def _said(work: Work, visitor: Visitor, words: Words) -> str:
    """The stars and what else a visitor may say of it, those that they have said marked."""
    given, label = visitor.ratings.get(work.work_id), escape(words("rater.rate", title=dated(work)))
    back = ""
    if given is not None:
        rated = words("fit.rated", stars=words.number(given, 1))
        taken = html.act("unrate", "×", words("own.back", title=work.title), work=work.work_id)
        back = f'<span class="muted">{escape(rated)}</span>{taken}'
    group = f'<div class="butaca-stars" role="group" aria-label="{label}">{stars_of(work, visitor, words)}</div>'
    acts = (("wish", visitor.wishes), ("watched", visitor.watched), ("more", visitor.more), ("less", visitor.less))
    buttons = "".join(
        html.act(act, words(f"title.{act}"), pressed=work.work_id in said, work=work.work_id) for act, said in acts
    )
    return f'<div class="butaca-row">{group}{back}</div><div class="butaca-row">{buttons}</div>'


def why_view(fit: Fit, words: Words) -> str:
    """The verdict and what it comes from, in two lines, with a way to the whole of it."""
    chance = words("match.chance", percent=words.percent(fit.liking))
    verdict = words("fit.yes" if fit.recommended else "fit.no", chance=chance)
    because = words("fit.people_in_general")
    if fit.user_ratings or fit.user_watched:
        liked = [reason.title for reason in fit.reasons if reason.push > 0][:SHOWN_REASONS]
        because = words("match.because", names=words.listed(liked)) if liked else words("title.why.none")
    whole = html.act("fit", words("title.why.whole"), work=fit.work.work_id)
    kind = "butaca-yes" if fit.recommended else "butaca-no"
    lines = f'<p class="butaca-verdict {kind}">{escape(verdict)}</p><p>{escape(because)}</p>'
    return _part("why", f'{lines}<div class="butaca-row">{whole}</div>', words)


def _people(catalogue: Catalogue, work_num: int) -> Mapping[str, list[Credit]]:
    credits = credits_of(catalogue, work_num, PEOPLE)
    named = {role: [one for one in credits if one.role == role][:most] for role, most in PEOPLE.items()}
    return {role: people for role, people in named.items() if people}


def people_view(people: Mapping[str, Sequence[Credit]], words: Words) -> str:
    """People by their role: each a button that shows what else they did; nothing where nobody is known."""
    roles = "".join(
        f"<dt>{escape(words(f'title.role.{role}'))}</dt><dd>{''.join(map(_person, credited))}</dd>"
        for role, credited in people.items()
    )
    return _part("people", f'<dl class="butaca-credits">{roles}</dl>', words) if roles else ""


def _person(credit: Credit) -> str:
    whom = f'<span class="muted">{escape(credit.character)}</span>' if credit.character else ""
    return (
        f'<span><button type="button" class="butaca-act" data-act="works" data-name="{escape(credit.person)}" '
        f'aria-expanded="false">{escape(credit.person)}</button>{whom}</span>'
    )


def works_view(person: str, works: Sequence[Work], visitor: Visitor, words: Words) -> str:
    """What else somebody did, as a row of cards; that there is nothing else, in words."""
    if not works:
        return f'<p class="butaca-empty" role="status">{escape(words("title.works.none", name=person))}</p>'
    made = [card(one, words, "", feedback(one, visitor, words), visitor.country, visitor.services) for one in works]
    heading = f'<div role="status"><h3>{escape(words("title.works", name=person))}</h3></div>'
    return f'{heading}<ul class="butaca-cards butaca-line">{"".join(made)}</ul>'


def _waiting() -> str:
    """The place of the page, and its shape until it comes."""
    bones = '<div class="butaca-poster"></div><div class="butaca-bones"><i></i><i></i><i></i><i></i></div>'
    return html.answer(f'<div data-title><div class="butaca-title" aria-hidden="true">{bones}</div></div>')
