"""The commands that make bundles, whole or stage by stage."""

from pathlib import Path
from typing import Annotated

import typer

from recsys.build.graph import STEPS
from recsys.build.pipeline import BuildSettings, count_steps, run_stage
from recsys.build.pipeline import build as build_bundle
from recsys.cli.build_summary import show_build
from recsys.cli.output import Json, progress_bar, show
from recsys.cli.tell import show_logged
from recsys.errors import TrackingError
from recsys.ingest.sample import FOLDER as SAMPLE_DATA
from recsys.ingest.sources.registry import parse_train_on, shown_only
from recsys.models.ratings.engines import ENGINES
from recsys.publish.tracking import check_tracking, log_bundle
from recsys.settings import Settings

MLFLOW_URI = "a tracking server's address, or a database as in sqlite:///mlflow.db"
NOT_LOGGED = 3  # exit status

Data = Annotated[Path | None, typer.Option(help="The folder of raw data; RECSYS_DATA unless given.")]
Out = Annotated[Path, typer.Option(help="Where the bundle goes.")]
Seed = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="The only source of randomness.")]
Engine = Annotated[str | None, typer.Option(help=f"The collaborative engine: {', '.join(ENGINES)}.")]
TrainOn = Annotated[
    str,
    typer.Option(
        help=f"Sources to learn from though their terms are against it, with commas: {', '.join(shown_only())}."
    ),
]


def build(
    data: Data = None,
    out: Out = Path("artifacts/main"),
    seed: Seed = 0,
    sample: Annotated[bool, typer.Option("--sample", help="Build from the embedded sample instead.")] = False,
    engine: Engine = None,
    train_on: TrainOn = "none",
    mlflow: Annotated[str | None, typer.Option(help=f"Log the build to MLflow: {MLFLOW_URI}.")] = None,
    as_json: Json = False,
) -> None:
    """Build a bundle from raw data: tables, models, evaluation.

    Exit status 3: the bundle is built, and was not logged to MLflow.
    """
    if mlflow is not None:
        check_tracking()  # before the minutes of work, not after
    settings = Settings.from_environment()
    folder = SAMPLE_DATA if sample else data or settings.data
    taught = taught_by(train_on)
    with progress_bar(count_steps(folder)) as progress:
        scale = None if sample else settings.rating_scale
        report = build_bundle(folder, out, seed, progress, engine, scale, taught)
    show(report, show_build, as_json)
    if not as_json:
        typer.echo(f"Bundle: {out}")
    if mlflow is None:
        return
    try:
        logged = log_bundle(out, mlflow)
    except TrackingError as error:
        # Neither 0, so that no job believes in a record that is not there, nor 1, since there is a bundle.
        typer.echo(f"butaca: {error} The bundle is built; log it: python -m recsys log {out} --mlflow URI", err=True)
        raise typer.Exit(NOT_LOGGED) from error
    if not as_json:
        show_logged(logged)


def stage(
    name: Annotated[str, typer.Argument(help=f"One of {', '.join(step.name for step in STEPS)}.")],
    data: Data = None,
    files: Annotated[Path, typer.Option(help="Where the stages leave what others need.")] = Path("build/stages"),
    out: Out = Path("artifacts/main"),
    seed: Seed = 0,
    engine: Engine = None,
    train_on: TrainOn = "none",
) -> None:
    """Run one stage of a build, from the files of those before it. All of them make the same bundle as build."""
    environment = Settings.from_environment()
    # The clause is shown where the data are read, once for all stages.
    taught = taught_by(train_on) if name == STEPS[0].name else parse_train_on(train_on)
    settings = BuildSettings(data or environment.data, out, seed, engine, environment.rating_scale, taught)
    run_stage(name, files, settings, lambda words: typer.echo(words, err=True))


def log(
    bundle: Annotated[Path, typer.Argument(help="The folder of a bundle.")],
    mlflow: Annotated[str, typer.Option(help=f"Where to: {MLFLOW_URI}.")],
    as_json: Json = False,
) -> None:
    """Log a bundle that is built to MLflow, as build --mlflow does."""
    show(log_bundle(bundle, mlflow), show_logged, as_json)


def taught_by(text: str) -> tuple[str, ...]:
    """The sources that models are to learn from all the same, the clause of each being shown."""
    names = parse_train_on(text)
    for name in names:
        typer.echo(f"--train-on {name}: {shown_only()[name].clause}", err=True)
    return names
