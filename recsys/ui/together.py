"""Who is watching tonight: the people of this browser, and whoever joins by a link."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from recsys.errors import RequestError
from recsys.serving.requests import SEEN_BY
from recsys.serving.sharing import Joined, Shared
from recsys.ui import html
from recsys.ui.languages import Words
from recsys.ui.live import Live, Visit
from recsys.ui.visitor import MOST_PEOPLE, Person

_SCRIPT = Path(__file__).with_name("together.js")


def together_inputs(live: Live) -> gr.HTML:
    """Who is there, which `together` fills whenever the visitor changes; links are made and read when asked for."""

    def share(sent: object) -> str:
        """The link that carries the ratings of a person, as a QR code too."""
        given = sent if isinstance(sent, dict) else {}
        person = given.get("person")
        visit = live.visit(given.get("language"), person)
        name = (person.get("name") if isinstance(person, dict) else None) or visit.words("together.you")
        if not visit.visitor.ratings:
            return html.empty(visit.words("together.link.none"))
        try:
            return _shared(
                visit.service.share(name, visit.visitor.title_ratings, str(given.get("address", ""))), visit.words
            )
        except RequestError as error:
            return html.error(visit.told(error))

    def joined(sent: object) -> dict[str, Any]:
        """Who a link brings: their name and ratings, and the question whether they may sit down."""
        given = sent if isinstance(sent, dict) else {}
        visit = live.visit(given.get("language"), None)
        try:
            found = visit.service.joined(str(given.get("code")))
        except RequestError as error:
            return {"markup": html.error(visit.told(error))}
        ratings = dict(rating.rsplit("=", 1) for rating in found.ratings)
        kept = {work: float(stars) for work, stars in ratings.items()}
        return {"name": found.name, "ratings": kept, "markup": _invited(found, visit.words)}

    return gr.HTML(
        html.answer(""),  # the room that it will take
        js_on_load=_SCRIPT.read_text(encoding="utf-8"),
        elem_id="butaca-together",
        server_functions=[share, joined],
    )


def together(visit: Visit) -> str:
    """A button for each person, whose ratings are given now, and a place to add, to rename and to share."""
    words, people = visit.words, visit.visitor.people
    there = [person for person in people if person.tonight]
    chosen = _chosen(people, words) if len(people) > 1 else ""
    rating = _rating(there, words) + _seen(visit.visitor.seen_by, words) if len(there) > 1 else ""
    label = words("together.change" if len(people) > 1 else "together.begin")
    rows = "".join(_row(person, words) for person in people)
    return html.answer(
        f'<div class="butaca-invited" role="status"></div><div class="butaca-people">{chosen}{rating}'
        f"<details data-people><summary>{escape(label)}</summary>"
        f'<p class="muted">{escape(words("together.intro"))}</p><ul class="butaca-table">{rows}</ul>'
        f"{_adding(words) if len(people) < MOST_PEOPLE else ''}"
        f'<div class="butaca-shared" role="status"></div></details></div>'
    )


def name_of(person: Person, words: Words) -> str:
    """What a person is called; whoever has said no name is «you»."""
    return person.name or words("together.you")


def tag(person: Person) -> str:
    """The person's colour, for the eye alone."""
    return f'<i class="butaca-person" data-colour="{person.colour}" aria-hidden="true"></i>'


def _chosen(people: list[Person], words: Words) -> str:
    buttons = "".join(
        html.act("person", name_of(person, words), pressed=person.tonight, person=person.id, colour=str(person.colour))
        for person in people
    )
    return (
        f'<div class="butaca-row" role="group" aria-label="{escape(words("together.who"))}">'
        f'<span class="muted" aria-hidden="true">{escape(words("together.who"))}</span>{buttons}</div>'
    )


def _rating(there: list[Person], words: Words) -> str:
    """Whose ratings are given now, where several are there."""
    people = [(person.id, name_of(person, words), person.active) for person in there]
    return _choice("active", words("together.rating"), people)


def _seen(chosen: str, words: Words) -> str:
    """Whether titles are listed that some of them have seen."""
    choices = [(by, words(f"together.seen.by_{by}"), by == chosen) for by in SEEN_BY]
    return _choice("seen", words("together.seen"), choices)


def _choice(name: str, label: str, choices: Sequence[tuple[str, str, bool]]) -> str:
    """A list of choices, as (value, words, whether it is chosen)."""
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if chosen else ""}>{escape(told)}</option>'
        for value, told, chosen in choices
    )
    return (
        f'<div class="butaca-where"><label for="butaca-{name}">{escape(label)}</label>'
        f'<select id="butaca-{name}" data-change="{name}" autocomplete="off">{options}</select></div>'
    )


def _row(person: Person, words: Words) -> str:
    called = name_of(person, words)
    field = (
        f'<input type="text" maxlength="40" data-change="person-name" data-person="{escape(person.id)}" '
        f'value="{escape(person.name)}" placeholder="{escape(called)}" autocomplete="off" '
        f'aria-label="{escape(words("together.name_of", name=called))}">'
    )
    share = html.act("share", words("together.share"), words("together.share.of", name=called), person=person.id)
    remove = (
        html.act("person-remove", "×", words("together.remove", name=called), person=person.id) if person.id else ""
    )
    return f"<li>{tag(person)}{field}{share}{remove}</li>"


def _adding(words: Words) -> str:
    return (
        f'<div class="butaca-row"><input type="text" maxlength="40" data-new-person autocomplete="off" '
        f'placeholder="{escape(words("together.name"))}" aria-label="{escape(words("together.name"))}">'
        f"{html.act('person-add', words('together.add'))}</div>"
    )


def _shared(found: Shared, words: Words) -> str:
    told = words("together.link", name=found.name)
    some = f" {words.count('together.link.some', found.ratings)}" if found.left_out else ""
    return (
        f'<p class="muted">{escape(told + some)}</p><div class="butaca-row"><input type="text" readonly '
        f'value="{escape(found.link)}" aria-label="{escape(words("together.link.label"))}">'
        f"{html.act('copy', words('together.copy'), link=found.link, done=words('similar.copied'))}</div>"
        f'<div role="img" aria-label="{escape(words("together.qr"))}">{found.qr}</div>'
    )


def _invited(found: Joined, words: Words) -> str:
    told = words.count("together.invited", len(found.ratings), name=found.name)
    unknown = f" {words.count('together.unknown', found.unknown)}" if found.unknown else ""
    return (
        f'<div class="butaca-banner butaca-row"><p>{escape(told + unknown)}</p>'
        f"{html.act('accept', words('together.accept'))}{html.act('decline', words('together.decline'))}</div>"
    )
