"""How well a title suits a person, as HTML: the verdict, the chance, the stars and where they come from."""

from collections.abc import Sequence
from html import escape

from recsys.domain.schema import RATING_MAX, RATING_MIN
from recsys.serving.recommend.fit import Fit
from recsys.serving.recommend.reasons import Reason
from recsys.ui import html
from recsys.ui.cards import facts, original, poster, sources, watch
from recsys.ui.languages import Words


def verdict(answer: Fit, words: Words, country: str = "", others: Sequence[Fit] = ()) -> str:
    """The whole answer, with where the title can be watched in a country; everywhere where none is given.

    `others` are the answers of other models, to be unfolded beside this one.
    """
    yours = answer.user_ratings > 0
    chance = words("match.chance", percent=words.percent(answer.liking))
    told = words("fit.yes" if answer.recommended else "fit.no", chance=chance)
    habit = words("fit.habit.yours" if yours else "fit.habit.people", percent=words.percent(answer.habit))
    notes = [
        words("fit.rated", stars=words.number(answer.rated, 1)) if answer.rated is not None else "",
        "" if answer.title_ratings else words("fit.nobody_rated"),
        "" if yours else words("fit.people_in_general"),
    ]
    of_title = words.count("fit.from_title", answer.title_ratings)
    ratings = words.count("fit.from_yours", answer.user_ratings, title=of_title) if yours else of_title
    source = words("fit.source", ratings=ratings, percent=words.percent(answer.recommended_from))
    title = escape(answer.work.title)
    heading = f'<h2 title="{title}">{title}</h2>{original(answer.work)}'
    return html.answer(
        f'<div class="butaca-verdict-head">{poster(answer.work, heading)}<div>'
        f'<p class="muted">{escape(facts(answer.work, words))}</p>{watch(answer.work, words, country)}'
        f"{f'<p>{escape(answer.work.description)}</p>' if answer.work.description else ''}"
        f'<p class="butaca-verdict {"butaca-yes" if answer.recommended else "butaca-no"}">{escape(told)}</p>'
        f"{html.bar(answer.liking)}{_interval(answer)}<p>{escape(_expected(answer, words))} {escape(habit)}</p>"
        + "".join(f"<p>{escape(note)}</p>" for note in notes if note)
        + f"</div></div>{_side_by_side([answer, *others], words) if others else ''}{_parts(answer, words)}"
        f'<p class="muted">{escape(source)}</p>{_reasons(answer, words)}{sources(answer.work, words)}'
    )


def _expected(answer: Fit, words: Words) -> str:
    return words(
        "fit.expected",
        stars=words.number(answer.predicted_rating, 1),
        low=words.number(answer.low, 1),
        high=words.number(answer.high, 1),
        percent=words.percent(answer.interval),
    )


def _side_by_side(answers: Sequence[Fit], words: Words) -> str:
    """What each model says and how far off it was, folded away; the first is the one that answers."""
    models = "".join(_by_model(answer, words, used=number == 0) for number, answer in enumerate(answers))
    return (
        f'<details><summary>{escape(words("fit.models"))}</summary><div class="butaca-models">{models}</div></details>'
    )


def _by_model(answer: Fit, words: Words, *, used: bool) -> str:
    key = f"fit.model.{answer.model}"
    off = words("fit.model.unmeasured")
    if answer.rmse is not None and answer.mae is not None:
        off = words("fit.model.error", mae=words.number(answer.mae, 2), rmse=words.number(answer.rmse, 2))
    chance = words("match.chance", percent=words.percent(answer.liking))
    return (
        f"<div><h3>{escape(words(key) if words.has(key) else answer.model)}</h3>"
        f'<p class="butaca-match"><b>{escape(chance)}</b></p>{html.bar(answer.liking)}{_interval(answer)}'
        f'<p>{escape(_expected(answer, words))}</p><p class="muted">{escape(off)}'
        f"{' ' + escape(words('fit.model.used')) if used else ''}</p></div>"
    )


def _interval(answer: Fit) -> str:
    """The scale of stars, where on it the rating is expected, and the interval around it; told in words next to it."""
    low, at, high = (
        100 * (stars - RATING_MIN) / (RATING_MAX - RATING_MIN)
        for stars in (answer.low, answer.predicted_rating, answer.high)
    )
    return (
        f'<div class="butaca-scale" aria-hidden="true"><i style="left: {low:.0f}%; width: {high - low:.0f}%"></i>'
        f'<b style="left: {at:.0f}%"></b></div>'
    )


def _parts(answer: Fit, words: Words) -> str:
    """A chart of the parts: the mean that everybody starts from, then what moves it up or down."""
    who = "yours" if answer.user_ratings else "people"
    parts = [
        (words(f"fit.part.user.{who}"), answer.parts.user_bias),
        (words("fit.part.title"), answer.parts.work_bias),
        (words(f"fit.part.taste.{who}"), answer.parts.interaction),
    ]
    widest = max(*(abs(part) for _, part in parts), 0.5)
    lines = "".join(
        f'<li><span>{escape(name)}</span>{_either_way(part / widest)}<span class="number">'
        f"{escape(words.number(part, 2, signed=True))}</span></li>"
        for name, part in parts
    )
    start, end = (
        f"<li><span>{escape(words(key))}</span><span></span>"
        f'<span class="number">{escape(words.number(stars, 2))}</span></li>'
        for key, stars in (("fit.part.mean", answer.parts.global_mean), ("fit.part.sum", answer.predicted_rating))
    )
    return f'<h3>{escape(words("fit.parts"))}</h3><ul class="butaca-chart">{start}{lines}{end}</ul>'


def _either_way(share: float) -> str:
    """A bar to the right for what adds stars, to the left for what takes some away."""
    width = 50 * min(1.0, abs(share))
    side = ("up", 50.0) if share >= 0 else ("down", 50 - width)
    return (
        f'<div class="butaca-either" aria-hidden="true"><i class="{side[0]}" '
        f'style="left: {side[1]:.0f}%; width: {width:.0f}%"></i></div>'
    )


def _gave(reason: Reason, words: Words) -> str:
    return words.number(reason.rating, 1) if reason.rating is not None else words("fit.reason.watched")


def _reasons(answer: Fit, words: Words) -> str:
    if not answer.reasons:
        return ""
    rows = [
        (f"{reason.title} ({reason.year})", _gave(reason, words), words.number(reason.push, 2, signed=True))
        for reason in answer.reasons
    ]
    header = (words("fit.reason.title"), words("fit.reason.gave"), words("fit.reason.adds"))
    return f"<h3>{escape(words('fit.reasons'))}</h3>{html.table(header, rows)}"
