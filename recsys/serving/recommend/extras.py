"""Which works are no title of their own: making-ofs, aftershows, recaps, sing-alongs, fireplaces, other editions.

A rule goes by how such a title is written and by facts: that it is a documentary or talk show, that it is short, or
that it names a far better known work of the catalogue. Words alone are not enough: «Inside Man», «Trailer Park Boys»
and «The Making of a Lady» are titles of their own.
"""

import re
from collections.abc import Callable
from enum import StrEnum

from recsys.serving.recommend import extra_titles as titles
from recsys.serving.recommend.shelf import HEAD, Facts, Shelf
from recsys.text import title_key


class Rule(StrEnum):
    """Why a work is no title of its own."""

    MAKING = "making of"
    COMPANION = "companion"
    COMPILATION = "compilation"
    SING_ALONG = "sing-along"
    AMBIENT = "ambient"
    WORKOUT = "workout"
    EDITION = "edition"
    TRANSLATION = "translation"


_OWN_TITLE = 10_000  # votes: who has so many is looked for by name, «Friends: The Reunion»
_SHORT = 45  # minutes
_ABOUT = frozenset({"documentary", "talk show", "variety", "news", "short"})
_TOLD = frozenset({"drama", "comedy", "romance", "thriller", "horror", "crime", "action"})
_SOFT = frozenset({"fitness", "wellness", "faith", "special interest", "kids", "diy", "lifestyle"})

_ARTICLE = re.compile(r"an? ", re.IGNORECASE)


def extras_of(shelf: Shelf) -> dict[int, Rule]:
    """The works that are no title of their own, by row number, and why."""
    found = {}
    for row, (key, votes) in enumerate(zip(shelf.keys, shelf.votes.tolist(), strict=True)):
        if votes < _OWN_TITLE and not titles.WORDS.isdisjoint(key.split()):
            rule = rule_of(shelf.facts(row), shelf)
        elif votes == 0 and HEAD.search(shelf.titles[row]):
            rule = Rule.TRANSLATION if _is_translation(shelf.facts(row), shelf) else None
        else:
            continue
        if rule is not None:
            found[row] = rule
    return found


def rule_of(work: Facts, shelf: Shelf) -> Rule | None:
    """Why the work is no title of its own, None for one that is."""
    if work.votes >= _OWN_TITLE:
        return None
    return next((rule for rule, holds in _RULES.items() if holds(work, shelf)), None)


def _is_making(work: Facts, shelf: Shelf) -> bool:
    if not _tells_of_another(work):
        return False
    for opening in titles.OPENINGS:
        started = opening.opens.match(work.title)
        if started and _names_another(started["name"], work, shelf, opening.words, opening.years):
            return True
    made = titles.MADE.search(work.title)
    if not titles.MAKING.search(work.title) or (made and _ARTICLE.match(made["name"])):
        return False
    names = [made["name"]] if made else []
    return bool(
        titles.SERIES_ABOUT.search(work.title)
        or any(_names_another(name, work, shelf) for name in [*names, *HEAD.split(work.title)])
        or (work.runtime is not None and work.runtime < _SHORT and not made)
    )


def _is_companion(work: Facts, shelf: Shelf) -> bool:
    if not _tells_of_another(work):
        return False
    if titles.SERIES_ABOUT.search(work.title):
        return True
    return any(
        titles.COMPANION.search(work.title[split.end() :]) and shelf.named(work.title[: split.start()], work)
        for split in HEAD.finditer(work.title)
    )


def _is_compilation(work: Facts, shelf: Shelf) -> bool:
    if work.genres & {"drama", "romance"} and not work.genres & _ABOUT:
        return False
    named = titles.BEST_OF.match(work.title)
    if named and shelf.named(named["name"], work):
        return True
    return bool(titles.COMPILED.search(work.title)) and not work.genres & {"biography"}


def _is_sing_along(work: Facts) -> bool:
    return bool(titles.SING_ALONG.search(work.title)) and not work.genres & {"horror", "thriller", "romance"}


def _is_ambient(work: Facts) -> bool:
    return bool(titles.AMBIENT.search(work.title)) and not work.genres & _TOLD


def _is_workout(work: Facts) -> bool:
    return bool(titles.WORKOUT.search(work.title)) and work.genres <= _SOFT and bool(work.genres) and work.votes == 0


def _is_edition(work: Facts, shelf: Shelf) -> bool:
    if titles.EDITION.search(work.title):
        return True
    cut = titles.CUT.search(work.title)
    return bool(cut and shelf.named(work.title[: cut.start()], work))


def _is_translation(work: Facts, shelf: Shelf) -> bool:
    """Whether a service lists it in Spanish beside the work whose name begins alike, of that year and kind."""
    if work.noted or work.described or work.language is not None:
        return False
    for split in HEAD.finditer(work.title):
        rest = work.title[split.end() :]
        if titles.SPANISH.search(rest) and not titles.NOT_SPANISH.search(rest):
            return shelf.begins_alike(work.title[: split.start()], work)
    return False


def _tells_of_another(work: Facts) -> bool:
    """Whether it may be about another work: a documentary or talk show, or short, or nobody says what it is."""
    short = work.runtime is not None and work.runtime < _SHORT and work.is_movie
    return bool(work.genres & _ABOUT) or not work.genres or short


def _names_another(text: str, work: Facts, shelf: Shelf, words: int = 1, years: int = 100) -> bool:
    """Whether the text, or what comes before a colon in it, names a far better known work, as an opening asks.

    «The Making of a Legend» is about somebody who became one, «Making It» about neither «It».
    """
    ends = [len(text), *(split.start() for split in HEAD.finditer(text))]
    names = [text[:end] for end in ends if not _ARTICLE.match(text) and len(text[:end]) > 2]
    found = [shelf.named(name, work) for name in names if len(title_key(name).split()) >= words]
    return any(other is not None and other.year >= work.year - years for other in found)


_RULES: dict[Rule, Callable[[Facts, Shelf], bool]] = {
    Rule.MAKING: _is_making,
    Rule.COMPANION: _is_companion,
    Rule.COMPILATION: _is_compilation,
    Rule.SING_ALONG: lambda work, _: _is_sing_along(work),
    Rule.AMBIENT: lambda work, _: _is_ambient(work),
    Rule.WORKOUT: lambda work, _: _is_workout(work),
    Rule.EDITION: _is_edition,
    Rule.TRANSLATION: _is_translation,
}
