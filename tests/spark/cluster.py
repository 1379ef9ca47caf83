"""A real standalone cluster on this machine: a master and its workers, each a process of its own."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil

_STARTED = 60  # seconds until a process has said that it is up


@dataclass(frozen=True)
class Cluster:
    """The cluster's address, as `--master` takes it, and its processes."""

    master: str
    workers: tuple[subprocess.Popen[bytes], ...]

    def executors(self) -> list[psutil.Process]:
        """The JVMs in which tasks run, of all applications."""
        children = [child for worker in self.workers for child in psutil.Process(worker.pid).children(recursive=True)]
        return [child for child in children if "CoarseGrainedExecutorBackend" in " ".join(_command(child))]


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


@contextmanager
def cluster(folder: Path, workers: int = 2, memory: str = "3g") -> Iterator[Cluster]:
    """A master and so many workers, which leave their logs and files in the folder.

    Each gives two cores: one to an application of the tests' own, one to one that they start.
    """
    running: list[subprocess.Popen[bytes]] = []
    try:
        said = _start(folder, "master", ["master.Master", "--port", "0"], r"Starting Spark master at (\S+)", running)
        for number in range(workers):
            of_worker = ["worker.Worker", "--cores", "2", "--memory", memory, "--work-dir", str(folder / "work"), said]
            _start(folder, f"worker-{number}", of_worker, r"Successfully registered with master (\S+)", running)
        yield Cluster(said, tuple(running[1:]))
    finally:
        for process in reversed(running):
            os.killpg(process.pid, signal.SIGKILL)  # with the executors that a worker started
            process.wait()


def _start(folder: Path, name: str, arguments: list[str], pattern: str, running: list[subprocess.Popen[bytes]]) -> str:
    """Start a process of Spark's, and wait for what it says when it is up: the group of the pattern in its log."""
    spec = find_spec("pyspark")
    assert spec is not None
    assert spec.origin is not None
    home = Path(spec.origin).parent
    log = folder / f"{name}.log"
    kind, *others = arguments
    command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind}", "--host", "127.0.0.1"]
    environment = {
        **os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_LOCAL_DIRS": str(folder / "local"),
    }  # fmt: skip
    with log.open("wb") as file:
        process = subprocess.Popen(
            [*command, "--webui-port", "0", *others], stdout=file, stderr=file, env=environment, start_new_session=True
        )
    running.append(process)
    until = time.monotonic() + _STARTED
    while time.monotonic() < until:
        found = re.search(pattern, log.read_text(errors="replace"))
        if found:
            return found[1]
        assert process.poll() is None, f"{name} ended: {log.read_text(errors='replace')[-2000:]}"
        time.sleep(0.1)
    raise AssertionError(f"{name} is not up after {_STARTED} s: {log.read_text(errors='replace')[-2000:]}")
