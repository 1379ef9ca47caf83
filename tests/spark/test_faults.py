"""A build that loses a worker, then its driver, and has a file of garbage to read, ends as if nothing had been."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from recsys.files import read_json
from recsys.ingest import sample
from recsys.ingest.sources.catalogues import COLUMNS
from tests.spark.conftest import build_command

_PATIENCE = 300  # seconds
_TABLES = ("works", "names", "credits", "titles", "offers", "snapshots", "ratings")


def wait_for(condition, process):
    until = time.monotonic() + _PATIENCE
    while not (found := condition()):
        assert process.poll() is None, process.stderr.read()[-4000:]
        assert time.monotonic() < until
        time.sleep(0.02)
    return found


def test_a_killed_executor_a_killed_driver_and_a_file_of_garbage(spark_cluster, spark_build, tmp_path):
    data, out, stages = tmp_path / "data", tmp_path / "bundle", tmp_path / "bundle-stages"
    shutil.copytree(sample.FOLDER, data)
    header = ",".join(COLUMNS).encode()
    garbage = os.urandom(200_000).translate(None, b'"\0')  # else it would be no text, and no catalogue's file
    (data / "platforms" / "hulu_titles_2023-04.csv").write_bytes(header + b'\ns1,"' + garbage)
    command = build_command(spark_cluster, out, "--data", str(data))
    first = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True)
    before = {process.pid for process in spark_cluster.executors()}
    wait_for(lambda: (stages / "read_catalogues.json").is_file(), first)
    killed = next(process for process in spark_cluster.executors() if process.pid not in before)
    killed.kill()
    wait_for(lambda: (stages / "link.json").is_file(), first)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    kept = {path.name: path.stat().st_mtime_ns for path in stages.glob("*.json")}
    assert not out.exists()

    second = subprocess.run(command, capture_output=True, text=True)
    assert second.returncode == 0, second.stderr[-4000:]
    assert all(
        (stages / f"{name}.json").stat().st_mtime_ns == kept[f"{name}.json"] for name in ("read_catalogues", "link")
    )
    for name in _TABLES:
        file = f"{name}.parquet"
        assert (out / file).read_bytes() == (spark_build / file).read_bytes(), name
    unread = read_json(out / "report.json")["unread"]
    assert [one["file"] for one in unread] == ["platforms/hulu_titles_2023-04.csv"]
    assert "cannot be read" in unread[0]["reason"]
    # Nothing is left of what was cut but the rows that stages name.
    assert not [path for path in stages.iterdir() if path.name.startswith(".")]
    named = {Path(read_json(path)["uri"]).name for path in stages.glob("*/*.frame.json")}
    assert {path.name for path in (stages / "frames").iterdir()} == named
