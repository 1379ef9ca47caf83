"""A cluster for the tests of the build on Spark, one a test session."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.spark.cluster import SHORT_LIVED, Cluster, cluster

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


# One core of each worker, and as many tasks for the sample's few rows, of which AQE would make one. Nothing is run
# often enough for code that is generated, or compiled by the JVM's second compiler, to pay.
SMALL = {
    "spark.cores.max": "2",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.ui.enabled": "false",
    "spark.driver.extraJavaOptions": SHORT_LIVED,
    "spark.executor.extraJavaOptions": SHORT_LIVED,
}


@pytest.hookimpl(tryfirst=True)  # xdist's own reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these tests go to one of the processes that share the tests, and so to one cluster."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.xdist_group("spark"))


@pytest.fixture(scope="session")
def spark_cluster(tmp_path_factory) -> Iterator[Cluster]:
    """A master and two workers; tests that want them are skipped, by name, where there is no Java."""
    pytest.importorskip("pyspark", reason="no Spark: the extra spark")
    if shutil.which("java") is None:
        pytest.skip("no Java: Debian's default-jre-headless")
    with cluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


@pytest.fixture(scope="session")
def spark(spark_cluster) -> Iterator["SparkSession"]:
    """A session with the cluster, one a test session, since a process can have one alone."""
    from recsys.spark.session import spark_session

    with spark_session(spark_cluster.master, SMALL) as session:
        yield session


def build_command(cluster: Cluster, out: Path, *others: str) -> list[str]:
    """A build on the cluster as people start it, with one core of each worker."""
    command = [sys.executable, "-m", "recsys", "build", "--engine", "spark", "--master", cluster.master]
    settings = [part for name, value in SMALL.items() for part in ("--conf", f"{name}={value}")]
    return [*command, *settings, "--out", str(out), *others]


@pytest.fixture(scope="session")
def spark_build(spark_cluster, tmp_path_factory) -> Path:
    """The folder of a bundle built from the embedded sample on the cluster, beside that of its stages."""
    out: Path = tmp_path_factory.mktemp("spark") / "bundle"
    done = subprocess.run(build_command(spark_cluster, out, "--sample"), capture_output=True, text=True, env=os.environ)
    assert done.returncode == 0, done.stderr[-4000:]
    return out
