"""The model card that travels in a bundle, as Markdown."""

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

PLOT = "reliability.svg"
_WIDTH = 110
# How the engines of `recsys.models.engines` work, in a few words.
_ENGINES = {
    "posterior": "draws from the posterior of a factor model with implicit feedback and features of the works",
    "fast": "biased matrix factorisation by stochastic gradient descent",
    "surprise": "scikit-surprise's SVD",
}


def model_card(manifest: Mapping[str, Any], report: Mapping[str, Any]) -> str:
    """The card of one build, from its manifest and its report; without ratings enough it says so."""
    metrics = report["metrics"]
    parts = [_origin(manifest, report), _models(metrics)]
    if metrics.get("models"):
        parts += [_signal(metrics), _errors(metrics), _calibration(metrics), _unrated(metrics), _lists(metrics)]
    else:
        parts.append(["There were too few ratings for a collaborative model."])
    return "\n\n".join("\n".join(part) for part in [["# Butaca bundle"], *parts, *_end(metrics)] if part) + "\n"


def _origin(manifest: Mapping[str, Any], report: Mapping[str, Any]) -> list[str]:
    origin = (
        "the embedded sample: titles written for this project, **ratings simulated, nobody's own**"
        if manifest["sample"]
        else "the raw files listed in `manifest.json`"
    )
    platforms = ", ".join(f"{platform} {count:,}" for platform, count in sorted(report["titles"].items()))
    return [
        f"Built {manifest['built']} from {origin}.",
        "",
        f"- titles: {sum(report['titles'].values()):,} of {report['works']:,} works ({platforms})",
        f"- ratings: {report['ratings']:,} by {report['users']:,} users",
    ]


def _models(metrics: Mapping[str, Any]) -> list[str]:
    text = (
        "A content model (TF-IDF over title, genres, people, country and description, cosine similarity) answers "
        "«more like this»."
    )
    engine = metrics.get("engine")
    if engine:
        text += (
            f" A collaborative model (engine `{engine}`: {_ENGINES[engine]}) answers how well a title suits a person, "
            "whoever they are: a person is the ratings that they give."
        )
    return wrap(text, _WIDTH)


def _signal(metrics: Mapping[str, Any]) -> list[str]:
    """What must be known before any other figure is believed."""
    titles, models = metrics["titles"], metrics["models"]
    chance = f"permutation test on held-out ratings, p = {titles['p']:.2g}"
    if titles["signal"]:
        return wrap(
            f"Who likes what can be learned from these ratings: titles explain {titles['explained']:.1%} of what "
            f"people's own means leave unexplained ({chance}).",
            _WIDTH,
        )
    mean, biases = models["global mean"]["rmse"], models["biases"]["rmse"]
    if biases < mean:
        start = "**These ratings say much about people and nothing about titles:**"
        people = f" a person's own mean takes the error from {mean:.3f} to {biases:.3f} stars, but"
    else:
        start, people = "**These ratings say nothing about titles:**", ""
    return wrap(
        f"{start}{people} titles explain no more than chance would ({chance}). A predicted rating is what this person "
        "gives on average, no title suits anybody better than another, and no order of a list could be learned.",
        _WIDTH,
    )


def _errors(metrics: Mapping[str, Any]) -> list[str]:
    return [
        f"Errors in stars on ratings that the models did not see ({metrics['split']}):",
        "",
        *_table(metrics["models"]),
    ]


def _calibration(metrics: Mapping[str, Any]) -> list[str]:
    one = metrics.get("calibration")
    if not one:
        return []
    text = (
        f"How sure it is, on the same ratings: {one['coverage']:.1%} of them lie in the interval that should hold "
        f"{one['interval']:.0%}, which is {one['width']:.2f} stars wide on average. The probability of liking "
        f"(a rating of {one['liked_from']:g} or more) has a Brier score of {one['brier']:.3f}, where always saying the "
        f"share of liked ratings has {one['brier_of_share']:.3f}; its expected calibration error is {one['ece']:.3f}."
    )
    alt = "Reliability plot: predicted probability of liking and the share that liked it"
    return [*wrap(text, _WIDTH), "", f"![{alt}]({PLOT})"]


def _unrated(metrics: Mapping[str, Any]) -> list[str]:
    cold = metrics.get("cold_works")
    if not cold:
        return []
    head = f"Works that nobody rated, predicted from what is known of them ({cold['split']}), errors in stars:"
    return [*wrap(head, _WIDTH), "", *_table(cold["models"])]


def _lists(metrics: Mapping[str, Any]) -> list[str]:
    lists = metrics.get("lists")
    if not lists:
        return []
    weights = ", ".join(f"{name} {weight:g}" for name, weight in lists["weights"].items())
    return wrap(
        f"A person's list is ordered by a mix of signals, weighted by what people went on to choose: {weights}.", _WIDTH
    )


def _end(metrics: Mapping[str, Any]) -> Sequence[list[str]]:
    limits = "What it cannot do: it knows the catalogues as they were when the raw files were made"
    if metrics.get("models"):
        limits += ", and of somebody without ratings it knows only what people do on average"
    return [
        wrap(f"{limits}.", _WIDTH),
        ["Load it with `recsys.bundle.load_bundle(folder)`; no file in it is a pickle."],
    ]


def _table(models: Mapping[str, Mapping[str, float]]) -> list[str]:
    rows = [f"| {name} | {errors['rmse']:.4f} | {errors['mae']:.4f} |" for name, errors in models.items()]
    return ["| model | RMSE | MAE |", "| --- | --- | --- |", *rows]
