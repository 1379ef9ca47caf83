"""Everything that was made, as a bundle with its report and its card."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from recsys.build.content import Contents
from recsys.build.evaluate import Evaluation
from recsys.build.evaluation.plot import reliability_svg
from recsys.build.numbering import works_of
from recsys.build.similar import Affinities
from recsys.build.tidy import TABLES, Tidy
from recsys.bundle.bundle import Bundle, FilmCatalogue, save_bundle
from recsys.bundle.card import PLOT, model_card
from recsys.domain.schema import conform
from recsys.models.content.model import FIELD_WEIGHTS
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.similar import SimilarModel


@dataclass(frozen=True)
class BuildReport:
    """What a build read and made; `report.json` of the bundle."""

    files: list[dict[str, Any]]
    links: list[dict[str, Any]]
    rejected: dict[str, int]
    titles: dict[str, int]
    works: int
    movies: int
    ratings: int
    users: int
    superseded_ratings: int
    metrics: dict[str, Any]


class Made(NamedTuple):
    """What the stages made of one folder of raw data."""

    tidy: Tidy
    content: Contents
    evaluation: Evaluation
    collaborative: CollaborativeModel | None
    affinities: Affinities | None


def assemble(made: Made, target: Path, seed: int, engine: str | None) -> BuildReport:
    """Write the bundle to the folder `target`, and say what is in it. Raises BundleError where it cannot be written."""
    tables = {name: conform(getattr(made.tidy, name), schema, name) for name, schema in TABLES.items()}
    of_works, of_films = made.affinities or (None, None)
    films = None
    if len(made.tidy.movies):
        similar = SimilarModel(made.content.films, of_films)
        films = FilmCatalogue(tables["movies"], tables["credits"], similar, made.content.film_works)
    metrics, lists = made.evaluation
    report = _report(made.tidy, metrics)
    manifest = {
        "built": datetime.now(UTC).isoformat(timespec="seconds"),
        "sample": made.tidy.account.sample,
        "inputs": made.tidy.account.inputs,
        "settings": {"seed": seed, "engine": engine, "field_weights": FIELD_WEIGHTS},
    }
    bundle = Bundle(
        titles=tables["titles"],
        ratings=tables["ratings"],
        works=works_of(made.tidy.titles),
        similar=SimilarModel(made.content.works, of_works),
        collaborative=made.collaborative,
        metrics=metrics,
        manifest=manifest,
        films=films,
        lists=lists,
    )
    documents = {
        "report.json": json.dumps(asdict(report), indent=2, ensure_ascii=False) + "\n",
        "rejected.csv": tables["rejected"].to_pandas().to_csv(index=False),
        "README.md": model_card(manifest, asdict(report)),
    }
    if metrics:
        documents[PLOT] = reliability_svg(metrics["calibration"]["bins"], metrics["calibration"]["liked_from"])
    save_bundle(bundle, target, documents)
    return report


def _report(tidy: Tidy, metrics: dict[str, Any]) -> BuildReport:
    rejected = tidy.rejected["what"] + ": " + tidy.rejected["reason"]
    return BuildReport(
        files=tidy.account.files,
        links=tidy.account.links,
        rejected={str(reason): int(count) for reason, count in rejected.value_counts().items()},
        titles={str(platform): int(count) for platform, count in tidy.titles["platform"].value_counts().items()},
        works=tidy.titles["work_id"].nunique(),
        movies=len(tidy.movies),
        ratings=len(tidy.ratings),
        users=tidy.ratings["user_id"].nunique(),
        superseded_ratings=tidy.account.superseded,
        metrics=metrics,
    )
