"""HTML of answers. Everything that comes from data or from people is escaped here, and only here."""

import re
import zlib
from collections.abc import Sequence
from html import escape

from recsys.schema import PLATFORM_NAMES
from recsys.serving.catalogue import Work
from recsys.serving.fit import Fit
from recsys.serving.for_user import ForUser
from recsys.serving.recommend import Recommendations, SimilarWork

_BADGE_OF_NAME = {name: platform for platform, name in PLATFORM_NAMES.items()}
_SHOWN_FEATURES, _SHOWN_GENRES = 3, 3
_NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?")


def error(message: str) -> str:
    """What went wrong, where the answer would stand."""
    return f'<div class="butaca-error" role="alert">{escape(message)}</div>'


def empty(words: str) -> str:
    """What this place is for, before the first answer."""
    return f'<p class="butaca-empty">{escape(words)}</p>'


def banner(words: str) -> str:
    """Something that everybody must know about what is shown."""
    return f'<div class="butaca-banner" role="note">{escape(words)}</div>'


def similar(answer: Recommendations) -> str:
    """The works like one, as cards."""
    also = f'<p class="muted">Also called so: {escape(", ".join(answer.namesakes))}.</p>' if answer.namesakes else ""
    head = f"<h2>If you liked {escape(answer.work.title)} ({answer.work.year})</h2>{also}"
    cards = [_card(result.work, *_similarity(result)) for result in answer.results]
    return _answer(head + _cards(cards))


def for_user(answer: ForUser) -> str:
    """The best unseen works for a person, as cards."""
    head = f"<h2>For {escape(answer.user_id or 'you')}</h2>" + (
        f'<p class="muted">What you are likeliest to choose and to like, from '
        f"{_counted(answer.user_ratings, 'rating')} of yours.</p>"
        if answer.user_ratings
        else '<p class="muted">What most people watch. Rate a few titles, and the list becomes yours.</p>'
    )
    cards = [
        _card(
            result.work,
            result.liking,
            f"{_percent(result.liking)} chance you'll like it",
            f"{result.predicted_rating:.1f} stars expected, {result.low:.1f} to {result.high:.1f}; "
            f"rated by {_counted(result.title_ratings, 'person', 'people')}",
        )
        for result in answer.results
    ]
    return _answer(head + _cards(cards))


def fit(answer: Fit) -> str:
    """How well a title suits a person: the verdict, the chance, the stars, why."""
    verdict = ("butaca-yes", "Worth your evening") if answer.recommended else ("butaca-no", "Probably not for you")
    rated = f"<p>You rated it {answer.rated:.1f} yourself.</p>" if answer.rated is not None else ""
    nobody = (
        "" if answer.title_ratings else "<p>Nobody has rated it yet: this is told from what kind of title it is.</p>"
    )
    yours = answer.user_ratings > 0
    everybody = "" if yours else "<p>This holds for people in general: rate a few titles to make it yours.</p>"
    habit = f"You like {_percent(answer.habit)} of what you rate."
    if not yours:
        habit = f"People like {_percent(answer.habit)} of what they rate."
    parts = [
        ("What people give on average", answer.parts.global_mean, "{:.2f}"),
        ("How you rate, beside others" if yours else "How newcomers rate", answer.parts.user_bias, "{:+.2f}"),
        ("How this title is liked", answer.parts.work_bias, "{:+.2f}"),
        ("How it meets your taste" if yours else "How it meets their taste", answer.parts.interaction, "{:+.2f}"),
    ]
    rows = [(name, form.format(value)) for name, value, form in parts]
    reasons = [
        (f"{reason.title} ({reason.year})", f"{reason.rating:.1f}", f"{reason.push:+.2f}") for reason in answer.reasons
    ]
    why = (
        titled_table("Your ratings that moved it most", ("Title", "You gave", "Stars it adds"), reasons)
        if reasons
        else ""
    )
    return _answer(
        f"<h2>{escape(answer.work.title)} ({answer.work.year})</h2>"
        f'<p class="butaca-verdict {verdict[0]}">{verdict[1]}: {_percent(answer.liking)} chance you\'ll like it</p>'
        f"{_bar(answer.liking)}<p>{answer.predicted_rating:.1f} of 5 stars expected; four times in five you would give "
        f"it {answer.low:.1f} to {answer.high:.1f}. {habit}</p>"
        f"{rated}{nobody}{everybody}{table(('Made of', 'Stars'), rows)}"
        f'<p class="muted">From {_counted(answer.user_ratings, "rating") + " of yours and " if yours else ""}'
        f"{_counted(answer.title_ratings, 'rating')} of this title. "
        f"Recommended from a chance of {_percent(answer.recommended_from)} on.</p>{why}"
    )


def sentence(words: str, rows: Sequence[Sequence[object]] = (), header: Sequence[str] = ()) -> str:
    """A query's sentence, and a table where it has rows."""
    return _answer(f"<h2>{escape(words)}</h2>{table(header, rows) if rows else ''}")


def bars(title: str, rows: Sequence[tuple[str, float]]) -> str:
    """A chart: a bar for each row, as long as its number, with name and number in words beside it."""
    longest = max((number for _, number in rows), default=0) or 1
    lines = "".join(
        f'<li><span>{escape(name)}</span>{_bar(number / longest)}<span class="number">{_compact(number)}</span></li>'
        for name, number in rows
    )
    return _answer(f'<h3>{escape(title)}</h3><ul class="butaca-chart">{lines}</ul>') if rows else ""


def titled_table(title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table with a title of its own, folded away until somebody wants it."""
    return _answer(f"<details><summary>{escape(title)}</summary>{table(header, rows)}</details>")


def code(title: str, text: str) -> str:
    """Something to type or to copy, folded away until somebody wants it."""
    return _answer(f"<details><summary>{escape(title)}</summary><pre>{escape(text)}</pre></details>")


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A small table; a column of nothing but numbers stands to the right."""
    numbers = [all(_is_number(row[column]) for row in rows) for column in range(len(header))]
    classes = [' class="number"' if number else "" for number in numbers]
    head = "".join(f'<th scope="col"{kind}>{escape(name)}</th>' for name, kind in zip(header, classes, strict=True))
    lines = (zip(row, classes, strict=True) for row in rows)
    body = "".join(
        f"<tr>{''.join(f'<td{kind}>{escape(str(cell))}</td>' for cell, kind in line)}</tr>" for line in lines
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _answer(inner: str) -> str:
    return f'<div class="butaca-answer">{inner}</div>'


def _cards(cards: Sequence[str]) -> str:
    if not cards:
        return empty("Nothing fits all your filters. Take one away: more services, more years, or any genre.")
    return f'<ul class="butaca-cards">{"".join(cards)}</ul>'


def _card(work: Work, share: float, match: str, why: str) -> str:
    # Not Python's hash, which differs from one run to the next.
    hue = zlib.crc32(work.work_id.encode()) % 360
    badges = "".join(
        f'<span class="butaca-badge {_BADGE_OF_NAME[name]}">{escape(name)}</span>' for name in work.platforms
    )
    facts = [str(work.year), _length(work), work.maturity.upper() if work.maturity else ""]
    return (
        f'<li class="butaca-card"><div class="butaca-poster" style="--hue: {hue}" title="{escape(work.title)}">'
        f"<h3>{escape(work.title)}</h3></div>"
        f'<div class="butaca-body"><p>{escape(" · ".join(fact for fact in facts if fact))}</p>'
        f'<div class="butaca-badges">{badges}</div>'
        f'<p class="muted">{escape(", ".join(work.genres[:_SHOWN_GENRES]))}</p>'
        f'<div class="butaca-match"><b>{escape(match)}</b>{_bar(share)}'
        f'<p class="muted butaca-why">{escape(why)}</p></div></div></li>'
    )


def _similarity(result: SimilarWork) -> tuple[float, str, str]:
    shared = ", ".join(feature.value or feature.field for feature in result.shared[:_SHOWN_FEATURES])
    return result.similarity, f"{_percent(result.similarity)} alike", f"In common: {shared}"


def _bar(share: float) -> str:
    # Hidden from screen readers: the number stands beside it in words.
    width = 100 * max(0.0, min(1.0, share))
    return f'<div class="butaca-bar" aria-hidden="true"><i style="width: {width:.0f}%"></i></div>'


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _is_number(cell: object) -> bool:
    return _NUMBER.fullmatch(str(cell)) is not None


def _compact(number: float) -> str:
    return f"{number:,.0f}" if number == int(number) else f"{number:,.2f}"


def _counted(count: int, one: str, several: str = "") -> str:
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def _length(work: Work) -> str:
    if work.duration is None:
        return ""
    if work.duration_type == "season":
        return _counted(work.duration, "season")
    return f"{work.duration} min"
