"""Answers and evaluations as people read them in a terminal."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from recsys.serving.arrivals import MoveList
from recsys.serving.catalogue import Offer, Work
from recsys.serving.imports.report import Imported, ImportedWork
from recsys.serving.questions.answers import Found
from recsys.serving.recommend.fit import Fit
from recsys.serving.recommend.following import Following
from recsys.serving.recommend.for_user import ForUser
from recsys.serving.recommend.groups import ForGroup
from recsys.serving.recommend.placed import PlacedWork
from recsys.serving.recommend.similar import Recommendations
from recsys.serving.recommend.watchlist import Watchlist
from recsys.serving.sharing import Joined, Shared

SHOWN_COUNTRIES, SHOWN_PLACES, SHOWN_REFUSED = 4, 8, 5
# Bare text: a title with brackets or :colons: in it is a title, neither markup nor an emoji's name.
console = Console(markup=False, emoji=False, highlight=False, soft_wrap=True)


def show_recommendations(answer: Recommendations) -> None:
    """The similar works of one, with what they share."""
    console.print(f"More like {answer.work.title} ({answer.work.year})")
    if answer.namesakes:
        console.print(f"Also called so: {', '.join(answer.namesakes)}")
    table = _works_table("good", "shares")
    for result in answer.results:
        shared = ", ".join(f"{feature.value or feature.field} {feature.share:.0%}" for feature in result.shared[:4])
        table.add_row(*_work_cells(result.work), f"{result.chance:.0%}", shared)
    _print_results(table, len(answer.results))


def show_for_user(answer: ForUser) -> None:
    """The best unseen works for a person."""
    console.print(f"For {answer.user_id or 'you'}, from {_told(answer)}")
    table = _works_table("liking", "stars", "ratings")
    for result in answer.results:
        stars = f"{result.predicted_rating:.1f} ({result.low:.1f}–{result.high:.1f})"
        table.add_row(*_work_cells(result.work), f"{result.liking:.0%}", stars, str(result.title_ratings))
    _print_results(table, len(answer.results))


def show_for_group(answer: ForGroup) -> None:
    """The best works for several people, with everybody's chance of liking each."""
    console.print(f"For {' and '.join(one.name for one in answer.people)}, by {answer.strategy}")
    table = _works_table("liking")
    for result in answer.results:
        chances = " · ".join(f"{one.name} {one.liking:.0%}{' (seen)' if one.seen else ''}" for one in result.chances)
        table.add_row(*_work_cells(result.work), chances)
    _print_results(table, len(answer.results))


def show_shared(answer: Shared) -> None:
    """The link that carries a person."""
    left_out = f", {answer.left_out} left out" if answer.left_out else ""
    console.print(f"{answer.name}, with {_count_ratings(answer.ratings)}{left_out}")
    console.print(answer.link)


def show_joined(answer: Joined) -> None:
    """The person of a link."""
    console.print(
        f"{answer.name}, with {_count_ratings(len(answer.ratings))} and {answer.unknown} of titles not known here"
    )
    for rating in answer.ratings:
        console.print(f"  {rating}")


def show_watchlist(answer: Watchlist) -> None:
    """What somebody wishes to watch, by where it is shown."""
    table = Table("title", "year", "type", "where", "services", "liking", box=None)
    for result in answer.results:
        table.add_row(*_placed_cells(result))
    console.print(table if answer.results else "No title that has not been seen.")


def show_following(answer: Following) -> None:
    """What goes on with what somebody saw, and with what of it."""
    table = Table("title", "year", "type", "where", "services", "liking", "why", box=None)
    for result in answer.results:
        what = f"{result.why}, {result.season}" if result.season is not None else result.why
        table.add_row(*_placed_cells(result), what + (f" after {result.after}" if result.after is not None else ""))
    console.print(table if answer.results else "Nothing goes on with what was seen.")


def show_fit(answer: Fit) -> None:
    """How well a title suits a person."""
    console.print(f"{answer.work.title} ({answer.work.year}) for {answer.user_id or 'you'}")
    console.print(answer.explanation)
    if answer.rmse is not None and answer.mae is not None:
        off = f"RMSE {answer.rmse:.2f}, MAE {answer.mae:.2f}"
        console.print(f"Told by the model {answer.model}: off by {off} stars on ratings it had not seen.")
    console.print(f"With probability {answer.interval:.0%} they rate it {answer.low:.1f} to {answer.high:.1f}.")
    if answer.rated is not None:
        console.print(f"They rated it {answer.rated:.1f}.")
    for reason in answer.reasons:
        given = f"rated {reason.rating:.1f}" if reason.rating is not None else reason.kind
        console.print(f"  {reason.push:+.2f} from {reason.title} ({reason.year}), {given}")
    console.print(f"Behind it: {_told(answer)} of the person, {answer.title_ratings} of the title.")


def show_works(works: list[Work]) -> None:
    """Works found by a search."""
    if not works:
        console.print("No title is spelled like that.")
        return
    table = _works_table()
    for work in works:
        table.add_row(*_work_cells(work))
    console.print(table)


def show_found(answer: Found) -> None:
    """What was understood of a question, and the works."""
    if answer.understood:
        console.print(f"Understood: {', '.join(f'{part.label} [{part.key}]' for part in answer.understood)}")
    if answer.meant:
        console.print(f"In descriptions: {', '.join(answer.meant)}")
    if answer.ignored:
        console.print(f"Not understood: {', '.join(answer.ignored)}")
    table = _works_table("has")
    for result in answer.results:
        table.add_row(*_work_cells(result.work), ", ".join(result.why))
    _print_results(table, len(answer.results))


def show_moves(answer: MoveList) -> None:
    """Works that came or left, and as of when of each service and country."""
    for place in answer.places[:SHOWN_PLACES]:
        since = f", and {place.perhaps:,} more since {place.before}" if place.perhaps and place.before else ""
        console.print(
            f"{place.name} {place.country or '(country not known)'} as of {place.as_of}: "
            f"{place.certain:,} in {answer.days} days{since}"
        )
    if len(answer.places) > SHOWN_PLACES:
        console.print(f"{len(answer.places) - SHOWN_PLACES:,} services and countries more: --json has them all")
    table = Table("title", "year", "type", "service", "between", box=None)
    for move in answer.results:
        between = move.by if move.after == move.by else f"{move.after} and {move.by}"
        where = _in_countries(move.name, move.countries)
        table.add_row(move.work.title, str(move.work.year), move.work.type, where, between)
    _print_results(table, len(answer.results))


def show_imported(answer: Imported) -> None:
    """What became of files that somebody brought along."""
    for document in answer.documents:
        scale = f", ratings of {document.scale:g}" if document.scale else ""
        dates = f", days {document.dates.replace('_', ' ')}" if document.dates else ""
        console.print(f"{document.file}: {document.source} {document.kind}, {document.rows:,} rows{scale}{dates}")
        for row in document.refused[:SHOWN_REFUSED]:
            console.print(f"  line {row.line}: {row.reason.replace('_', ' ')}: {row.value}")
        if document.refused_rows > SHOWN_REFUSED:
            console.print(f"  … {document.refused_rows:,} rows that count for nothing")
    for file in answer.unknown:
        near = f" (nearest: {file.nearest})" if file.nearest else ""
        console.print(f"{file.file}: not read, {file.why.replace('_', ' ')}{near}")
    if answer.profiles and answer.profile is None:
        names = ", ".join(f"{profile.name} ({profile.rows:,})" for profile in answer.profiles)
        console.print(f"Whose? Choose with --profile: {names}")
    totals = answer.totals
    console.print(
        f"{totals.works:,} works of {totals.matched:,} rows; {totals.doubtful_works:,} in doubt; "
        f"{totals.unmatched_titles:,} titles not known."
    )
    table = Table("title", "year", "stars", "watched", "wish")
    for one in answer.works:
        table.add_row(*_imported_cells(one))
    if answer.works:
        console.print(table)
    for one in answer.doubtful:
        others = "".join(f", or {other.title} ({other.year})" for other in one.alternatives)
        console.print(f"Is «{one.written}» {one.work.title} ({one.work.year}){others}?")
    for unmatched in answer.unmatched:
        near = ", ".join(f"{work.title} ({work.year})" for work in unmatched.nearest)
        why = unmatched.why.replace("_", " ")
        console.print(f"Not known: {unmatched.title} ({why}){f'; near: {near}' if near else ''}")


def _imported_cells(one: ImportedWork) -> tuple[str, ...]:
    stars = f"{one.stars:g}" if one.stars is not None else {True: "liked", False: "disliked", None: ""}[one.liked]
    watched = ""
    if one.watched:
        watched = f"{one.episodes} episodes" if one.episodes else f"{one.times}×"
    return one.work.title, str(one.work.year), stars, watched, "wish" if one.wish else ""


def show_answer(answer: object) -> None:
    """Any public name's answer; a query's as its sentence first, then its other fields."""
    show = _SHOWN_BY.get(type(answer))
    if show is not None:
        show(answer)
    elif isinstance(answer, list) and any(isinstance(item, Work) for item in answer):
        show_works(answer)
    else:
        _show_plainly(answer)


_SHOWN_BY: dict[type, Callable[[Any], None]] = {
    Recommendations: show_recommendations,
    Fit: show_fit,
    ForUser: show_for_user,
    ForGroup: show_for_group,
    Shared: show_shared,
    Joined: show_joined,
    Imported: show_imported,
    Watchlist: show_watchlist,
    Following: show_following,
    MoveList: show_moves,
    Found: show_found,
}


def _show_plainly(answer: object) -> None:
    if isinstance(answer, list):
        for item in answer:
            console.print(str(item))
        return
    if not is_dataclass(answer):
        raise TypeError(f"{type(answer).__name__} is no answer of a query")
    values = {field.name: getattr(answer, field.name) for field in fields(answer)}
    console.print(values.pop("mensaje"))
    for name, value in values.items():
        console.print(f"  {name}: {_shown(value)}")


def _works_table(*columns: str) -> Table:
    return Table("title", "year", "type", "on", *columns, box=None)


def _work_cells(work: Work) -> tuple[str, str, str, str]:
    return work.title, str(work.year), work.type, ", ".join(map(_offer, work.offers)) or "no service"


def _offer(offer: Offer) -> str:
    return _in_countries(offer.name, offer.countries)


def _in_countries(service: str, countries: list[str]) -> str:
    """A service with the codes of its countries, where they are known; of many the first and how many more."""
    codes, more = countries[:SHOWN_COUNTRIES], len(countries) - SHOWN_COUNTRIES
    where = " ".join([*codes, *([f"+{more}"] if more > 0 else [])])
    return f"{service} ({where})" if where else service


def _placed_cells(placed: PlacedWork) -> tuple[str, ...]:
    work = placed.work
    return work.title, str(work.year), work.type, placed.where, ", ".join(placed.services), f"{placed.liking:.0%}"


def _told(answer: ForUser | Fit) -> str:
    """How many ratings and watches an answer goes by."""
    watched = f" and {answer.user_watched:,} watched" if answer.user_watched else ""
    return _count_ratings(answer.user_ratings) + watched


def _count_ratings(count: int) -> str:
    return f"{count:,} rating{'' if count == 1 else 's'}"


def _print_results(table: Table, count: int) -> None:
    console.print(table if count else "Nothing fits; loosen a filter.")


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(_shown(item) for item in value)
    if is_dataclass(value):
        return ", ".join(str(getattr(value, field.name)) for field in fields(value))
    return str(value)
