"""The tab about the models: what data, when built, how good."""

from typing import Any

import gradio as gr

from recsys.serving.service import Service
from recsys.ui import html
from recsys.ui.live import Live

# What each model of the evaluation knows, in words; one that is not here goes by its name.
_MODELS = {
    "global mean": "global mean: the same for everybody and every title",
    "biases": "biases: how generous the user is, how well the title is liked",
    "posterior": "posterior: that, and how the person's taste meets the title, by draws of a factor model (in use)",
    "fast": "fast: that, and how the person's taste meets the title, by gradient descent (in use)",
    "surprise": "surprise: that, and how the person's taste meets the title, by scikit-surprise's SVD (in use)",
}


def about_tab(live: Live) -> None:
    """What stands behind the answers, in figures of the bundle."""
    gr.Markdown("Every figure on this page comes from the bundle that is being served.")
    live.part(gr.HTML, lambda service: {"value": _about(service)})


def _about(service: Service) -> str:
    bundle = service.bundle
    files = [(name, f"{entry['size']:,}") for name, entry in bundle.manifest["inputs"].items()]
    facts = [
        ("Built", bundle.manifest["built"].replace("T", " ").replace("+00:00", " UTC")),
        ("Titles, one for each service that shows it", f"{bundle.titles.num_rows:,}"),
        ("Works, each once", f"{len(bundle.works):,}"),
        ("Ratings" + (", simulated" if bundle.is_sample else ""), f"{bundle.ratings.num_rows:,}"),
    ]
    parts = [html.sentence("The data", facts, ("What", "How many, or when"))]
    metrics = bundle.metrics
    if metrics.get("models"):
        parts.append(_errors("How far off the predictions are, in stars", metrics["models"]))
        parts.append(
            html.empty(f"Measured on ratings that the models did not see: {metrics['split']}. Less is better.")
        )
    if metrics.get("calibration"):
        parts.append(_calibration(metrics["calibration"]))
    if metrics.get("cold_works"):
        parts.append(_errors("And for titles that nobody has rated", metrics["cold_works"]["models"]))
    if "titles" in metrics:
        parts.append(html.empty(_signal(metrics["titles"])))
    parts.append(html.sentence("Read from", files, ("File", "Bytes")))
    return "".join(parts)


def _errors(title: str, models: dict[str, dict[str, float]]) -> str:
    worst_first = sorted(models.items(), key=lambda model: -model[1]["rmse"])
    rows = [(_MODELS.get(name, name), f"{errors['rmse']:.4f}", f"{errors['mae']:.4f}") for name, errors in worst_first]
    return html.sentence(title, rows, ("Model", "RMSE", "MAE"))


def _calibration(measured: dict[str, Any]) -> str:
    """What we said beside what happened: the reliability plot as a table."""
    rows = [
        (f"{100 * one['predicted']:.0f} %", f"{100 * one['observed']:.0f} %", f"{one['size']:,}")
        for one in measured["bins"]
    ]
    title = "When we say that you'll like it, how often is that so?"
    table = html.sentence(title, rows, ("We said", "They liked", "Ratings"))
    return table + html.empty(
        f"{100 * measured['coverage']:.0f} % of the ratings lay where we expected {100 * measured['interval']:.0f} %; "
        f"expected calibration error {measured['ece']:.3f}, Brier score {measured['brier']:.3f} "
        f"({measured['brier_of_share']:.3f} for always saying the average)."
    )


def _signal(measured: dict[str, Any]) -> str:
    share = f"Titles explain {100 * measured['explained']:.1f} % of what people's habits leave open"
    if measured["signal"]:
        return f"{share} (permutation test, p = {measured['p']:.3f})."
    return f"{share} (p = {measured['p']:.3f}): these ratings carry no signal about titles."
