"""The commands that make bundles, whole or stage by stage."""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recsys.build.graph import STEPS
from recsys.build.pipeline import BuildSettings, count_steps, run_stage
from recsys.build.pipeline import build as build_bundle
from recsys.cli.build_summary import show_build
from recsys.cli.output import Json, progress_bar, show
from recsys.cli.tell import show_logged
from recsys.errors import SettingsError, TrackingError
from recsys.ingest.sample import FOLDER as SAMPLE_DATA
from recsys.ingest.sources.registry import parse_train_on, shown_only
from recsys.models.ratings.engines import ENGINES
from recsys.publish.tracking import check_tracking, log_bundle
from recsys.settings import Settings

if TYPE_CHECKING:
    from recsys.build.report import BuildReport
    from recsys.spark.build import Cluster

SPARK = "spark"
MLFLOW_URI = "a tracking server's address, or a database as in sqlite:///mlflow.db"
NOT_LOGGED = 3  # exit status

Data = Annotated[Path | None, typer.Option(help="The folder of raw data; RECSYS_DATA unless given.")]
Out = Annotated[Path, typer.Option(help="Where the bundle goes.")]
Seed = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="The only source of randomness.")]
Engine = Annotated[str | None, typer.Option(help=f"The collaborative engine: {', '.join(ENGINES)}.")]
AnyEngine = Annotated[
    str | None,
    typer.Option(help=f"The collaborative engine: {', '.join(ENGINES)}; or {SPARK}: all of the build on a cluster."),
]
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
    engine: AnyEngine = None,
    master: Annotated[
        str | None, typer.Option(help=f"With --engine {SPARK}: the cluster, as in spark://host:7077 or local[4].")
    ] = None,
    files: Annotated[
        Path | None,
        typer.Option(help=f"With --engine {SPARK}: where its stages are kept; beside the bundle unless given."),
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(help=f"With --engine {SPARK}: where rows between stages go, as in s3a://bucket/rows."),
    ] = None,
    conf: Annotated[
        list[str] | None,
        typer.Option(
            help=f"With --engine {SPARK}: a setting of Spark's, as in spark.executor.memory=8g; several times."
        ),
    ] = None,
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
    scale = None if sample else settings.rating_scale
    cluster = _cluster(engine, master, files, store, conf or [], out)
    if cluster is not None:
        asked = BuildSettings(folder, out, seed, rating_scale=scale, train_on=taught)
        report, told = _on_spark(asked, cluster)
        if not as_json:
            typer.echo("\n".join(told), err=True)
    else:
        with progress_bar(count_steps(folder)) as progress:
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


def _cluster(
    engine: str | None, master: str | None, files: Path | None, store: str | None, conf: list[str], out: Path
) -> "Cluster | None":
    """The cluster that was asked for. Raises SettingsError where what was asked for does not go together."""
    if engine != SPARK:
        if master or files or store or conf:
            got = f"engine «{engine}»" if engine else "no engine"
            raise SettingsError(f"--master, --files, --store and --conf need --engine {SPARK}, got {got}.")
        return None
    if find_spec("pyspark") is None:
        raise SettingsError(f"--engine {SPARK} needs the extra {SPARK}: pip install 'butaca[{SPARK}]'.")
    if master is None:
        raise SettingsError(f"--engine {SPARK} needs --master, as in spark://host:7077, or local[4] for this machine.")
    for setting in conf:
        if "=" not in setting:
            raise SettingsError(f"--conf must be name=value, as in spark.executor.memory=8g, got «{setting}».")
    from recsys.spark.build import Cluster

    settings = dict(setting.split("=", 1) for setting in conf)
    return Cluster(master, files or out.with_name(f"{out.name}-stages"), store, settings)


def _on_spark(settings: BuildSettings, cluster: "Cluster") -> tuple["BuildReport", list[str]]:
    """The report of a build on a cluster, and what each step took of it in words."""
    from recsys.spark.build import build as build_on_spark
    from recsys.spark.build import count_steps as count_spark_steps
    from recsys.spark.report import summary

    with progress_bar(count_spark_steps()) as progress:
        report, stages = build_on_spark(settings, cluster, progress)
    return report, summary(stages)


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
