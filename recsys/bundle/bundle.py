"""The bundle: a folder with everything that serving needs, written whole or not at all.

    manifest.json              format version, when, inputs and settings with hashes, sha256 and size of every file
    titles.parquet             the streaming catalogue
    movies.parquet             the film catalogue, where the data had one
    credits.parquet            its actors and directors
    ratings.parquet            who rated what
    content-platforms.safetensors, content-movies.safetensors    what works have in common, as arrays
    affinity.safetensors       what people like together, of both catalogues
    collaborative.safetensors  draws of the factor model, noise, features; lists.safetensors, what orders lists
    metrics.json               what evaluation measured
    report.json, rejected.csv  what became of every raw row
    README.md                  the model card

`recsys.bundle.manifest` tells how the format is changed.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import save_file

from recsys import __version__
from recsys.bundle.arrays import (
    affinity_arrays,
    affinity_models,
    collaborative_arrays,
    collaborative_model,
    content_arrays,
    content_model,
    film_works,
    list_arrays,
    list_model,
)
from recsys.bundle.integrity import check_films, check_numbers, check_ratings, check_titles, finite_arrays
from recsys.bundle.manifest import (
    AFFINITY,
    ALWAYS_THERE,
    COLLABORATIVE,
    CONTENT,
    CREDITS_FILE,
    FORMAT_VERSION,
    LISTS,
    MANIFEST,
    METRICS,
    MOVIE_CONTENT,
    MOVIES_FILE,
    RATINGS_FILE,
    REBUILD,
    TITLES_FILE,
    verified_manifest,
)
from recsys.domain.schema import CREDITS, MOVIES, RATINGS, TITLES
from recsys.errors import BundleError
from recsys.files import UNREADABLE, read_table, sha256, watched, written_whole
from recsys.models.cooccurrence.model import AffinityModel
from recsys.models.ranking.model import ListModel
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.similar import SimilarModel
from recsys.models.vocabulary import Vocabulary


@dataclass(frozen=True)
class Bundle:
    """A loaded bundle. The tables have the schemas of their names; `works` are the rows of the similar model.

    `collaborative`, whose works are `works`, is None where the data held no ratings, `lists` where these say nothing
    of titles or of order, `films` where there is no film catalogue. `manifest` says where it all comes from.
    """

    titles: pa.Table
    ratings: pa.Table
    works: Vocabulary
    similar: SimilarModel
    collaborative: CollaborativeModel | None
    metrics: dict[str, Any]
    manifest: dict[str, Any]
    films: "FilmCatalogue | None" = None
    lists: ListModel | None = None

    @property
    def is_sample(self) -> bool:
        """Whether it was built from the embedded sample."""
        return bool(self.manifest["sample"])

    @property
    def titles_matter(self) -> bool:
        """False where the build found that titles explain nothing of its ratings."""
        return bool(self.metrics.get("titles", {}).get("signal", True))


@dataclass(frozen=True)
class FilmCatalogue:
    """The film catalogue of a bundle; the similar model's rows are those of `movies`.

    `work_nums` (n_films,) says which work of the streaming catalogue a film is, -1 for a film on no service.
    """

    movies: pa.Table
    credits: pa.Table
    similar: SimilarModel
    work_nums: NDArray[np.int32]


def save_bundle(bundle: Bundle, target: Path, documents: dict[str, str]) -> None:
    """Write the bundle to the folder `target`, in one step; `documents` are further text files by name.

    The bundle's manifest is completed with the format version and every file's hash and size. Raises
    BundleError when `target` exists and is no bundle, or cannot be written.
    """
    check_target(target)
    try:
        _write(bundle, target, documents)
    except (OSError, SafetensorError) as error:  # which is how safetensors says that a disk is full
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise BundleError(f"{target}: cannot be written ({reason}). What was there is kept.") from error


def _write(bundle: Bundle, target: Path, documents: dict[str, str]) -> None:
    with written_whole(target) as folder:
        pq.write_table(bundle.titles, folder / TITLES_FILE, compression="zstd")
        pq.write_table(bundle.ratings, folder / RATINGS_FILE, compression="zstd")
        save_file(content_arrays(bundle.similar.content, bundle.works), folder / CONTENT)
        if bundle.similar.affinity is not None:
            of_films = bundle.films.similar.affinity if bundle.films is not None else None
            save_file(affinity_arrays(bundle.similar.affinity, of_films), folder / AFFINITY)
        if bundle.collaborative is not None:
            save_file(collaborative_arrays(bundle.collaborative), folder / COLLABORATIVE)
        if bundle.lists is not None:
            save_file(list_arrays(bundle.lists), folder / LISTS)
        if bundle.films is not None:
            pq.write_table(bundle.films.movies, folder / MOVIES_FILE, compression="zstd")
            pq.write_table(bundle.films.credits, folder / CREDITS_FILE, compression="zstd")
            arrays = content_arrays(bundle.films.similar.content, _film_ids(bundle.films.movies))
            save_file(arrays | {"work_nums": bundle.films.work_nums}, folder / MOVIE_CONTENT)
        _write_json(folder / METRICS, bundle.metrics)
        for name, text in documents.items():
            (folder / name).write_text(text, encoding="utf-8")
        files = {path.name: {"sha256": sha256(path), "size": path.stat().st_size} for path in sorted(folder.iterdir())}
        manifest = bundle.manifest | {"format": FORMAT_VERSION, "recsys": __version__, "files": files}
        _write_json(folder / MANIFEST, manifest)


def check_target(target: Path) -> None:
    """Raise BundleError unless a bundle may be written to `target`: somebody's folder is never replaced.

    A manifest alone makes no bundle, since other programs have a `manifest.json` too; a damaged bundle may be
    replaced.
    """
    files = {path.name for path in target.iterdir()} if target.is_dir() else set()
    is_bundle = MANIFEST in files and not files.isdisjoint({*ALWAYS_THERE[:3], COLLABORATIVE})
    if (files and not is_bundle) or (target.exists() and not target.is_dir()):
        raise BundleError(f"{target}: expected a bundle or nothing there, found other files. Choose another folder.")


def load_bundle(folder: Path) -> Bundle:
    """Load a bundle after checking its format version and every file's hash.

    Raises BundleError, naming the file, when something is missing, damaged or of another format. A bundle that
    is replaced while it is read is read again, so that no two files come from different builds.
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


def _load(folder: Path) -> Bundle:
    manifest = verified_manifest(folder)
    titles = _read(folder / TITLES_FILE, lambda path: _table(path, TITLES))
    ratings = _read(folder / RATINGS_FILE, lambda path: _table(path, RATINGS))
    works, content = _read(folder / CONTENT, lambda path: content_model(finite_arrays(path)))
    of_works = of_films = None
    if AFFINITY in manifest["files"]:
        of_works, of_films = _read(folder / AFFINITY, lambda path: affinity_models(finite_arrays(path)))
    similar = _read(folder / AFFINITY, lambda _: SimilarModel(content, of_works))
    collaborative = None
    if COLLABORATIVE in manifest["files"]:
        collaborative = _read(folder / COLLABORATIVE, lambda path: collaborative_model(finite_arrays(path), works))
    lists = None
    if LISTS in manifest["files"]:
        lists = _read(folder / LISTS, lambda path: list_model(finite_arrays(path), works))
    films = _load_films(folder, of_films, len(works)) if MOVIES_FILE in manifest["files"] else None
    metrics = _read(folder / METRICS, lambda path: dict(json.loads(path.read_bytes())))
    stored = collaborative.stored if collaborative is not None else None
    _read(folder / TITLES_FILE, lambda _: check_titles(titles, works.ids))
    _read(folder / RATINGS_FILE, lambda _: check_ratings(ratings, titles, stored.users.ids if stored else ()))
    return Bundle(titles, ratings, works, similar, collaborative, metrics, manifest, films, lists)


def _load_films(folder: Path, affinity: AffinityModel | None, n_works: int) -> FilmCatalogue:
    movies = _read(folder / MOVIES_FILE, lambda path: _table(path, MOVIES))
    credits = _read(folder / CREDITS_FILE, lambda path: _table(path, CREDITS))
    arrays = _read(folder / MOVIE_CONTENT, finite_arrays)
    ids, content = _read(folder / MOVIE_CONTENT, lambda _: content_model(arrays))
    work_nums = _read(folder / MOVIE_CONTENT, lambda _: film_works(arrays, n_works))
    _read(folder / MOVIES_FILE, lambda _: check_films(movies, credits))
    if ids != _film_ids(movies):
        raise BundleError(f"{folder / MOVIE_CONTENT}: its rows are not those of {MOVIES_FILE}. {REBUILD}.")
    similar = _read(folder / AFFINITY, lambda _: SimilarModel(content, affinity))
    return FilmCatalogue(movies, credits, similar, work_nums)


def _film_ids(movies: pa.Table) -> Vocabulary:
    return Vocabulary(tuple(str(movie_id) for movie_id in movies.column("movie_id").to_pylist()))


_Read = TypeVar("_Read")


def _read(path: Path, read: Callable[[Path], _Read]) -> _Read:
    try:
        return read(path)
    except UNREADABLE as error:
        # The hash was right, so whoever wrote it wrote something else than this version reads.
        raise BundleError(f"{path}: does not hold what this version reads ({error}). {REBUILD}.") from error


def _table(path: Path, schema: pa.Schema) -> pa.Table:
    table = read_table(path, schema)
    check_numbers(table)
    return table


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
