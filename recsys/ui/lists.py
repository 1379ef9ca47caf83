"""Lists of unseen titles for whoever is there tonight, one person or several, as cards."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

from recsys.serving.catalogue import Work
from recsys.serving.recommend.for_user import ForUser, PredictedWork
from recsys.serving.recommend.groups import ForGroup, GroupWork, MemberChance
from recsys.serving.recommend.placed import PlacedWork
from recsys.text import fold
from recsys.ui.cards import card, chance, feedback, match
from recsys.ui.languages import Words
from recsys.ui.live import Visit
from recsys.ui.together import name_of, tag
from recsys.ui.visitor import Person, Visitor


class Suggested(NamedTuple):
    """A title of a list, and markup that says how well it suits whoever is there, and why."""

    work: Work
    matched: str


class Suggestions(NamedTuple):
    """A list: whom it is for, from what it was made, both in words, and its titles."""

    heading: str
    told: str
    works: Sequence[Suggested]


def suggestions(visit: Visit, k: int, limits: Mapping[str, Any], hide: Sequence[str] = ()) -> Suggestions:
    """The best k unseen titles for whoever is there; `limits` are the answers' filters. Raises RequestError."""
    given = {**limits, "k": k, "language": visit.words.language}
    if not visit.visitor.group:
        return of_one(visit.ask("for_user", **_feedback(visit.visitor, hide), **given), visit.words)
    there = _there(visit)
    people = [{"name": name, **_feedback(visit.visitor.group[person.id], hide)} for name, person in there.items()]
    return of_group(visit.ask("for_group", people=people, seen=visit.visitor.seen_by, **given), there, visit.words)


def of_one(answer: ForUser, words: Words) -> Suggestions:
    """The list of one person, with their chance of liking each title."""
    told = words.count("list.from", answer.user_ratings) if answer.user_ratings else words("list.popular")
    works = [Suggested(one.work, _predicted(one, words)) for one in answer.results]
    return Suggestions(words("list.heading"), told, works)


def of_group(answer: ForGroup, people: Mapping[str, Person], words: Words) -> Suggestions:
    """The list of several people by their names in it, with everybody's chance."""
    heading = words("together.heading", names=words.listed(list(people)))
    works = [Suggested(one.work, _together(one, people, words)) for one in answer.results]
    return Suggestions(heading, words("together.told"), works)


def suggested_card(one: Suggested, visitor: Visitor, words: Words) -> str:
    """A title of a list as a card."""
    acts = feedback(one.work, visitor, words)
    return card(one.work, words, one.matched, acts, visitor.country, visitor.services)


def predicted_card(one: PlacedWork, visit: Visit, why: str = "") -> str:
    """A title that the visitor asked for as a card, with their chance of liking it; `why` it is here, in words."""
    words = visit.words
    matched = match(one.liking, chance(one.liking, words), *([why] if why else []))
    return suggested_card(Suggested(one.work, matched), visit.visitor, words)


def _feedback(visitor: Visitor, hide: Sequence[str]) -> dict[str, Any]:
    """What somebody rated, watched and said, by the answers' arguments."""
    return {
        "ratings": visitor.title_ratings,
        "watched": visitor.watched_titles,
        "more_like": visitor.more,
        "less_like": visitor.less,
        "hide": list(hide),
    }


def _there(visit: Visit) -> dict[str, Person]:
    """Who is there tonight, by names that differ."""
    named: dict[str, Person] = {}
    for person in visit.visitor.people:
        if person.id in visit.visitor.group:
            called, number = name_of(person, visit.words), 1
            while fold(called) in map(fold, named):
                number += 1
                called = f"{name_of(person, visit.words)} {number}"
            named[called] = person
    return named


def _predicted(result: PredictedWork, words: Words) -> str:
    expected = words(
        "match.expected",
        stars=words.number(result.predicted_rating, 1),
        low=words.number(result.low, 1),
        high=words.number(result.high, 1),
    )
    why = words.count("match.people", result.title_ratings) if result.title_ratings else words("match.people.none")
    if result.reasons:
        why = words("match.because", names=words.listed([reason.title for reason in result.reasons]))
    return match(result.liking, chance(result.liking, words), expected, why)


def _together(result: GroupWork, people: Mapping[str, Person], words: Words) -> str:
    """Everybody's chance, and why."""
    chances = "".join(
        f"<li>{tag(people[one.name])}<span>{escape(one.name)}</span><b>{escape(_chance(one, words))}</b></li>"
        for one in result.chances
    )
    because = [
        words("together.because", name=one.name, names=words.listed([reason.title for reason in one.reasons]))
        for one in result.chances
        if one.reasons
    ]
    why = f'<p class="muted butaca-why" title="{escape(" · ".join(because))}">{escape(" · ".join(because))}</p>'
    return f'<div class="butaca-match"><ul class="butaca-chances">{chances}</ul>{why if because else ""}</div>'


def _chance(one: MemberChance, words: Words) -> str:
    return words("together.chance.seen" if one.seen else "together.chance", percent=words.percent(one.liking))
