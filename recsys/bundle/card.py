"""The model card that travels in a bundle, as Markdown."""

import json
from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

from recsys.bundle.manifest import CONTENT, SVD
from recsys.bundle.moves import COUNTED_DAYS
from recsys.domain.licences import JUSTWATCH_NOTICE, TMDB_NOTICE, Terms, sources_of, uses_table
from recsys.domain.schema import TMDB_API
from recsys.domain.services import service_name

PLOT = "reliability.svg"
_WIDTH = 110
_PLACES = 8  # countries of a service that the table names, and places of which it is said what came and left
# How the engines of `recsys.models.ratings.engines` work, in a few words.
_ENGINES = {
    "posterior": "draws from the posterior of a factor model with implicit feedback and features of the works",
    "fast": "biased matrix factorisation by stochastic gradient descent",
    "als": "biases, and alternating least squares on what they leave, fitted in a cluster",
}


def model_card(manifest: Mapping[str, Any], report: Mapping[str, Any], address: str = "") -> str:
    """The card of one build, from its manifest and its report.

    `report` holds the counts of `bundle.contents.contents` and the `metrics` of evaluation, empty where there were too
    few ratings; `address` is the bundle's on the Hub, where it has one.
    """
    metrics = report["metrics"]
    parts = [["# Butaca bundle"], _origin(manifest, report), _services(report), _moves(report), _models(report)]
    parts.append(["## How good it is"])
    if metrics.get("models"):
        parts += [_signal(metrics), _errors(metrics), _calibration(metrics), _unrated(metrics), _lists(metrics)]
    else:
        parts.append(["There were too few ratings for a collaborative model."])
    parts += [["## What it cannot do"], _limits(metrics), *data_and_licences(manifest)]
    parts += [*_loading(address), *_alone(report, address)]
    return joined(parts)


def joined(parts: Sequence[Sequence[str]]) -> str:
    """Paragraphs of lines as one text; an empty paragraph is none."""
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def data_and_licences(manifest: Mapping[str, Any]) -> list[list[str]]:
    """Whose the data are that a bundle was built from, on which terms, and what may be done with them."""
    sources = sources_of(manifest.get("sources", {}), sample=manifest["sample"])
    lines = [line for one in sources for line in wrap(f"- {one.what}: {one.terms}", _WIDTH, subsequent_indent="  ")]
    asked = manifest.get("settings", {}).get("train_on")
    learned = wrap(f"The models learned from {asked}, as whoever built it asked.", _WIDTH) if asked else []
    return [["## Data and licences"], lines, uses_table(sources), learned, *_notices(sources)]


def _notices(sources: Sequence[Terms]) -> list[list[str]]:
    """What must be said of data of TMDB's API, and how old they are."""
    return [
        wrap(f"{TMDB_NOTICE} {JUSTWATCH_NOTICE} Fetched from {one.as_of[0]} to {one.as_of[1]}.", _WIDTH)
        for one in sources
        if one.name == TMDB_API and one.as_of is not None
    ]


def _origin(manifest: Mapping[str, Any], report: Mapping[str, Any]) -> list[str]:
    origin = (
        "the embedded sample: titles written for this project, **ratings simulated, nobody's own**"
        if manifest["sample"]
        else "the raw files listed in `manifest.json`"
    )
    return [
        *wrap(f"Built {manifest['built']} from {origin}.", _WIDTH),
        "",
        f"- works: {report['works']:,} ({report['films']:,} films, {report['series']:,} series)",
        f"- titles of services: {sum(report['titles'].values()):,}",
        f"- ratings: {report['ratings']:,} by {report['users']:,} users",
    ]


def _services(report: Mapping[str, Any]) -> list[str]:
    """What each service lists, and how many works it shows where, one row a service."""
    if not report["titles"]:
        return []
    rows = []
    for service, titles in report["titles"].items():
        places = [_place(code, count) for code, count in report["offers"].get(service, {}).items()]
        more = [f"{len(places) - _PLACES} more"] if len(places) > _PLACES else []
        as_of = report["snapshots"].get(service, "")
        rows.append(f"| {service_name(service)} | {titles:,} | {', '.join(places[:_PLACES] + more)} | {as_of} |")
    return ["| service | titles | works it shows, by country | as of |", "| --- | --- | --- | --- |", *rows]


def _moves(report: Mapping[str, Any]) -> list[str]:
    """What came and left, one row a service and country, those that show most."""
    if not report["moves"]:
        return []
    columns = [f"{word} in {days} days" for days in COUNTED_DAYS for word in ("came", "left")]
    keys = [f"{word}_{days}" for days in COUNTED_DAYS for word in ("came", "left")]
    rows = [
        f"| {service_name(one['service'])} {one['country'] or '(country not known)'} | {one['as_of']} | "
        f"{' | '.join(f'{one[key]:,}' for key in keys)} | {_since(one)} |"
        for one in report["moves"][:_PLACES]
    ]
    text = (
        "What came and left, counted back from the newest snapshot: in so many days only what certainly did; of "
        "snapshots further apart it is known since the one before. report.json has all services and countries."
    )
    head = [
        f"| where | as of | {' | '.join(columns)} | since the snapshot before |",
        "| --- " * (len(columns) + 3) + "|",
    ]
    return [*wrap(text, _WIDTH), "", *head, *rows]


def _since(one: Mapping[str, Any]) -> str:
    return f"{one['came']:,} came, {one['left']:,} left since {one['before']}" if one["before"] is not None else ""


def _place(code: str, works: int) -> str:
    return f"{code or 'country not known'} {works:,}"


def _models(report: Mapping[str, Any]) -> list[str]:
    text = (
        "«More like this» adds up what two works share (cosines of TF-IDF vectors by field, sentence embeddings of "
        "descriptions where the build had them, co-occurrence in what people like and watch) less what sets them apart "
        "(years, kind, genres, how well known they are), with weights learned from pairs that people graded."
    )
    engine = report["metrics"].get("engine")
    if engine:
        text += (
            f" A collaborative model (engine `{engine}`: {_ENGINES[engine]}) predicts how a user will rate a "
            "work, from the ratings that they give, whoever they are."
        )
    taught, ratings = report["svd_ratings"], report["ratings"]
    if taught:
        some = f"{taught:,} of {ratings:,} ratings, all those of users drawn at random"
        text += (
            f" Beside it there is scikit-surprise's SVD, trained on {some if taught < ratings else 'the same ratings'}."
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
    beside = metrics.get("svd")
    if beside:
        text += f" Of the SVD's intervals {beside['coverage']:.1%} hold the rating."
    return [*wrap(text, _WIDTH), "", f"![{alt}]({PLOT})"]


def _unrated(metrics: Mapping[str, Any]) -> list[str]:
    cold = metrics.get("cold_works")
    if not cold:
        return []
    head = f"Works without ratings, predicted from their features ({cold['split']}), errors in stars:"
    lines = [*wrap(head, _WIDTH), "", *_table(cold["models"])]
    one = cold.get("calibration")
    if one:
        text = (
            f"Of these ratings {one['coverage']:.1%} lie in the interval that should hold {one['interval']:.0%}, "
            f"{one['width']:.2f} stars wide on average; the probability of liking has an expected calibration error of "
            f"{one['ece']:.3f}."
        )
        lines += ["", *wrap(text, _WIDTH)]
    return lines


def _lists(metrics: Mapping[str, Any]) -> list[str]:
    lists = metrics.get("lists")
    if not lists:
        return []
    weights = ", ".join(f"{name} {weight:g}" for name, weight in lists["weights"].items())
    return wrap(
        f"The list of a user is ordered by a mix of signals, weighted by what people went on to choose: {weights}.",
        _WIDTH,
    )


def _limits(metrics: Mapping[str, Any]) -> list[str]:
    limits = "It knows what services show as of the snapshots that its raw files are from"
    if metrics.get("models"):
        limits += ", and of a user without ratings it knows only what people do on average"
    return wrap(
        f"{limits}. What has come and gone since it does not know, and its likes are those of the people who rated: "
        "measure it on your own people before you trust it for them.",
        _WIDTH,
    )


def _loading(address: str) -> list[list[str]]:
    head = ["## How to load it"]
    if not address:
        return [head, ["Load it with `recsys.bundle.bundle.load_bundle(folder)`; no file in it is a pickle."]]
    code = [
        "```python",
        "from recsys.bundle.bundle import load_bundle",
        "from recsys.publish.hub.pull import pull",
        "from recsys.publish.hub.reference import Reference",
        "",
        f'bundle = load_bundle(pull(Reference.parse("{address}")).folder)',
        "```",
    ]
    words = (
        f"`RECSYS_BUNDLE={address} python app.py` serves it, with Butaca's code; every file is verified by its SHA-256"
    )
    return [head, code, wrap(f"{words}, and no file is a pickle.", _WIDTH)]


def _alone(report: Mapping[str, Any], address: str) -> list[list[str]]:
    """The models that are loaded from their own file, each in three lines."""
    fetched = f" (`hf download {address.removeprefix('hf://')} NAME --local-dir .`)" if address else ""
    work_id, user_id = (json.dumps(report["example"][name], ensure_ascii=False) for name in ("work_id", "user_id"))
    head = f"The cosine model of works needs nothing but its file{fetched}:"
    parts = [wrap(head, _WIDTH), _snippet(CONTENT, "content.cosine", "CosineModel", f"most_similar({work_id}, k=5)")]
    if report["svd_ratings"]:
        parts.append(["Nor does the SVD; a user or a work that it does not know adds nothing to an estimate:"])
        parts.append(_snippet(SVD, "ratings.svd", "SvdModel", f"estimate({user_id}, {work_id})"))
    return parts


def _snippet(file: str, module: str, model: str, question: str) -> list[str]:
    return [
        "```python",
        f"from recsys.models.{module} import {model}",
        f'model = {model}.load("{file}")',
        f"print(model.{question})",
        "```",
    ]


def _table(models: Mapping[str, Mapping[str, float]]) -> list[str]:
    worst_first = sorted(models.items(), key=lambda model: -model[1]["rmse"])
    rows = [f"| {name} | {errors['rmse']:.4f} | {errors['mae']:.4f} |" for name, errors in worst_first]
    return ["| model | RMSE | MAE |", "| --- | --- | --- |", *rows]
