"""Time and memory of calls and of processes."""

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

import psutil

WARM_UP = 3


class Times(NamedTuple):
    """Seconds: the median and the 99th percentile of many calls."""

    median: float
    p99: float


class Process(NamedTuple):
    """A finished process: wall seconds, and the most memory it held at once."""

    seconds: float
    peak_mb: float


def times_of(calls: Sequence[Callable[[], object]], count: int) -> Times:
    """Call them in turn, `count` times in all after a warm-up."""
    for call in islice(cycle(calls), WARM_UP):
        call()
    seconds = []
    for call in islice(cycle(calls), count):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return Times(statistics.median(seconds), statistics.quantiles(seconds, n=100, method="inclusive")[98])


def peak_of(command: Sequence[str]) -> Process:
    """Run the command to its end, with its output thrown away. Raises CalledProcessError when it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)  # the kernel's own account of this one process
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=process.communicate()[1])
    return Process(seconds, usage.ru_maxrss / 1024)


def memory_of(pid: int) -> float:
    """The megabytes of a process and all that it started: their proportional share of what they share with others."""
    top = psutil.Process(pid)
    held = (Path(f"/proc/{process.pid}/smaps_rollup").read_text() for process in (top, *top.children(recursive=True)))
    shares = (line.split()[1] for text in held for line in text.splitlines() if line.startswith("Pss:"))
    return sum(map(int, shares)) / 1024
