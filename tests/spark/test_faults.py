"""Stages that lose an executor, then their driver, and have a file of garbage to read, end as if nothing had been."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.dataset as ds

from recsys.files import read_json
from recsys.ingest import sample
from recsys.ingest.sources.catalogues import COLUMNS
from tests.spark.conftest import SMALL

_PATIENCE = 600  # seconds
_MAKE = """
import json
import sys
from pathlib import Path
from recsys.build.pipeline import BuildSettings
from recsys.spark.build import Cluster, make
master, data, files, spark = sys.argv[1:]
settings = BuildSettings(Path(data), Path(files) / "bundle")
make(settings, Cluster(master, Path(files), settings=json.loads(spark)), "etl")
"""


def wait_for(condition, process):
    until = time.monotonic() + _PATIENCE
    while not (found := condition()):
        assert process.poll() is None, process.stderr.read()[-4000:]
        assert time.monotonic() < until
        time.sleep(0.02)
    return found


def rows(stages, name):
    """The rows of a frame that a stage left, in one order."""
    uri = read_json(stages / "etl" / f"{name}.frame.json")["uri"]
    table = ds.dataset(uri.removeprefix("file://"), format="parquet").to_table()
    return table.sort_by([(column, "ascending") for column in sorted(table.column_names)])


def test_a_killed_executor_a_killed_driver_and_a_file_of_garbage(spark_cluster, spark_build, tmp_path):
    data, stages = tmp_path / "data", tmp_path / "stages"
    shutil.copytree(sample.FOLDER, data)
    header = ",".join(COLUMNS).encode()
    garbage = os.urandom(200_000).translate(None, b'"\0')  # else it would be no text, and no catalogue's file
    (data / "platforms" / "hulu_titles_2023-04.csv").write_bytes(header + b'\ns1,"' + garbage)
    command = [sys.executable, "-c", _MAKE, spark_cluster.master, str(data), str(stages), json.dumps(SMALL)]
    before = {process.pid for process in spark_cluster.executors()}
    first = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True)
    wait_for((stages / "read_catalogues.json").is_file, first)
    killed = next(process for process in spark_cluster.executors() if process.pid not in before)
    killed.kill()
    wait_for((stages / "link.json").is_file, first)
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    kept = {path.name: path.stat().st_mtime_ns for path in stages.glob("*.json")}
    assert "etl.json" not in kept

    second = subprocess.run(command, capture_output=True, text=True)
    assert second.returncode == 0, second.stderr[-4000:]
    assert all((stages / name).stat().st_mtime_ns == kept[name] for name in ("read_catalogues.json", "link.json"))
    whole = spark_build.with_name("bundle-stages")
    tables = [path.name for path in (whole / "etl").glob("*.parquet")]
    assert len(tables) == 11
    assert all((stages / "etl" / name).read_bytes() == (whole / "etl" / name).read_bytes() for name in tables)
    for name in ("rating_rows", "users", "watched_rows"):
        assert rows(stages, name).equals(rows(whole, name)), name
    unread = {one["file"]: one["reason"] for one in read_json(stages / "etl" / "account.json")["unread"]}
    assert "cannot be read" in unread["platforms/hulu_titles_2023-04.csv"]
    # Nothing is left of what was cut.
    assert not [path for path in stages.iterdir() if path.name.startswith(".")]
    named = {Path(read_json(path)["uri"]).name for path in stages.glob("*/*.frame.json")}
    assert {path.name for path in (stages / "frames").iterdir()} == named
