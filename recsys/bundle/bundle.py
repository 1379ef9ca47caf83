"""The bundle: a folder with everything that serving needs, written whole or not at all.

    manifest.json              format version, when, inputs and settings with hashes, sha256 and size of every file
    works.parquet              films and series; the row number of a work is its number in every model
    names.parquet              the titles that works go by
    credits.parquet            who took part
    titles.parquet             the services' own listings of works
    offers.parquet             which service shows a work, in which country, since when
    snapshots.parquet          the dated catalogues of services that offers were told from
    ratings.parquet            who rated what
    content.safetensors        what works have in common: sparse vectors over terms, with the works' ids
    pairs.safetensors          what else pairs are compared by: facts, sentence embeddings, weights
    cooccurrence.safetensors   which works the same people like and watch
    nearest.safetensors        the works most like each of the best known ones
    collaborative.safetensors  draws of the factor model, noise, features
    svd.safetensors            Surprise's SVD of the same ratings, with the ids of its users and works
    ranker.safetensors         what orders the list of a user
    search.safetensors         the index of all names, to search
    metrics.json               what evaluation measured
    report.json, rejected.csv  what became of every raw row
    README.md                  the model card

The tables are those of `recsys.domain.schema`; each model writes and reads its own arrays (`to_arrays`,
`from_arrays`). `recsys.bundle.manifest` says how the format is changed.
"""

import json
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
from safetensors import SafetensorError
from safetensors.numpy import save_file

from recsys import __version__
from recsys.bundle.integrity import check_table, check_tables, check_users, check_works
from recsys.bundle.manifest import (
    ALWAYS_THERE,
    COLLABORATIVE,
    CONTENT,
    COOCCURRENCE,
    FORMAT_VERSION,
    MANIFEST,
    METRICS,
    NEAREST,
    PAIRS,
    RANKER,
    RATINGS_FILE,
    READERS,
    REBUILD,
    SEARCH,
    SVD,
    TABLE_FILES,
    WORKS_FILE,
    verified_manifest,
)
from recsys.bundle.tables import BundleTables
from recsys.domain.schema import TABLES
from recsys.errors import BundleError, UnreadableError, shown
from recsys.files import read_json, read_table, sha256, watched, write_table, written_whole
from recsys.models.content.cosine import CosineModel
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.ranking.model import RankingModel
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.point_estimate import PointEstimate
from recsys.models.search.index import TitleIndex
from recsys.models.similar.model import PairModel, SimilarModel
from recsys.models.similar.nearest import NearestWorks
from recsys.models.storage import finite_arrays
from recsys.models.vocabulary import Vocabulary


@dataclass(frozen=True)
class Bundle(BundleTables):
    """A loaded bundle: its tables, and models whose rows are those of `works`.

    `collaborative` and `svd` are None where the data held too few ratings, `ranker` where the ratings say nothing of
    works or of order, `search` where nobody made the index before. `metrics` is what evaluation measured, `manifest`
    says where it all comes from (`recsys.bundle.manifest`).
    """

    similar: SimilarModel
    collaborative: CollaborativeModel | None
    svd: PointEstimate | None
    ranker: RankingModel | None
    metrics: dict[str, Any]
    manifest: dict[str, Any]
    search: TitleIndex | None = None

    @cached_property
    def work_ids(self) -> Vocabulary:
        """The ids of the works, in the order of their rows."""
        return self.collaborative.works if self.collaborative is not None else super().work_ids

    @property
    def is_sample(self) -> bool:
        """Whether it was built from the embedded sample."""
        return bool(self.manifest["sample"])

    @property
    def titles_matter(self) -> bool:
        """False where the build found that works explain nothing of its ratings."""
        return bool(self.metrics.get("titles", {}).get("signal", True))


def save_bundle(bundle: Bundle, target: Path, documents: dict[str, str]) -> None:
    """Write the bundle to the folder `target`, in one step; `documents` are further text files by name.

    The bundle's manifest is completed with the format version and every file's hash and size. Raises
    BundleError when `target` exists and is no bundle, or cannot be written, and ValueError where a model is of other
    works than the table.
    """
    _check_works(bundle)
    check_target(target)
    try:
        _write(bundle, target, documents)
    except (OSError, SafetensorError) as error:  # which is how safetensors says that a disk is full
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise BundleError(f"{target}: cannot be written ({reason}). What was there is kept.") from error


def _check_works(bundle: Bundle) -> None:
    n_works, works = bundle.works.num_rows, bundle.collaborative.works if bundle.collaborative is not None else None
    for model in (bundle.similar, bundle.ranker, bundle.search):
        if model is not None and model.n_works != n_works:
            raise ValueError(f"{type(model).__name__} has {model.n_works} works, the table of works {n_works}")
    if works is not None and works != _work_ids(bundle.works):
        raise ValueError("CollaborativeModel has other works than the table of works, or in another order")


def _write(bundle: Bundle, target: Path, documents: dict[str, str]) -> None:
    tables = [getattr(bundle, name) for name in TABLES]
    models: dict[str, Any] = {
        CONTENT: CosineModel(bundle.work_ids, bundle.similar.content),
        PAIRS: bundle.similar.pairs,
        COOCCURRENCE: bundle.similar.cooccurrence,
        NEAREST: bundle.similar.kept,
        COLLABORATIVE: bundle.collaborative,
        SVD: bundle.svd,
        RANKER: bundle.ranker,
        SEARCH: bundle.search,
    }
    with written_whole(target) as folder:
        for name, table in zip(TABLE_FILES, tables, strict=True):
            write_table(table, folder / name)
        for name, model in models.items():
            if model is not None:
                save_file(model.to_arrays(), folder / name)
        _write_json(folder / METRICS, bundle.metrics)
        for name, text in documents.items():
            (folder / name).write_text(text, encoding="utf-8")
        files = {path.name: {"sha256": sha256(path), "size": path.stat().st_size} for path in sorted(folder.iterdir())}
        manifest = bundle.manifest | {"format": FORMAT_VERSION, "recsys": __version__, "files": files}
        _write_json(folder / MANIFEST, manifest)


def check_target(target: Path) -> None:
    """Raise BundleError unless a bundle may be written to `target`: a folder of other files is never replaced.

    A manifest alone makes no bundle, since other programs have a `manifest.json` too; a damaged bundle may be
    replaced.
    """
    files = {path.name for path in target.iterdir()} if target.is_dir() else set()
    is_bundle = MANIFEST in files and not files.isdisjoint({*ALWAYS_THERE, COLLABORATIVE} - {METRICS})
    if (files and not is_bundle) or (target.exists() and not target.is_dir()):
        raise BundleError(f"{target}: expected a bundle or nothing there, found other files. Choose another folder.")


def load_bundle(folder: Path) -> Bundle:
    """Load a bundle after checking its format version and every file's hash.

    Raises BundleError, naming the file, when something is missing, damaged or of another format. A bundle that is
    replaced while it is read is read again, so that no two files come from different builds.
    """
    while True:  # as often as the folder is replaced, and no more
        try:
            with watched(folder) as unchanged:
                try:
                    bundle = _load(folder)
                except BundleError:
                    if unchanged():
                        raise
                else:
                    if unchanged():
                        return bundle
        except OSError as error:
            raise BundleError(f"{folder}: expected a bundle's folder, found none. {REBUILD}.") from error


_Made = TypeVar("_Made")


def _load(folder: Path) -> Bundle:
    manifest = verified_manifest(folder)
    # In threads: most of it is decoding and checking numbers, of which each core can do its own.
    with ThreadPoolExecutor(READERS) as pool:

        def read(name: str, make: Callable[[Path], _Made]) -> "Future[_Made]":
            return pool.submit(_read, folder / name, make)

        def model(name: str, make: Callable[[dict[str, np.ndarray]], _Made]) -> "Callable[[], _Made | None]":
            there = name in manifest["files"]
            return read(name, lambda path: make(finite_arrays(path))).result if there else lambda: None

        reading = {name: read(name, lambda path: _table(path, TABLES[path.stem])) for name in TABLE_FILES}
        cosine_of = read(CONTENT, lambda path: CosineModel.from_arrays(finite_arrays(path))).result
        pairs_of = read(PAIRS, lambda path: PairModel.from_arrays(finite_arrays(path))).result
        cooccurrence_of = model(COOCCURRENCE, CooccurrenceModel.from_arrays)
        kept_of = model(NEAREST, NearestWorks.from_arrays)
        svd_of, ranker_of = model(SVD, PointEstimate.from_arrays), model(RANKER, RankingModel.from_arrays)
        search_of = model(SEARCH, TitleIndex.from_arrays)
        tables = {name: table.result() for name, table in reading.items()}
        by_name = {Path(file).stem: table for file, table in tables.items()}
        for name in TABLE_FILES:
            _read(folder / name, lambda path: check_tables(path.stem, by_name))
        work_ids = _work_ids(tables[WORKS_FILE])
        collaborative_of = model(COLLABORATIVE, lambda arrays: CollaborativeModel.from_arrays(arrays, work_ids))
        cosine, pairs, cooccurrence, kept = cosine_of(), pairs_of(), cooccurrence_of(), kept_of()
        collaborative, svd, ranker, search = collaborative_of(), svd_of(), ranker_of(), search_of()
    same_works = {
        CONTENT: cosine.works == work_ids,
        **{
            name: made is None or made.n_works == len(work_ids)
            for name, made in (
                (PAIRS, pairs),
                (COOCCURRENCE, cooccurrence),
                (NEAREST, kept),
                (RANKER, ranker),
                (SEARCH, search),
            )
        },
    }
    for name, same in same_works.items():
        if not same:
            raise BundleError(f"{folder / name}: its rows are not those of {WORKS_FILE}. {REBUILD}.")
    if svd is not None:
        known = svd.svd
        _read(folder / SVD, lambda _: check_users(known.users.ids, tables[RATINGS_FILE]))
        _read(folder / SVD, lambda _: check_works(known.works.ids, tables[WORKS_FILE]))
    metrics = _read(folder / METRICS, _metrics)
    pa.default_memory_pool().release_unused()  # what decoding and checking took beyond the tables themselves
    similar = SimilarModel(cosine.content, pairs, cooccurrence, kept)
    return Bundle(
        **by_name,
        similar=similar,
        collaborative=collaborative,
        svd=svd,
        ranker=ranker,
        metrics=metrics,
        manifest=manifest,
        search=search,
    )


def _work_ids(works: pa.Table) -> Vocabulary:
    return Vocabulary(tuple(works.column("work_id").to_pylist()))


def _read(path: Path, read: Callable[[Path], _Made]) -> _Made:
    try:
        return read(path)
    except UnreadableError as error:
        # The hash was right: it was written by something that lays bundles out otherwise.
        raise BundleError(f"{path}: does not hold what this version reads ({error}). {REBUILD}.") from error


def _table(path: Path, schema: pa.Schema) -> pa.Table:
    table = read_table(path, schema)
    check_table(table)
    return table


def _metrics(path: Path) -> dict[str, Any]:
    metrics = read_json(path)
    if not isinstance(metrics, dict):
        raise UnreadableError(f"expected an object, found {shown(metrics)}")
    return metrics


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
