"""The tab about the models: what data, when built, how good."""

from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import urlsplit

import gradio as gr

from recsys.domain.licences import keepable_since, sources_of
from recsys.domain.schema import TMDB_API
from recsys.ui import html
from recsys.ui.charts import curve
from recsys.ui.languages import Words, mark
from recsys.ui.live import Live, Visit


def about_tab(live: Live) -> None:
    """What the answers are made from, in figures of the bundle."""
    gr.Markdown(mark("about.intro"))
    live.part(gr.HTML, lambda visit: {"value": _about(visit)})


def _about(visit: Visit) -> str:
    bundle, words = visit.service.bundle, visit.words
    files = [(name, words.number(entry["size"])) for name, entry in bundle.manifest["inputs"].items()]
    ratings = words("about.ratings.simulated" if bundle.is_sample else "about.ratings")
    facts = [
        (words("about.built"), words.date(bundle.manifest["built"])),
        (words("about.works"), words.number(bundle.works.num_rows)),
        (words("about.titles"), words.number(bundle.titles.num_rows)),
        (words("about.offers"), words.number(bundle.offers.column("until").null_count)),
        (ratings, words.number(bundle.ratings.num_rows)),
    ]
    parts = [html.sentence(words("about.data"), facts, (words("about.what"), words("about.how_many")))]
    metrics = bundle.metrics
    if metrics.get("models"):
        parts.append(_errors(words("about.errors"), metrics["models"], words))
        parts.append(html.empty(words("about.errors.split", n=words.number(metrics["ratings"]["test"]))))
    if metrics.get("calibration"):
        parts.append(_calibration(metrics["calibration"], words))
    if metrics.get("cold_works"):
        parts.append(_errors(words("about.errors.cold"), metrics["cold_works"]["models"], words))
    if metrics.get("lists"):
        parts.append(_lists(metrics["lists"]["weights"], words))
    if "titles" in metrics:
        parts.append(html.sentence(words("about.honest")) + html.empty(_signal(metrics["titles"], words)))
    posters = visit.service.posters
    parts += [_limits(words), _sources(bundle.manifest, words), _posters(posters, words)]
    parts.append(_attribution(bundle.manifest, posters is not None, words))
    parts.append(html.sentence(words("about.files"), files, (words("about.file"), words("about.bytes"))))
    return "".join(parts)


def _errors(title: str, models: dict[str, dict[str, float]], words: Words) -> str:
    worst_first = sorted(models.items(), key=lambda model: -model[1]["rmse"])
    rows = [
        (_model(name, words), words.number(errors["rmse"], 4), words.number(errors["mae"], 4))
        for name, errors in worst_first
    ]
    return html.sentence(title, rows, (words("about.model"), "RMSE", "MAE"))


def _model(name: str, words: Words) -> str:
    """What a model of the evaluation knows, in words; one that has none here goes by its name."""
    return _named("about.model", name, words)


def _named(kind: str, name: str, words: Words) -> str:
    key = f"{kind}.{name.replace(' ', '_')}"
    return words(key) if words.has(key) else name


def _calibration(measured: dict[str, Any], words: Words) -> str:
    """Predicted and observed shares of likes: the reliability plot and its numbers as a table."""
    rows = [
        (words.percent(one["predicted"]), words.percent(one["observed"]), words.number(one["size"]))
        for one in measured["bins"]
    ]
    header = (words("about.calibration.said"), words("about.calibration.liked"), words("about.ratings"))
    told = words(
        "about.calibration.sum",
        coverage=words.percent(measured["coverage"]),
        interval=words.percent(measured["interval"]),
        ece=words.number(measured["ece"], 3),
        brier=words.number(measured["brier"], 3),
        plain=words.number(measured["brier_of_share"], 3),
    )
    points = [(one["predicted"], one["observed"]) for one in measured["bins"]]
    plot = curve(points, words("about.reliability.spoken"), header[0], header[1], points)
    return (
        html.sentence(words("about.calibration"))
        + html.empty(words("about.reliability.told"))
        + html.answer(plot + html.table(header, rows))
        + html.empty(told)
    )


def _lists(weights: Mapping[str, float], words: Words) -> str:
    heaviest_first = sorted(weights.items(), key=lambda one: -one[1])
    rows = [(_named("about.list", name, words), words.number(weight, 1)) for name, weight in heaviest_first]
    return html.sentence(words("about.lists"), rows, (words("about.lists.signal"), words("about.lists.weight")))


def _limits(words: Words) -> str:
    told = "".join(html.empty(words(f"about.limits.{name}")) for name in ("time", "people", "mood"))
    return html.sentence(words("about.limits")) + told


def _sources(manifest: Mapping[str, Any], words: Words) -> str:
    """Whose the data are, in words; of what has none here, as the licences tell it."""
    lines = ""
    for source in sources_of(manifest.get("sources", {}), sample=manifest["sample"]):
        what, terms = f"about.source.{source.name}", f"about.terms.{source.name}"
        named = words(what) if words.has(what) else source.what
        lines += f"<dt>{escape(named)}</dt><dd>{escape(words(terms) if words.has(terms) else source.terms)}</dd>"
    return html.sentence(words("about.sources")) + html.answer(f"<dl>{lines}</dl>") if lines else ""


def _posters(posters: str | None, words: Words) -> str:
    """Whom the visitor's browser asks for pictures."""
    if posters is None:
        return ""
    told = html.empty(words("about.posters.from", host=urlsplit(posters).netloc))
    return html.sentence(words("about.posters")) + told


def _attribution(manifest: Mapping[str, Any], posters: bool, words: Words) -> str:
    """What TMDB wants to be said where its pictures or its API's data are shown; of the data how old they are, too."""
    sources = sources_of(manifest.get("sources", {}), sample=manifest["sample"])
    dates = next((source.as_of for source in sources if source.name == TMDB_API), None)
    if dates is None:
        return html.sentence(words("about.tmdb")) + html.empty(words("about.tmdb.notice")) if posters else ""
    oldest, newest = dates
    told = [words("about.tmdb.notice"), words("about.tmdb.justwatch")]
    told.append(words("about.tmdb.age", oldest=words.date(oldest), newest=words.date(newest)))
    if oldest < keepable_since(datetime.now(UTC).date()):
        told.append(words("about.tmdb.too_old"))
    asked = TMDB_API in (manifest.get("settings", {}).get("train_on") or "")
    told.append(words("about.tmdb.learned" if asked else "about.tmdb.shown_only"))
    return html.sentence(words("about.tmdb")) + "".join(map(html.empty, told))


def _signal(measured: dict[str, Any], words: Words) -> str:
    key = "about.signal" if measured["signal"] else "about.no_signal"
    return words(key, percent=words.percent(measured["explained"]), p=words.number(measured["p"], 3))
