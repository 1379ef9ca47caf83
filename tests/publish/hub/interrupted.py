"""Fault injection: builds, pushes and pulls in processes of their own, killed at a step, or on a disk with no room.

    python -m tests.publish.hub.interrupted    reads jobs from standard input, a JSON object a line; a line answers each

It imports everything once and forks a process for each job. A step is a file that is opened (but Python's own), made,
renamed or removed, or a connection; at the step `kill_at` the process sends itself the signal that nobody can catch.
"""

import itertools
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import scipy.sparse  # noqa: F401 - what a build imports on the way

from recsys.build.pipeline import build
from recsys.errors import RecsysError
from recsys.publish.hub.pull import pull
from recsys.publish.hub.push import Target, push
from recsys.publish.hub.reference import Reference
from tests.publish.hub.conftest import ask

ROOT = Path(__file__).parents[3]
_STEPS = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "os.symlink", "os.link", "socket.connect"}


class Killable:
    """The process that does the jobs."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def do(self, action: str, *arguments: str, kill_at: int = 0, room: int = 0, **where: str) -> dict[str, Any]:
        """Do a job: `signal` that ended it, 0 for none, how many `steps` it took, and the `error` that it reported.

        `room` is how many bytes the disk takes for one file, 0 for any; `where` is the Hub's url and the cache's home.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        job = {"action": action, "arguments": arguments, "kill_at": kill_at, "room": room, **where}
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        done: dict[str, Any] = json.loads(self._process.stdout.readline())
        return done


@contextmanager
def killable() -> Iterator[Killable]:
    """A process for jobs, until the block ends."""
    command = [sys.executable, "-m", "tests.publish.hub.interrupted"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Killable(process)


def _main() -> None:
    for line in sys.stdin:
        job = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _do(job, writing)
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as report:
            said = report.read()
        _, status = os.waitpid(child, 0)
        done = json.loads(said) if said else {"steps": 0, "error": ""}
        sys.stdout.write(json.dumps(done | {"signal": os.WTERMSIG(status)}) + "\n")
        sys.stdout.flush()


def _do(job: dict[str, Any], report: int) -> None:
    if "url" in job:
        ask(pytest.MonkeyPatch(), job["url"], Path(job["home"]))
    if job["room"]:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # then it is an error of the write
        resource.setrlimit(resource.RLIMIT_FSIZE, (job["room"], resource.RLIM_INFINITY))
    steps, error = itertools.count(1), ""
    taken = 0

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal taken
        if event in _STEPS or (event == "open" and not str(arguments[0]).endswith((".py", ".pyc"))):
            taken = next(steps)
            if taken == job["kill_at"]:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    try:
        _act(job["action"], *job["arguments"])
    except RecsysError as raised:
        error = str(raised)
    os.write(report, json.dumps({"steps": taken, "error": error}).encode())


def _act(action: str, source: str, target: str) -> None:
    if action == "build":
        build(Path(source), Path(target))
    elif action == "push":
        push(Path(source), Target(target, target))
    else:
        pull(Reference(source))


if __name__ == "__main__":
    _main()
