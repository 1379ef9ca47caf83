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
from typing import NamedTuple

import psutil

_STARTED = 180  # seconds until a process has said that it is up
# Of a JVM: it starts with less work, and would run slower. Its frames are larger: ALS sends tasks with all their past.
SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xss8m"


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
        master = _start(folder, "master", ["master.Master", "--port", "0"], running)
        said = master.said(r"Starting Spark master at (\S+)")
        of_worker = ["worker.Worker", "--cores", "2", "--memory", memory, "--work-dir", str(folder / "work"), said]
        for worker in [_start(folder, f"worker-{number}", of_worker, running) for number in range(workers)]:
            worker.said(r"Successfully registered with master (\S+)")
        yield Cluster(said, tuple(running[1:]))
    finally:
        for process in reversed(running):
            os.killpg(process.pid, signal.SIGKILL)  # with the executors that a worker started
            process.wait()


def _start(folder: Path, name: str, arguments: list[str], running: list[subprocess.Popen[bytes]]) -> "_Started":
    """Start a process of Spark's, without waiting until it is up."""
    spec = find_spec("pyspark")
    assert spec is not None
    assert spec.origin is not None
    home = Path(spec.origin).parent
    log = folder / f"{name}.log"
    kind, *others = arguments
    command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind}", "--host", "127.0.0.1"]
    environment = {
        **os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": SHORT_LIVED, "SPARK_LAUNCHER_OPTS": SHORT_LIVED,
        "SPARK_LOCAL_DIRS": str(folder / "local"),
    }  # fmt: skip
    with log.open("wb") as file:
        process = subprocess.Popen(
            [*command, "--webui-port", "0", *others], stdout=file, stderr=file, env=environment, start_new_session=True
        )
    running.append(process)
    return _Started(process, log)


class _Started(NamedTuple):
    """A process and the file that it logs to."""

    process: subprocess.Popen[bytes]
    log: Path

    def said(self, pattern: str) -> str:
        """Wait for what it says when it is up: the group of the pattern in its log."""
        until = time.monotonic() + _STARTED
        while time.monotonic() < until:
            said = self.log.read_text(errors="replace")
            if found := re.search(pattern, said):
                return found[1]
            assert self.process.poll() is None, f"{self.log.stem} ended: {said[-2000:]}"
            time.sleep(0.1)
        raise AssertionError(f"{self.log.stem} is not up after {_STARTED} s: {said[-2000:]}")
