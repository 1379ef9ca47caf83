"""The build on a cluster: stage by stage into a folder, so that one that was cut goes on where it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from recsys.build.pipeline import BuildSettings
from recsys.build.report import BuildReport
from recsys.build.stages import Stages
from recsys.bundle.bundle import check_target
from recsys.files import read_json
from recsys.locks import locked
from recsys.progress import Progress, silent
from recsys.spark.frames import sweep
from recsys.spark.graph import SPARK_GRAPH
from recsys.spark.report import StageReport, keep, stage_reports
from recsys.spark.session import STORE, spark_session


@dataclass(frozen=True)
class Cluster:
    """Where a build runs: the `master`, the `files` of its stages, the `store` of rows between them.

    The store is an address of any file system that Spark writes, seen from all nodes; by default it is beside the
    stages. `settings` are Spark's own.
    """

    master: str
    files: Path
    store: str | None = None
    settings: Mapping[str, str] | None = None

    @property
    def frames(self) -> str:
        """The store's address."""
        return self.store or (self.files.resolve() / "frames").as_uri()


def build(
    settings: BuildSettings, cluster: Cluster, progress: Progress = silent
) -> tuple[BuildReport, list[StageReport]]:
    """Build a bundle as `recsys.build.pipeline.build` does, on a cluster, and tell what each stage took.

    Raises what that build and `make` do; a file that cannot be read is named in the report instead.
    """
    check_target(settings.target)
    reports = make(settings, cluster, SPARK_GRAPH.steps[-1].name, progress=progress)
    return BuildReport(**read_json(settings.target / "report.json")), reports


def make(settings: BuildSettings, cluster: Cluster, *names: str, progress: Progress = silent) -> list[StageReport]:
    """Run the steps of these names and those that they need, but for those that are made already, and tell what each
    stage took, now or when it was run.

    Raises what `recsys.build.stages.Stages.make` does, and BusyError where somebody else works on the stages.
    """
    given = {STORE: cluster.frames, **(cluster.settings or {})}
    with locked(cluster.files, "a build"), spark_session(cluster.master, given) as spark:
        sweep(cluster.frames, cluster.files)
        context = spark.sparkContext
        stages = Stages(cluster.files, settings, SPARK_GRAPH)
        try:
            stages.make(*names, progress=progress, starting=lambda name: context.setJobGroup(name, name))
        finally:
            reports = keep(cluster.files, stage_reports(spark))
    return reports


def count_steps() -> int:
    """How many steps `build` tells its progress at most."""
    return sum(len(step.progress) for step in SPARK_GRAPH.steps)
