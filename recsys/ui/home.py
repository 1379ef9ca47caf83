"""Home: tonight's pick, and rows of titles of which each is asked for when it comes into sight."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr

from recsys.domain.regions import region_of
from recsys.domain.schema import TYPES
from recsys.errors import RequestError
from recsys.serving.recommend.following import NEW_SEASON, NEXT_PART, FollowedWork
from recsys.ui import html
from recsys.ui.cards import facts, feedback, genres, match_line, original, page_link, poster, watch
from recsys.ui.languages import Words, mark
from recsys.ui.lists import Suggested, predicted_card, suggested_card, suggestions
from recsys.ui.live import Live, Visit
from recsys.ui.rater import RATER
from recsys.ui.similar import similar_card

_SCRIPT = Path(__file__).with_name("home.js")
SHOWN = 12
SHORT = 100  # minutes
CHILDREN = "7+"
_FILM, _SERIES = TYPES
LIKED = 4.0  # stars


class Row(NamedTuple):
    """A row of cards: its heading, and its cards as markup."""

    heading: str
    cards: Sequence[str]


Made = Callable[[Visit, list[str]], Row]


def home_rows(live: Live) -> gr.HTML:
    """Tonight's pick and the rows, which the page's script asks for one by one."""

    def row(sent: object) -> str:
        given = sent if isinstance(sent, dict) else {}
        visit = live.visit(given.get("language"), given.get("visitor"))
        make = ROWS.get(str(given.get("row")))
        without = [one for one in given.get("without") or [] if isinstance(one, str)] if make else []
        if make is None or visit.service.people is None:
            return ""
        known = [work for work in without if work in visit.service.bundle.work_ids]
        try:
            made = make(visit, known[: SHOWN * len(ROWS)])
        except RequestError as error:
            return html.error(visit.told(error))
        return _section(made) if made.cards else ""

    return gr.HTML(_waiting(), js_on_load=_SCRIPT.read_text(encoding="utf-8"), server_functions=[row])


def _section(row: Row) -> str:
    if not row.heading:
        return "".join(row.cards)
    return f'<h2>{escape(row.heading)}</h2><ul class="butaca-cards butaca-line">{"".join(row.cards)}</ul>'


def _waiting() -> str:
    """The places of all rows until they come, and for the keyboard a way past them."""
    bones = "<i></i>" * 6
    skip = f'<a class="butaca-skip" href="#{RATER}">{mark("home.skip")}</a>'
    return html.answer(
        skip
        + "".join(
            f'<section data-row="{name}"><div class="butaca-skeleton" aria-hidden="true">{bones}</div></section>'
            for name in ROWS
        )
    )


def _tonight(visit: Visit, without: list[str]) -> Row:
    """One title, large: what it is, where it is, how long it takes and why it suits."""
    found = suggestions(visit, 1, visit.place, without).works
    return Row("", [_pick(found[0], visit)] if found else [])


def _pick(one: Suggested, visit: Visit) -> str:
    work, words = one.work, visit.words
    other = html.act("other", words("home.other"), words("home.other.of", title=work.title), work=work.work_id)
    link = f"<a {page_link(work, words)}>{escape(work.title)}</a>"
    return (
        f'<article class="butaca-tonight" data-work="{escape(work.work_id)}">{poster(work)}<div>'
        f'<p class="muted">{escape(words("home.tonight"))}</p><h2 class="butaca-large">{link}</h2>{original(work)}'
        f'<p class="muted">{escape(" · ".join(part for part in (facts(work, words), genres(work, words)) if part))}</p>'
        f"{watch(work, words, visit.visitor.country, visit.visitor.services)}"
        f'<p class="butaca-synopsis">{escape(work.description)}</p>{one.matched}'
        f'<div class="butaca-row">{other}{feedback(work, visit.visitor, words)}</div></div></article>'
    )


def _best(limits: Mapping[str, Any], key: str = "") -> Made:
    """A row of the best unseen titles within some limits, besides those of where the visitor watches."""

    def made(visit: Visit, without: list[str]) -> Row:
        found = suggestions(visit, SHOWN, {**visit.place, **limits}, without)
        made = [suggested_card(one, visit.visitor, visit.words) for one in found.works]
        return Row(visit.words(key) if key else found.heading, made)

    return made


def _region(visit: Visit, without: list[str]) -> Row:
    """A row of what is from where the visitor is: from the country, or the region that it belongs to."""
    if not visit.visitor.country:
        return Row("", [])
    region, origins = region_of(visit.visitor.country), visit.service.filters.origins
    there = [code for code in region.countries if code in origins]
    if not there:
        return Row("", [])
    # Many, since only some of what is produced there with others is from there.
    found = suggestions(visit, 4 * SHOWN, {**visit.place, "made_in": there}, without).works
    numbers = visit.service.bundle.work_ids.numbers([one.work.work_id for one in found])
    works = visit.service.bundle.works.select(["countries", "original_language"]).take(numbers).to_pylist()
    own = [one for one, work in zip(found, works, strict=True) if region.made(*work.values())][:SHOWN]
    cards = [suggested_card(one, visit.visitor, visit.words) for one in own]
    return Row(visit.words("home.region", region=region.name(visit.words.language)), cards)


def _because(place: int) -> Made:
    """A row of titles like one that the visitor likes: the newest such one first, then one that is unlike it."""

    def made(visit: Visit, without: list[str]) -> Row:
        liked = _liked(visit)
        if visit.visitor.group or len(liked) <= place:
            return Row("", [])
        found = visit.ask("recommend", title=liked[place], k=SHOWN, language=visit.words.language, **visit.place)
        known = {*visit.visitor.ratings, *visit.visitor.watched, *visit.visitor.less, *without}
        shown = [one for one in found.results if one.work.work_id not in known]
        cards = [similar_card(one, visit.visitor, visit.words) for one in shown]
        return Row(visit.words("home.because", title=found.work.title), cards)

    return made


def _liked(visit: Visit) -> list[str]:
    """What the visitor likes, by work_id: the last, then the last one of another kind or with no genre of it."""
    liked = [work for work, stars in reversed(visit.visitor.ratings.items()) if stars >= LIKED] + visit.visitor.more
    if len(liked) < 2:
        return liked
    works = visit.service.catalogue.works_at(visit.service.bundle.work_ids.numbers(liked[:SHOWN]).tolist())
    first = works[0]
    apart = (one for one in works[1:] if one.type != first.type or not {*one.genres} & {*first.genres})
    return [first.work_id, next(apart, works[1]).work_id]


def _new(visit: Visit, without: list[str]) -> Row:
    """What came to the visitor's services last, by the snapshots of their catalogues."""
    words, visitor = visit.words, visit.visitor
    found = visit.ask("arrivals", k=2 * SHOWN, language=words.language, **visit.place).results
    known = {*visitor.ratings, *visitor.watched, *visitor.less, *without}
    moves = {move.work.work_id: move for move in found if move.certain and move.work.work_id not in known}
    made = [
        suggested_card(
            Suggested(move.work, match_line(words("home.new.when", when=words.when(move.by)))), visitor, words
        )
        for move in moves.values()
    ]
    return Row(words("home.new"), made[:SHOWN])


def _watchlist(visit: Visit, without: list[str]) -> Row:  # noqa: ARG001 - a wish is listed wherever else it is
    """What the visitor wished to see, what they can watch tonight first."""
    visitor, words = visit.visitor, visit.words
    if not visitor.wishes:
        return Row("", [])
    given = {"ratings": visitor.title_ratings, "watched": visitor.watched_titles, "language": words.language}
    found = visit.ask("watchlist", titles=visitor.wishes, **given, **visit.place).results
    return Row(words("home.watchlist"), [predicted_card(one, visit) for one in found])


def _following(visit: Visit, without: list[str]) -> Row:  # noqa: ARG001 - what goes on is listed wherever else it is
    """What goes on with what the visitor saw: the next part, a new season, what they left."""
    visitor, words = visit.visitor, visit.words
    if visitor.group or not (visitor.ratings or visitor.watched):
        return Row("", [])
    given = {"ratings": visitor.title_ratings, "watched": visitor.watched_titles, "language": words.language}
    found = visit.ask("following", k=SHOWN, **given, **visit.place).results
    return Row(words("home.following"), [predicted_card(one, visit, _why(one, words)) for one in found])


def _why(one: FollowedWork, words: Words) -> str:
    if one.why == NEXT_PART and one.after:
        return words("home.following.part", title=one.after)
    if one.why == NEW_SEASON and one.season:
        return words("home.following.season", n=words.number(one.season))
    return words("home.following.finish")


ROWS: Mapping[str, Made] = {
    "tonight": _tonight,
    "for_you": _best({}),
    "new": _new,
    "following": _following,
    "watchlist": _watchlist,
    "because_1": _because(0),
    "region": _region,
    "short": _best({"type": _FILM, "minutes_to": SHORT - 1}, "home.short"),
    "because_2": _because(1),
    "series": _best({"type": _SERIES}, "home.series"),
    "children": _best({"maturity": CHILDREN}, "home.children"),
}
