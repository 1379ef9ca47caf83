"""What the notebooks share: which data they tell of, the one bundle that all open, and it as evaluation takes it."""

import os
from pathlib import Path

import numpy as np

from recsys.build.content import draw_portraits
from recsys.build.evaluation.methods import WorkFeatures
from recsys.build.numbering import SCALE
from recsys.build.pipeline import build
from recsys.build.similar import known_likes
from recsys.build.tidy import Tidy
from recsys.bundle.bundle import Bundle, load_bundle
from recsys.bundle.manifest import read_manifest
from recsys.errors import BundleError
from recsys.files import sha256
from recsys.ingest.sample import FOLDER
from recsys.models.dataset.arrays import RatingArrays
from recsys.models.vocabulary import Vocabulary
from recsys.progress import Progress, silent
from recsys.research.benchmark import Benchmark
from recsys.research.similar.measure import Measured, Relevance
from recsys.serving.service import Service


def data_folder(named: str = "") -> Path:
    """The folder of raw data: the one named, else that of RECSYS_DATA, else the embedded sample."""
    return Path(named or os.environ.get("RECSYS_DATA") or FOLDER)


def opened(folder: Path, data: Path, seed: int, progress: Progress = silent) -> Bundle:
    """The bundle in `folder`; built anew where there is none, or one of other raw files or another seed.

    Raises DataError where the raw files cannot be read, BundleError where `folder` is somebody's.
    """
    if not _is_of(folder, data, seed):
        build(data, folder, seed, progress)
    return load_bundle(folder)


def _is_of(folder: Path, data: Path, seed: int) -> bool:
    """Whether the bundle there was built from these files, as far as its manifest tells."""
    try:
        manifest = read_manifest(folder)
    except BundleError:
        return False
    files = {name: data / name for name in manifest["inputs"]}
    return manifest["settings"]["seed"] == seed and all(
        path.is_file() and sha256(path) == manifest["inputs"][name]["sha256"] for name, path in files.items()
    )


def benchmark_of(service: Service) -> Benchmark:
    """The ratings of a bundle, and the genres and years of its works, as methods are compared on them."""
    catalogue, ratings = service.catalogue, service.explorer.among().ratings
    users = ratings.column("user_id").combine_chunks()
    names = users.dictionary.to_pylist()
    used = np.unique(users.indices.to_numpy())
    raters = Vocabulary.of(names[number] for number in used.tolist())
    works = catalogue.works_at(range(len(catalogue)))
    return Benchmark(
        ratings=RatingArrays(
            raters,
            catalogue.works,
            raters.numbers(names)[users.indices.to_numpy()],
            ratings.column("work_id").combine_chunks().indices.to_numpy(),
            ratings.column("rating").to_numpy(),
        ),
        timestamps=ratings.column("timestamp").to_numpy(),
        features=WorkFeatures(
            tuple(tuple(work.genres) for work in works), np.array([work.year for work in works], dtype=np.int32)
        ),
        scale=SCALE,
        held_out=np.zeros(ratings.num_rows, dtype=bool),
    )


def measured_of(tidy: Tidy, signal: bool, fewest_likes: int, seed: int) -> Measured:
    """Whom titles like one another are to please: who likes what, by the works of both catalogues.

    `signal` says whether titles matter to the ratings of titles. Raises DataError where too few works have
    `fewest_likes` likes.
    """
    known = draw_portraits(tidy.titles, tidy.movies, tidy.credits)
    likes = known_likes(tidy.film_likes, tidy.titles, tidy.ratings, known.work_rows, signal)
    n_works = len(known.words)
    relevance = Relevance.of(likes, n_works, seed, fewest_likes)
    return Measured(known.words, [""] * n_works, known.numbers, likes, relevance)
