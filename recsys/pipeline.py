"""The whole build: raw files, tidy tables, models, evaluation, bundle."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from recsys.bundle import Bundle, FilmCatalogue, check_target, save_bundle
from recsys.card import PLOT, model_card
from recsys.data import sample
from recsys.data.load import RawData, count_sources, read_data
from recsys.data.works import work_facts
from recsys.evaluation.lists import learn_lists
from recsys.evaluation.plot import reliability_svg
from recsys.evaluation.report import Known, rating_report
from recsys.models.content import FIELD_WEIGHTS
from recsys.models.engines import check_engine, default_engine, fit_engine
from recsys.models.features import Features
from recsys.models.ratings import RatingArrays
from recsys.models.vocabulary import Vocabulary
from recsys.progress import Progress, silent
from recsys.schema import CREDITS, MOVIES, RATING_MAX, RATING_MIN, RATINGS, REJECTED, TITLES, conform
from recsys.similarity import fit_content, fit_similarity, known_likes
from recsys.storage import sha256

SCALE = (RATING_MIN, RATING_MAX)
# A model cannot be judged, hardly fitted, on fewer.
FEWEST_RATINGS = 100


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


def build(
    data_folder: Path, target: Path, seed: int = 0, progress: Progress = silent, engine: str | None = None
) -> BuildReport:
    """Build a bundle from `data_folder` into the folder `target`.

    `engine` is the collaborative model's, by default the most accurate that so many ratings can afford. The same data,
    code and seed give the same files, but for the time in the manifest. Raises DataError when a raw file cannot be
    read, BundleError when `target` is somebody's folder, SettingsError for an engine that there is not.
    """
    if engine is not None:
        check_engine(engine)
    check_target(target)  # before the minutes of work, not after
    data = read_data(data_folder, progress)
    titles = conform(data.titles, TITLES, "titles")
    ratings = conform(data.ratings, RATINGS, "ratings")

    progress("fitting the content model")
    works = Vocabulary.of(data.titles["work_id"])
    portraits, content = fit_content(data, works)

    collaborative, lists, metrics = None, None, {}
    if len(data.ratings) >= FEWEST_RATINGS:
        engine = engine or default_engine(len(data.ratings))
        known = known_ratings(data, works)
        metrics = rating_report(known, engine, seed, progress)
        progress("fitting the collaborative model")
        collaborative = fit_engine(engine, *known, seed)
        progress("learning what orders a list")
        if metrics["titles"]["signal"]:  # else nothing is to be learned, and popularity is chance
            of_works = content.take(portraits.work_rows)
            lists = learn_lists(known, data.ratings["timestamp"].to_numpy(), of_works, engine, seed)
        if lists is not None:
            metrics["lists"] = {"weights": dict(lists.mix.weights)}

    progress("learning what is liked together")
    signal = bool(metrics) and metrics["titles"]["signal"]
    likes = known_likes(data, data_folder, works, portraits.work_rows, signal)
    similar = fit_similarity(portraits, content, likes)

    progress("writing the bundle")
    films = None
    if len(data.movies):
        movies, credits = conform(data.movies, MOVIES, "movies"), conform(data.credits, CREDITS, "credits")
        films = FilmCatalogue(movies, credits, similar.films, portraits.film_works)
    report = _report(data, metrics)
    manifest = {
        "built": datetime.now(UTC).isoformat(timespec="seconds"),
        "sample": data_folder.resolve() == sample.FOLDER.resolve(),
        "inputs": {
            path.relative_to(data_folder).as_posix(): {"sha256": sha256(path), "size": path.stat().st_size}
            for path in data.inputs
        },
        "settings": {"seed": seed, "engine": engine, "field_weights": FIELD_WEIGHTS},
    }
    bundle = Bundle(titles, ratings, works, similar.works, collaborative, metrics, manifest, films, lists)
    documents = {
        "report.json": json.dumps(asdict(report), indent=2, ensure_ascii=False) + "\n",
        "rejected.csv": conform(data.rejected, REJECTED, "rejected").to_pandas().to_csv(index=False),
        "README.md": model_card(manifest, asdict(report)),
    }
    if metrics:
        documents[PLOT] = reliability_svg(metrics["calibration"]["bins"], metrics["calibration"]["liked_from"])
    save_bundle(bundle, target, documents)
    return report


def count_steps(data_folder: Path) -> int:
    """How many steps `build` will tell its progress: one a source, and one for each stage after reading."""
    return count_sources(data_folder) + 8


def known_ratings(data: RawData, works: Vocabulary) -> Known:
    """What the collaborative model is fitted on; the works' row numbers are those of `works`."""
    ratings = rating_arrays(data, works)
    rated = np.bincount(ratings.work_nums, minlength=len(works)) > 0
    return Known(ratings, Features.of(work_facts(data.titles, works.ids), rated), SCALE)


def rating_arrays(data: RawData, works: Vocabulary) -> RatingArrays:
    """The tidy ratings by row number; a rating of a title counts for its work."""
    work_of = data.titles.set_index("title_id")["work_id"]
    ratings = data.ratings
    titles, users = ratings["title_id"].cat, ratings["user_id"].cat
    user_vocabulary = Vocabulary.of(users.categories[np.unique(users.codes)])
    return RatingArrays(
        users=user_vocabulary,
        works=works,
        user_nums=user_vocabulary.numbers(users.categories)[users.codes],
        work_nums=works.numbers(work_of[titles.categories])[titles.codes],
        ratings=ratings["rating"].to_numpy(),
    )


def _report(data: RawData, metrics: dict[str, Any]) -> BuildReport:
    rejected = data.rejected.assign(reason=data.rejected["what"] + ": " + data.rejected["reason"])
    return BuildReport(
        files=[
            {"file": file.file, "read": file.read, "kept": file.kept, "rejected": file.rejected} for file in data.files
        ],
        links=[asdict(link) for link in data.links],
        rejected={str(reason): int(count) for reason, count in rejected["reason"].value_counts().items()},
        titles={str(platform): int(count) for platform, count in data.titles["platform"].value_counts().items()},
        works=data.titles["work_id"].nunique(),
        movies=len(data.movies),
        ratings=len(data.ratings),
        users=data.ratings["user_id"].nunique(),
        superseded_ratings=data.superseded,
        metrics=metrics,
    )
