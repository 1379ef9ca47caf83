"""Answers and evaluations as people read them in a terminal."""

from dataclasses import fields, is_dataclass

from rich.console import Console
from rich.table import Table

from recsys.serving.catalogue import Offer, Work
from recsys.serving.recommend.fit import Fit
from recsys.serving.recommend.following import Following
from recsys.serving.recommend.for_user import ForUser
from recsys.serving.recommend.placed import PlacedWork
from recsys.serving.recommend.similar import Recommendations
from recsys.serving.recommend.watchlist import Watchlist

SHOWN_COUNTRIES = 4
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


def show_answer(answer: object) -> None:
    """Any public name's answer; a query's as its sentence first, then its other fields."""
    if isinstance(answer, Recommendations):
        show_recommendations(answer)
    elif isinstance(answer, Fit):
        show_fit(answer)
    elif isinstance(answer, ForUser):
        show_for_user(answer)
    elif isinstance(answer, Watchlist):
        show_watchlist(answer)
    elif isinstance(answer, Following):
        show_following(answer)
    elif isinstance(answer, list) and any(isinstance(item, Work) for item in answer):
        show_works(answer)
    else:
        _show_plainly(answer)


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
    """A service with the codes of its countries, where they are known; of many the first and how many more."""
    codes, more = offer.countries[:SHOWN_COUNTRIES], len(offer.countries) - SHOWN_COUNTRIES
    where = " ".join([*codes, *([f"+{more}"] if more > 0 else [])])
    return f"{offer.name} ({where})" if where else offer.name


def _placed_cells(placed: PlacedWork) -> tuple[str, ...]:
    work = placed.work
    return work.title, str(work.year), work.type, placed.where, ", ".join(placed.services), f"{placed.liking:.0%}"


def _told(answer: ForUser | Fit) -> str:
    """How many ratings and watches an answer goes by."""
    ratings = f"{answer.user_ratings:,} rating{'' if answer.user_ratings == 1 else 's'}"
    return ratings + (f" and {answer.user_watched:,} watched" if answer.user_watched else "")


def _print_results(table: Table, count: int) -> None:
    console.print(table if count else "Nothing fits; loosen a filter.")


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(_shown(item) for item in value)
    if is_dataclass(value):
        return ", ".join(str(getattr(value, field.name)) for field in fields(value))
    return str(value)
