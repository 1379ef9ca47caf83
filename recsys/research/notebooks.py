"""What the notebooks share: the data they are about, the bundle that all open, its ratings for evaluation."""

import os
from pathlib import Path

import numpy as np

from recsys.build.dataset import SCALE, rating_arrays
from recsys.build.evaluation.methods import WorkFeatures
from recsys.build.evaluation.report import telling_sources
from recsys.build.item_features import ItemFeatures
from recsys.build.likes import known_likes
from recsys.build.pipeline import build
from recsys.bundle.bundle import Bundle, load_bundle
from recsys.bundle.manifest import read_manifest
from recsys.errors import BundleError
from recsys.files import sha256
from recsys.ingest.sample import FOLDER
from recsys.progress import Progress, silent
from recsys.research.benchmark import Benchmark
from recsys.research.similar.measure import Measured
from recsys.research.similar.works import measured_works


def data_folder(named: str = "") -> Path:
    """The folder of raw data: the one named, else that of RECSYS_DATA, else the embedded sample."""
    return Path(named or os.environ.get("RECSYS_DATA") or FOLDER)


def open_bundle(folder: Path, data: Path, seed: int, progress: Progress = silent) -> Bundle:
    """The bundle in `folder`; built first where there is none, or one of other raw files or another seed.

    Raises DataError where the raw files cannot be read, BundleError where `folder` is there and is no bundle.
    """
    if not _is_of(folder, data, seed):
        build(data, folder, seed, progress)
    return load_bundle(folder)


def _is_of(folder: Path, data: Path, seed: int) -> bool:
    """Whether the bundle there was built from these files, by the hashes of its manifest."""
    try:
        manifest = read_manifest(folder)
    except BundleError:
        return False
    files = {name: data / name for name in manifest["inputs"]}
    return manifest["settings"]["seed"] == seed and all(
        path.is_file() and sha256(path) == manifest["inputs"][name]["sha256"] for name, path in files.items()
    )


def benchmark_of(bundle: Bundle) -> Benchmark:
    """The ratings of a bundle, and the genres and years of its works, as methods are compared on them."""
    genres = bundle.works.column("genres").to_pylist()
    return Benchmark(
        ratings=rating_arrays(bundle.works, bundle.ratings),
        timestamps=bundle.ratings.column("timestamp").to_numpy(),
        features=WorkFeatures(
            tuple(tuple(of_work) for of_work in genres), bundle.works.column("year").to_numpy().astype(np.int32)
        ),
        scale=SCALE,
        held_out=np.zeros(bundle.ratings.num_rows, dtype=bool),
    )


def measured_of(bundle: Bundle, fewest_likes: int, seed: int) -> Measured:
    """The works of a bundle and who likes them, as methods for titles like this one are measured.

    Likes are those of the sources in whose ratings works mean something. Raises DataError where too few works have
    `fewest_likes` likes.
    """
    features = ItemFeatures.of(bundle.works, bundle.names, bundle.credits, bundle.titles)
    years = bundle.works.column("year").to_numpy()
    likes = known_likes(rating_arrays(bundle.works, bundle.ratings), telling_sources(bundle.metrics), years)
    return measured_works(features, likes, bundle.similar, seed, fewest_likes)
