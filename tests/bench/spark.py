"""`python -m tests.bench.spark`: a build on a cluster of two workers on this machine, and what each step took.

Of the data that RECSYS_DATA names, else of the sample. The bundle is compared with the one that one machine builds
(`tests.bench.spark_compare`).
"""

import os
import tempfile
import time
from pathlib import Path

from rich.console import Console

from recsys.build.pipeline import BuildSettings
from recsys.build.pipeline import build as build_here
from recsys.ingest import sample
from recsys.spark.build import Cluster, build
from recsys.spark.report import summary
from tests.bench.__main__ import print_table
from tests.bench.spark_compare import print_comparison
from tests.spark.cluster import cluster

WORKERS, MEMORY = 2, "3g"
_tell = Console(stderr=True, highlight=False).print


def main() -> None:
    """Both builds, their times, and how far they agree."""
    data = Path(os.environ["RECSYS_DATA"]) if "RECSYS_DATA" in os.environ else sample.FOLDER
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        logs = folder / "cluster"
        logs.mkdir()
        with cluster(logs, WORKERS, MEMORY) as running:
            began = time.monotonic()
            settings = BuildSettings(data, folder / "spark")
            _, stages = build(settings, Cluster(running.master, folder / "stages"), _tell)
            on_spark = time.monotonic() - began
        began = time.monotonic()
        build_here(data, folder / "here", progress=_tell)
        here = time.monotonic() - began
        times: list[tuple[str, ...]] = [("on a cluster", f"{on_spark:.0f}"), ("on one machine", f"{here:.0f}")]
        print_table(f"a build of {data.name}", ("where", "seconds"), times)
        Console().print("\n".join(summary(stages)))
        print_comparison(folder / "spark", folder / "stages", folder / "here")


if __name__ == "__main__":
    main()
