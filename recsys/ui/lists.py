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
    """A list, and from how many ratings it was made."""

    ratings: int
    works: Sequence[Suggested]


def suggestions(visit: Visit, k: int, limits: Mapping[str, Any], hide: Sequence[str] = ()) -> Suggestions:
    """The best k unseen titles for whoever is there; `limits` are the answers' filters. Raises RequestError."""
    given = {**limits, "k": k, "language": visit.words.language}
    if visit.visitor.group:
        there = dict(_there(visit))
        members = {name: visit.visitor.group[person.id] for name, person in there.items()}
        people = [{"name": name, **_feedback(one, hide)} for name, one in members.items()]
        found: ForGroup = visit.ask("for_group", people=people, **given)
        works = [Suggested(one.work, _together(one, there, visit.words)) for one in found.results]
        return Suggestions(sum(member.user_ratings for member in found.people), works)
    alone: ForUser = visit.ask("for_user", **_feedback(visit.visitor, hide), **given)
    return Suggestions(alone.user_ratings, [Suggested(one.work, _predicted(one, visit.words)) for one in alone.results])


def suggested_card(one: Suggested, visit: Visit) -> str:
    """A title of a list as a card."""
    acts = feedback(one.work, visit.visitor, visit.words)
    return card(one.work, visit.words, one.matched, acts, visit.visitor.country)


def predicted_card(one: PlacedWork, visit: Visit, why: str = "") -> str:
    """A title that the visitor asked for as a card, with their chance of liking it; `why` it is here, in words."""
    words = visit.words
    matched = match(one.liking, chance(one.liking, words), *([why] if why else []))
    return suggested_card(Suggested(one.work, matched), visit)


def _feedback(visitor: Visitor, hide: Sequence[str]) -> dict[str, Any]:
    """What somebody rated, watched and said, by the answers' arguments."""
    return {
        "ratings": visitor.title_ratings,
        "watched": visitor.watched_titles,
        "more_like": visitor.more,
        "less_like": visitor.less,
        "hide": list(hide),
    }


def heading(visit: Visit) -> str:
    """Whom the lists are for."""
    if visit.visitor.group:
        return visit.words("together.heading", names=visit.words.listed([name for name, _ in _there(visit)]))
    return visit.words("list.heading")


def _there(visit: Visit) -> list[tuple[str, Person]]:
    """Who is there tonight, by names that differ."""
    named: dict[str, Person] = {}
    for person in visit.visitor.people:
        if person.id in visit.visitor.group:
            called, number = name_of(person, visit.words), 1
            while fold(called) in map(fold, named):
                number += 1
                called = f"{name_of(person, visit.words)} {number}"
            named[called] = person
    return list(named.items())


def _predicted(result: PredictedWork, words: Words) -> str:
    expected = words(
        "match.expected",
        stars=words.number(result.predicted_rating, 1),
        low=words.number(result.low, 1),
        high=words.number(result.high, 1),
    )
    why = words.count("match.people", result.title_ratings)
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
