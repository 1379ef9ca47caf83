"""What each stage of a build took of the cluster: time, tasks, shuffle, spill and skew, by Spark's status store."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from recsys.errors import UnreadableError
from recsys.files import read_json, replace_file

FILE = "cluster.json"  # in the folder of stages
_MEDIAN, _MOST = 0, 1  # of the quantiles that are asked for


@dataclass(frozen=True)
class StageReport:
    """A stage of Spark's: a step of the build has several.

    `seconds` are from its submission to its end, `task_seconds` those of all its tasks; sizes are in bytes. `skew` is
    the time of the longest task by that of the median one. `failed` tasks were run again.
    """

    step: str
    stage: int
    what: str
    tasks: int
    failed: int
    seconds: float
    task_seconds: float
    shuffle_read: int
    shuffle_written: int
    spilled: int
    skew: float


def stage_reports(spark: SparkSession) -> list[StageReport]:
    """The stages that have ended in this session, by step (the group of their jobs) and number."""
    scala = spark.sparkContext._jsc.sc()  # pyspark has no other door to its status store
    scala.listenerBus().waitUntilEmpty()
    store, gateway = scala.statusStore(), spark.sparkContext._gateway
    assert gateway is not None  # noqa: S101 - a session is running
    jvm: Any = gateway.jvm
    steps: dict[int, str] = {}
    for job in _items(store.jobsList(jvm.java.util.ArrayList())):
        group = job.jobGroup()
        steps |= dict.fromkeys(_items(job.stageIds()), group.get() if group.isDefined() else "")
    quantiles = gateway.new_array(jvm.double, 2)
    quantiles[_MEDIAN], quantiles[_MOST] = 0.5, 1.0
    none = jvm.java.util.ArrayList
    stages = [_report(one, steps) for one in _items(store.stageList(none(), False, True, quantiles, none()))]
    return sorted((one for one in stages if one.tasks), key=lambda one: one.stage)


def _report(stage: Any, steps: dict[int, str]) -> StageReport:  # noqa: ANN401 - an object of the JVM
    began, ended = stage.submissionTime(), stage.completionTime()
    seconds = (ended.get().getTime() - began.get().getTime()) / 1000 if began.isDefined() and ended.isDefined() else 0.0
    told = stage.taskMetricsDistributions()
    times = told.get().duration() if told.isDefined() else None
    median, most = (times.apply(_MEDIAN), times.apply(_MOST)) if times is not None else (0.0, 0.0)
    return StageReport(
        step=steps.get(stage.stageId(), ""),
        stage=stage.stageId(),
        what=stage.name(),
        tasks=stage.numCompleteTasks(),
        failed=stage.numFailedTasks() + stage.numKilledTasks(),
        seconds=seconds,
        task_seconds=stage.executorRunTime() / 1000,
        shuffle_read=stage.shuffleReadBytes(),
        shuffle_written=stage.shuffleWriteBytes(),
        spilled=stage.diskBytesSpilled(),
        skew=round(most / median, 2) if median else 1.0,
    )


def _items(seq: Any) -> Iterator[Any]:  # noqa: ANN401 - a sequence of the JVM
    return (seq.apply(number) for number in range(seq.size()))


def keep(files: Path, reports: list[StageReport]) -> list[StageReport]:
    """Write the reports beside the stages; what an earlier run told of steps that were not run again stays."""
    again = {one.step for one in reports}
    try:
        before = [StageReport(**one) for one in read_json(files / FILE)]
    except UnreadableError:
        before = []
    whole = [one for one in before if one.step not in again] + reports
    replace_file(files / FILE, json.dumps([asdict(one) for one in whole], indent=1) + "\n")
    return whole


def summary(reports: list[StageReport]) -> list[str]:
    """A line a step: how long, how many tasks, what was shuffled and spilled, and its most uneven stage."""
    lines = []
    for step in dict.fromkeys(one.step for one in reports):
        own = [one for one in reports if one.step == step]
        worst = max(own, key=lambda one: one.skew if one.tasks > 1 else 0)
        seconds, tasks, failed = (sum(getattr(one, name) for one in own) for name in ("seconds", "tasks", "failed"))
        shuffled, spilled = (sum(getattr(one, name) for one in own) / 1e6 for name in ("shuffle_written", "spilled"))
        lines.append(
            f"{step}: {seconds:.1f} s in {len(own)} stages, {tasks} tasks ({failed} again), {shuffled:.1f} MB "
            f"shuffled, {spilled:.1f} MB spilled, longest task {worst.skew:g} times the median"
        )
    return lines
