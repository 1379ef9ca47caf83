"""The tab about the models: what data, when built, how good."""

from typing import Any

import gradio as gr

from recsys.ui import html
from recsys.ui.languages import Words, mark
from recsys.ui.live import Live, Visit


def about_tab(live: Live) -> None:
    """What stands behind the answers, in figures of the bundle."""
    gr.Markdown(mark("about.intro"))
    live.part(gr.HTML, lambda visit: {"value": _about(visit)})


def _about(visit: Visit) -> str:
    bundle, words = visit.service.bundle, visit.words
    files = [(name, words.number(entry["size"])) for name, entry in bundle.manifest["inputs"].items()]
    ratings = words("about.ratings.simulated" if bundle.is_sample else "about.ratings")
    facts = [
        (words("about.built"), words.date(bundle.manifest["built"])),
        (words("about.titles"), words.number(bundle.titles.num_rows)),
        (words("about.works"), words.number(len(bundle.works))),
        (ratings, words.number(bundle.ratings.num_rows)),
    ]
    parts = [html.sentence(words("about.data"), facts, (words("about.what"), words("about.how_many")))]
    metrics = bundle.metrics
    if metrics.get("models"):
        parts.append(_errors(words("about.errors"), metrics["models"], words))
        parts.append(html.empty(words("about.errors.split", split=metrics["split"])))
    if metrics.get("calibration"):
        parts.append(_calibration(metrics["calibration"], words))
    if metrics.get("cold_works"):
        parts.append(_errors(words("about.errors.cold"), metrics["cold_works"]["models"], words))
    if "titles" in metrics:
        parts.append(html.empty(_signal(metrics["titles"], words)))
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
    key = f"about.model.{name.replace(' ', '_')}"
    return words(key) if words.has(key) else name


def _calibration(measured: dict[str, Any], words: Words) -> str:
    """What we said beside what happened: the reliability plot as a table."""
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
    return html.sentence(words("about.calibration"), rows, header) + html.empty(told)


def _signal(measured: dict[str, Any], words: Words) -> str:
    key = "about.signal" if measured["signal"] else "about.no_signal"
    return words(key, percent=words.percent(measured["explained"]), p=words.number(measured["p"], 3))
