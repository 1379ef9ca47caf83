"""The visitor of the page, as their browser keeps them: ratings, feedback, services and country.

The page's own script (`visitor.js`) holds all of it in the browser's storage, changes it at once, and sends it along
with every question; nothing of it stays on the server. Gradio's BrowserState would be changed by the server's answers:
of two ratings in quick succession the first would be lost.
"""

from collections.abc import Callable, Container
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import gradio as gr

from recsys.domain.countries import country_code
from recsys.domain.schema import RATING_MAX, RATING_MIN
from recsys.domain.services import service_by_id
from recsys.serving.checks import MOST_RATINGS

_SCRIPT = Path(__file__).with_name("visitor.js")
_WORKS = ("seen", "unseen", "more", "less", "asked", "shown")
_LONGEST_ID = 300


@dataclass(frozen=True)
class Visitor:
    """What a browser sent, made safe: works by their work_ids, in the order in which they came."""

    ratings: dict[str, float] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)  # not rated, and not to be recommended
    unseen: list[str] = field(default_factory=list)  # asked about, and not known
    more: list[str] = field(default_factory=list)  # wants more like these
    less: list[str] = field(default_factory=list)
    services: list[str] = field(default_factory=list)  # ids of the registry
    country: str = ""  # ISO 3166-1 alpha-2; empty: anywhere
    asked: list[str] = field(default_factory=list)  # wants to rate
    shown: list[str] = field(default_factory=list)  # on the page to be rated now
    renamed: dict[str, str] = field(default_factory=dict)  # the ids of works that the browser has by older ones

    @classmethod
    def of(cls, sent: object) -> "Visitor":
        """What was sent, without what cannot be: a browser may send anything."""
        if not isinstance(sent, dict):
            return cls()
        ratings = sent.get("ratings")
        rated = {
            work: float(stars)
            for work, stars in (ratings.items() if isinstance(ratings, dict) else [])
            if _is_id(work) and isinstance(stars, int | float) and RATING_MIN <= stars <= RATING_MAX
        }
        lists: dict[str, Any] = {
            name: [one for one in sent[name] if _is_id(one)][:MOST_RATINGS]
            for name in (*_WORKS, "services")
            if isinstance(sent.get(name), list)
        }
        lists["services"] = [name for name in lists.get("services", []) if name in service_by_id()]
        return cls(dict(list(rated.items())[-MOST_RATINGS:]), country=_country(sent), **lists)

    def among(self, current_id: Callable[[str], str | None], countries: Container[str]) -> "Visitor":
        """The same by the ids that works have now, which `current_id` gives, without those that have none.

        The browser may remember what another bundle called otherwise or knew alone: of the first `renamed` has the new
        ids, the others are left out of this answer alone and kept there. Of two ratings of one work the later counts.
        """
        lists: dict[str, list[str]] = {name: getattr(self, name) for name in _WORKS}
        said = dict.fromkeys([*self.ratings, *(work for works in lists.values() for work in works)])
        known = {work: found for work in said if (found := current_id(work)) is not None}
        ratings: dict[str, float] = {}
        for work, stars in self.ratings.items():
            if work in known:
                ratings.pop(known[work], None)  # last again
                ratings[known[work]] = stars
        return replace(
            self,
            ratings=ratings,
            country=self.country if self.country in countries else "",
            renamed={work: found for work, found in known.items() if found != work},
            **{
                name: list(dict.fromkeys(known[work] for work in works if work in known))
                for name, works in lists.items()
            },
        )

    @property
    def title_ratings(self) -> list[str]:
        """The ratings as answers take them."""
        return [f"{work}={stars:g}" for work, stars in self.ratings.items()]


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
