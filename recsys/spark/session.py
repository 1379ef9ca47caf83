"""A session with a Spark cluster, set up as a build needs it."""

import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pyspark.sql import SparkSession

STORE = "spark.butaca.store"  # where frames between stages are kept: an address of any file system
ROOT = Path(__file__).parents[2]  # where the package is imported from

_SETTINGS = {
    "spark.executor.cores": "1",
    "spark.executor.memory": "1g",  # of the JVM; Python's workers have their own beside it
    "spark.driver.memory": "1g",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    # An executor that died is no reason to give up a build of hours; nor is a task that died with it.
    "spark.task.maxFailures": "8",
    # What is kept in memory has as many partitions as its size wants, as all else has: ALS would start each fit with
    # some hundred tasks, of a few megabytes too.
    "spark.sql.optimizer.canChangeCachedPlanOutputPartitioning": "true",
    "spark.log.level": "ERROR",
    "spark.ui.showConsoleProgress": "false",
    # One thread of arithmetic a task: tasks are what runs side by side.
    "spark.executorEnv.OPENBLAS_NUM_THREADS": "1",
}


@contextmanager
def spark_session(master: str, settings: Mapping[str, str] | None = None) -> Iterator[SparkSession]:
    """A session with the cluster at `master`: `spark://host:port`, `local[2]`, or what else Spark knows.

    `settings` are Spark's own, by their names, before ours. Executors run this very interpreter on the package where
    it lies here: both are expected at the same place on every node. A session is stopped in the end.
    """
    session = start_session(master, settings)
    try:
        yield session
    finally:
        session.stop()


def start_session(master: str, settings: Mapping[str, str] | None = None) -> SparkSession:
    """The session of `spark_session`, for somebody else to stop."""
    # What we use of both is tested.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    builder = SparkSession.builder.master(master).appName("butaca")
    given = _SETTINGS | _on_this_machine(master) | _package() | dict(settings or {})
    for name, value in given.items():
        builder = builder.config(name, value)
    session: SparkSession = builder.getOrCreate()
    return session


def current() -> SparkSession:
    """The session that is running."""
    session = SparkSession.getActiveSession()
    if session is None:
        raise RuntimeError("no Spark session is running: start one with recsys.spark.session.spark_session")
    return session


def _package() -> dict[str, str]:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # which a driver that no spark-submit started looks at
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return {
        "spark.executorEnv.PYTHONPATH": path,
    }


def _on_this_machine(master: str) -> dict[str, str]:
    """Where master and workers are on this machine, nobody else needs to reach the driver or its page."""
    if not master.startswith(("local", "spark://127.0.0.1:", "spark://localhost:")):
        return {}
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")  # the only way to say where the page is served
    return {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
