"""Running the build that `recsys.build.graph` declares: all of it in memory, or one step from files to files."""

import ctypes
import gc
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from recsys.build.graph import GRAPH, Graph, Step, Value
from recsys.build.report import BuildReport
from recsys.bundle.bundle import check_target
from recsys.errors import DataError, UnreadableError
from recsys.files import written_whole
from recsys.ingest.load import count_sources
from recsys.models.ratings.engines import check_engine
from recsys.progress import Progress, silent


@dataclass(frozen=True)
class BuildSettings:
    """What a build is asked for: the raw data, where the bundle goes, the seed, the engine or the default one.

    `rating_scale` is the lowest and highest rating of titles where they have another scale than ours; `train_on` names
    the sources that models learn from though their terms are against it.
    """

    data: Path
    target: Path
    seed: int = 0
    engine: str | None = None
    rating_scale: tuple[float, float] | None = None
    train_on: tuple[str, ...] = ()


def build(
    data: Path,
    target: Path,
    seed: int = 0,
    progress: Progress = silent,
    engine: str | None = None,
    rating_scale: tuple[float, float] | None = None,
    train_on: tuple[str, ...] = (),
) -> BuildReport:
    """Build a bundle from the folder `data` into the folder `target`.

    `engine` is the collaborative model's, by default the most accurate that so many ratings can afford; `train_on` is
    that of BuildSettings. The same data, code and seed give the same files, but for the time in the manifest, and for
    what has become too old to be used since. Raises DataError when a raw file cannot be
    read, BundleError when `target` is somebody's folder, SettingsError for an engine that there is not.
    """
    settings = BuildSettings(data, target, seed, engine, rating_scale, train_on)
    _check(settings)
    check_target(target)  # before the minutes of work, not after
    values: dict[str, Any] = {}
    with _no_search_for_cycles():
        for number, step in enumerate(GRAPH.steps):
            made = _run(step, values, settings, progress, GRAPH)
            if not step.outputs:
                report: BuildReport = made
            values |= _named(step, made)
            _forget(values, GRAPH.steps[number + 1 :])
            del made
            give_back()
    return report


def count_steps(data: Path) -> int:
    """How many steps `build` will tell its progress: those of reading, and those that the graph declares."""
    return count_sources(data) + sum(len(step.progress) for step in GRAPH.steps)


def run_stage(
    name: str, files: Path, settings: BuildSettings, progress: Progress = silent, graph: Graph = GRAPH
) -> None:
    """Run one step of a graph, from the files of those before it in the folder `files` to files there.

    Raises SettingsError for another name or an engine that there is not, DataError where a file that the step needs
    is missing, BundleError when the bundle cannot be written.
    """
    step = graph.step(name)
    _check(settings)
    if "target" in step.parameters:
        check_target(settings.target)
    with _no_search_for_cycles():
        values = {value: stage_value(files, value, graph) for value in graph.stored_inputs(step.inputs)}
        made = _run(step, values, settings, progress, graph)
    if step.outputs:
        named = _named(step, made)
        with written_whole(files / step.name) as folder:
            for value in step.outputs:
                value.codec.save(named[value.name], folder / value.file)


def stage_file(files: Path, name: str, graph: Graph = GRAPH) -> Path:
    """The file, below the folder `files`, of a value that a step makes."""
    step, value = _kept(name, graph)
    return files / step.name / value.file


def stage_value(files: Path, name: str, graph: Graph = GRAPH) -> Any:  # noqa: ANN401 - what the step made
    """What a step left in the folder `files`. Raises DataError where it is not there, or cannot be read."""
    step, value = _kept(name, graph)
    path = stage_file(files, name, graph)
    try:
        return value.codec.load(path)
    except UnreadableError as error:
        raise DataError(
            f"{path}: expected what the stage {step.name} leaves, found none that can be read ({error}). "
            f"Run it: python -m recsys stage {step.name}"
        ) from error


def _kept(name: str, graph: Graph) -> tuple[Step, Value]:
    """A value by its name, and the step that makes it."""
    step = graph.maker_of()[name]
    return step, next(value for value in step.outputs if value.name == name)


def _check(settings: BuildSettings) -> None:
    if settings.engine is not None:
        check_engine(settings.engine)


def _run(step: Step, values: dict[str, Any], settings: BuildSettings, progress: Progress, graph: Graph) -> Any:  # noqa: ANN401
    """Call the function of a step; what it needs that follows from `values` is made first, and kept there."""
    wanted = graph.needed(step.inputs)
    for derived in graph.derived:
        if derived.name in wanted and derived.name not in values:
            values[derived.name] = derived.make(**{name: values[name] for name in derived.inputs})
    arguments = {name: values[name] for name in step.inputs}
    arguments |= {name: getattr(settings, name) for name in step.parameters}
    if step.reports:
        return step.function(**arguments, progress=progress)
    for words in step.progress:
        progress(words)
    return step.function(**arguments)


def _named(step: Step, made: Any) -> Mapping[str, Any]:  # noqa: ANN401 - what the step makes
    """The outputs of a step by name."""
    names = [value.name for value in step.outputs]
    if isinstance(made, Mapping) and set(made) == set(names):
        return made
    return dict(zip(names, made if len(names) > 1 else [made], strict=bool(names)))


def _forget(values: dict[str, Any], steps: Collection[Step]) -> None:
    """Let go of what no step to come needs: words and features of many thousand works."""
    for name in values.keys() - GRAPH.needed(name for step in steps for name in step.inputs):
        del values[name]


def give_back() -> None:
    """Return freed memory to the system: reading needs two gigabytes more than its tables, and fits need their own."""
    gc.collect()  # by hand, since nobody searches for cycles meanwhile
    pa.default_memory_pool().release_unused()
    libc = ctypes.CDLL(None)
    if hasattr(libc, "malloc_trim"):  # where the C library has it: glibc
        libc.malloc_trim(0)


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Python searches all that lives whenever much is made: with millions of words that stay, a fifth of the time.

    What lives already, such as the libraries, `give_back` need not search either: a sixth of the time of a small build.
    """
    before = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        if before:
            gc.enable()
