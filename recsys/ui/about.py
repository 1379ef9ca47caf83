"""The tab about the models: what data, when built, how good."""

import gradio as gr

from recsys.serving.service import Service
from recsys.ui import html

# What each model of the evaluation knows, in words; one that is not here goes by its name.
_MODELS = {
    "global mean": "global mean: the same for everybody and every title",
    "biases": "biases: how generous the user is, how well the title is liked",
    "posterior": "posterior: that, and how the person's taste meets the title, by draws of a factor model (in use)",
    "fast": "fast: that, and how the person's taste meets the title, by gradient descent (in use)",
    "surprise": "surprise: that, and how the person's taste meets the title, by scikit-surprise's SVD (in use)",
}


def about_tab(service: Service) -> None:
    """What stands behind the answers, in figures of this bundle."""
    bundle = service.bundle
    gr.Markdown("Every figure on this page comes from the bundle that is being served.")
    files = [(name, f"{entry['size']:,}") for name, entry in bundle.manifest["inputs"].items()]
    facts = [
        ("Built", bundle.manifest["built"].replace("T", " ").replace("+00:00", " UTC")),
        ("Titles, one for each service that shows it", f"{bundle.titles.num_rows:,}"),
        ("Works, each once", f"{len(bundle.works):,}"),
        ("Ratings" + (", simulated" if bundle.is_sample else ""), f"{bundle.ratings.num_rows:,}"),
    ]
    gr.HTML(html.sentence("The data", facts, ("What", "How many, or when")))
    models = bundle.metrics.get("models", {})
    if models:
        worst_first = sorted(models.items(), key=lambda model: -model[1]["rmse"])
        rows = [
            (_MODELS.get(name, name), f"{errors['rmse']:.4f}", f"{errors['mae']:.4f}") for name, errors in worst_first
        ]
        gr.HTML(html.sentence("How far off the predictions are, in stars", rows, ("Model", "RMSE", "MAE")))
        gr.Markdown(f"Measured on ratings that the models did not see: {bundle.metrics['split']}. Less is better.")
    gr.HTML(html.sentence("Read from", files, ("File", "Bytes")))
