"""One stage from the files of the stages before it, to files; `dvc.yaml` names what each reads and leaves."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from recsys.build.assemble import Made, assemble
from recsys.build.collaborative import engine_for, fit_collaborative
from recsys.build.content import draw_portraits, fit_content
from recsys.build.etl import read_tidy
from recsys.build.evaluate import evaluate
from recsys.build.files import StageFiles
from recsys.build.numbering import known_ratings, works_of
from recsys.build.similar import fit_affinities
from recsys.bundle.bundle import check_target
from recsys.errors import SettingsError
from recsys.models.ratings.engines import check_engine
from recsys.progress import Progress, silent


@dataclass(frozen=True)
class BuildSettings:
    """What a build is asked for: the raw data, where the bundle goes, the seed, and the engine or the default one."""

    data: Path
    target: Path
    seed: int = 0
    engine: str | None = None


def run_stage(name: str, files: StageFiles, settings: BuildSettings, progress: Progress = silent) -> None:
    """Run a stage of STAGES.

    Raises SettingsError for another name or an engine that there is not, DataError where a file that the stage needs
    is missing, BundleError when the bundle cannot be written.
    """
    if name not in STAGES:
        raise SettingsError(f"stage must be one of {', '.join(STAGES)}, got «{name}».")
    if settings.engine is not None:
        check_engine(settings.engine)
    STAGES[name](files, settings, progress)


def _etl(files: StageFiles, settings: BuildSettings, progress: Progress) -> None:
    files.save_tidy(read_tidy(settings.data, progress))


def _content(files: StageFiles, _settings: BuildSettings, progress: Progress) -> None:
    titles, movies, credits = (files.table(name) for name in ("titles", "movies", "credits"))
    progress("fitting the content model")
    files.save_content(fit_content(draw_portraits(titles, movies, credits)), works_of(titles), movies)


def _evaluate(files: StageFiles, settings: BuildSettings, progress: Progress) -> None:
    ratings = files.table("ratings")
    known, timestamps = known_ratings(files.table("titles"), ratings), ratings["timestamp"].to_numpy()
    engine = engine_for(len(ratings), settings.engine)
    files.save_evaluation(evaluate(known, timestamps, files.content().works, engine, settings.seed, progress))


def _collaborative(files: StageFiles, settings: BuildSettings, progress: Progress) -> None:
    ratings = files.table("ratings")
    known, engine = known_ratings(files.table("titles"), ratings), engine_for(len(ratings), settings.engine)
    progress("fitting the collaborative model")
    files.save_collaborative(fit_collaborative(known, engine, settings.seed))


def _similar(files: StageFiles, _settings: BuildSettings, progress: Progress) -> None:
    titles, ratings = files.table("titles"), files.table("ratings")
    portraits = draw_portraits(titles, files.table("movies"), files.table("credits"))
    progress("learning what is liked together")
    files.save_affinities(fit_affinities(portraits, files.film_likes(), titles, ratings, files.signal()))


def _bundle(files: StageFiles, settings: BuildSettings, progress: Progress) -> None:
    check_target(settings.target)
    tidy = files.tidy()
    works = works_of(tidy.titles)
    progress("writing the bundle")
    made = Made(tidy, files.content(), files.evaluation(works), files.collaborative(works), files.affinities())
    assemble(made, settings.target, settings.seed, engine_for(len(tidy.ratings), settings.engine))


STAGES: dict[str, Callable[[StageFiles, BuildSettings, Progress], None]] = {
    "etl": _etl,
    "content": _content,
    "collaborative": _collaborative,
    "evaluate": _evaluate,
    "similar": _similar,
    "bundle": _bundle,
}
