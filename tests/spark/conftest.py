"""A cluster for the tests of the build on Spark, one a test session."""

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.spark.cluster import Cluster, cluster

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


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

    with spark_session(spark_cluster.master) as session:
        yield session
