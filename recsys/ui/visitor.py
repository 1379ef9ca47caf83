"""The visitor of the page, as their browser keeps them: ratings, feedback, services and country, and who is with them.

The page's own script (`visitor.js`) holds all of it in the browser's storage, changes it at once, and sends it along
with every question; nothing of it stays on the server. Gradio's BrowserState would be changed by the server's answers:
of two ratings in quick succession the first would be lost.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import gradio as gr

from recsys.domain.countries import country_code
from recsys.domain.schema import RATING_MAX, RATING_MIN
from recsys.domain.services import service_by_id
from recsys.serving.checks import MOST_RATINGS
from recsys.serving.requests import SEEN_BY

_SCRIPT = Path(__file__).with_name("visitor.js")
_WORKS = ("unseen", "more", "less", "wishes", "asked", "shown")
_LONGEST_ID = 300
_LONGEST_NAME = 40
_LONGEST_HOW = 20  # letters of how something was watched
MOST_PEOPLE = 8
COLOURS = 8


@dataclass(frozen=True)
class Person:
    """Somebody of this browser: who is there `tonight`, and whose ratings are given now (`active`).

    The first one's id is empty; so is a `name` until they say it. `colour` is one of COLOURS, by number.
    """

    id: str
    name: str
    colour: int
    tonight: bool
    active: bool


@dataclass(frozen=True)
class Visitor:
    """What a browser sent, made safe: works by their work_ids, in the order in which they came."""

    ratings: dict[str, float] = field(default_factory=dict)
    watched: dict[str, str] = field(default_factory=dict)  # not rated; how, in the words that answers take
    unseen: list[str] = field(default_factory=list)  # asked about, and not known
    more: list[str] = field(default_factory=list)  # wants more like these
    less: list[str] = field(default_factory=list)
    wishes: list[str] = field(default_factory=list)  # wants to watch some day
    services: list[str] = field(default_factory=list)  # ids of the registry
    country: str = ""  # ISO 3166-1 alpha-2; empty: anywhere
    asked: list[str] = field(default_factory=list)  # wants to rate
    shown: list[str] = field(default_factory=list)  # on the page to be rated now
    renamed: dict[str, str] = field(default_factory=dict)  # the ids of works that the browser has by older ones
    people: list[Person] = field(default_factory=list)  # all of this browser
    group: dict[str, "Visitor"] = field(default_factory=dict)  # who is there tonight, by id; empty for one alone
    seen_by: str = SEEN_BY[0]  # who of the group may have seen what is listed

    @classmethod
    def of(cls, sent: object) -> "Visitor":
        """What was sent, without what cannot be: a browser may send anything."""
        if not isinstance(sent, dict):
            return cls()
        ratings, watched = (
            dict(list(_table(sent.get(name), fits).items())[-MOST_RATINGS:])
            for name, fits in (("ratings", _is_stars), ("watched", _is_how))
        )
        lists: dict[str, Any] = {
            name: [one for one in sent[name] if _is_id(one)][:MOST_RATINGS]
            for name in (*_WORKS, "services")
            if isinstance(sent.get(name), list)
        }
        lists["services"] = [name for name in lists.get("services", []) if name in service_by_id()]
        people = _people(sent.get("people"))
        told = sent["people"].get("seen") if isinstance(sent.get("people"), dict) else None
        return cls(
            ratings,
            watched,
            country=_country(sent),
            people=people,
            group=_group(sent, people),
            seen_by=told if told in SEEN_BY else SEEN_BY[0],
            **lists,
        )

    def among(self, current_id: Callable[[str], str | None], countries: Container[str]) -> "Visitor":
        """The same by the ids that works have now, which `current_id` gives, without those that have none.

        The browser may remember what another bundle called otherwise or knew alone: of the first `renamed` has the new
        ids, the others are left out of this answer alone and kept there. Of two ratings of one work the later counts.
        """
        lists: dict[str, list[str]] = {name: getattr(self, name) for name in _WORKS}
        said = dict.fromkeys([*self.ratings, *self.watched, *(work for works in lists.values() for work in works)])
        known = {work: found for work in said if (found := current_id(work)) is not None}
        group = {id_: one.among(current_id, countries) for id_, one in self.group.items()}
        renamed = {work: found for work, found in known.items() if found != work}
        for one in group.values():
            renamed |= one.renamed
        counted = {
            name: list(dict.fromkeys(known[work] for work in works if work in known)) for name, works in lists.items()
        }
        moved: Visitor = replace(self, **counted)  # type: ignore[arg-type]  # lists of works, each by its own name
        return replace(
            moved,
            ratings=_renamed(self.ratings, known),
            watched=_renamed(self.watched, known),
            group=group,
            country=self.country if self.country in countries else "",
            renamed=renamed,
        )

    @property
    def title_ratings(self) -> list[str]:
        """The ratings as answers take them."""
        return [f"{work}={stars:g}" for work, stars in self.ratings.items()]

    @property
    def watched_titles(self) -> list[str]:
        """What was watched, and how, as answers take it."""
        return [f"{work}={how}" if how else work for work, how in self.watched.items()]


_Said = TypeVar("_Said", float, str)


def _renamed(table: dict[str, _Said], known: Mapping[str, str]) -> dict[str, _Said]:
    """What was said of works that are known, by the ids that they have now; of two of one work the later counts."""
    found: dict[str, _Said] = {}
    for work, said in table.items():
        if work in known:
            found.pop(known[work], None)
            found[known[work]] = said
    return found


def _table(sent: object, fits: Callable[[object], bool]) -> dict[str, Any]:
    pairs = sent.items() if isinstance(sent, dict) else ()
    return {work: said for work, said in pairs if _is_id(work) and fits(said)}


def _is_stars(value: object) -> bool:
    return isinstance(value, int | float) and RATING_MIN <= value <= RATING_MAX


def _is_how(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_HOW


def _people(sent: object) -> list[Person]:
    """Who there is, the first one always."""
    given = sent if isinstance(sent, dict) else {}
    tonight, everybody = given.get("tonight"), given.get("all")
    found: dict[str, Person] = {}
    for one in everybody[:MOST_PEOPLE] if isinstance(everybody, list) else ():
        if isinstance(one, dict) and isinstance(one.get("id"), str) and isinstance(one.get("name"), str):
            id_, colour = one["id"][:_LONGEST_NAME], one.get("colour")
            there = isinstance(tonight, list) and id_ in tonight
            name = " ".join(one["name"].split())[:_LONGEST_NAME]
            shade = colour if isinstance(colour, int) and 0 <= colour < COLOURS else 0
            found[id_] = Person(id_, name, shade, there, id_ == given.get("active"))
    return list(found.values()) or [Person("", "", 0, tonight=True, active=True)]


def _group(sent: dict[Any, Any], people: list[Person]) -> dict[str, "Visitor"]:
    there = {person.id for person in people if person.tonight}
    given = sent.get("group")
    found = {
        one["id"]: Visitor.of({name: value for name, value in one.items() if name not in ("group", "people")})
        for one in (given if isinstance(given, list) else ())
        if isinstance(one, dict) and isinstance(one.get("id"), str) and one["id"] in there
    }
    return found if len(found) > 1 else {}


def _country(sent: dict[object, object]) -> str:
    """The country that was chosen; of whoever has chosen none (`null`, not anywhere: "") the one they seem to be in."""
    chosen = sent.get("country")
    code = sent.get("region") if chosen is None else chosen
    return (country_code(code) or "") if isinstance(code, str) and 0 < len(code) <= _LONGEST_ID else ""


def _is_id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_ID


def visitor_store(renamed: Callable[[object], dict[str, str]]) -> gr.HTML:
    """The hidden component that holds the visitor, and changes with them.

    `renamed` gives of a visitor as sent the new ids of works, which the browser then keeps in place of the older ones.
    """
    script = _SCRIPT.read_text(encoding="utf-8")
    return gr.HTML(None, html_template="", js_on_load=script, server_functions=[renamed], visible="hidden")
