"""The whole build: raw files, tidy tables, models, evaluation, bundle."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recsys.build.assemble import BuildReport, Made, assemble
from recsys.build.collaborative import engine_for, fit_collaborative
from recsys.build.content import draw_portraits, fit_content
from recsys.build.etl import read_tidy
from recsys.build.evaluate import evaluate
from recsys.build.numbering import known_ratings
from recsys.build.similar import fit_affinities
from recsys.bundle.bundle import check_target
from recsys.ingest.load import count_sources
from recsys.models.ratings.engines import check_engine
from recsys.progress import Progress, silent


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
    with _no_search_for_cycles():
        tidy = read_tidy(data_folder, progress)

        progress("fitting the content model")
        portraits = draw_portraits(tidy.titles, tidy.movies, tidy.credits)
        content = fit_content(portraits)

        known = known_ratings(tidy.titles, tidy.ratings)
    engine = engine_for(len(tidy.ratings), engine)
    evaluation = evaluate(known, tidy.ratings["timestamp"].to_numpy(), content.works, engine, seed, progress)
    progress("fitting the collaborative model")
    collaborative = fit_collaborative(known, engine, seed)

    progress("learning what is liked together")
    affinities = fit_affinities(portraits, tidy.film_likes, tidy.titles, tidy.ratings, evaluation.signal)

    progress("writing the bundle")
    return assemble(Made(tidy, content, evaluation, collaborative, affinities), target, seed, engine)


def count_steps(data_folder: Path) -> int:
    """How many steps `build` will tell its progress: one a source, and one for each stage after reading."""
    return count_sources(data_folder) + 8


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Python searches all that lives whenever much is made: with millions of words that stay, a fifth of the time."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
