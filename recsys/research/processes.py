"""How long a command takes and how much memory it needs, as the operating system counted them."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from tempfile import TemporaryFile
from time import perf_counter, sleep

from recsys.progress import silent

_STATUS = Path("/proc/self/status")
# Linux hands the peak of memory of a process down to what it starts; so one that holds next to nothing starts the
# command, kills it when told to end, and reports what the system counted.
_STARTER = """
import os, signal, sys
report, *command = sys.argv[1:]
os.set_inheritable(int(report), False)
started = os.posix_spawnp(command[0], command, os.environ)
signal.signal(signal.SIGTERM, lambda *_: os.kill(started, signal.SIGKILL))
_, status, used = os.wait4(started, 0)
os.write(int(report), f"{os.waitstatus_to_exitcode(status)} {used.ru_utime + used.ru_stime} {used.ru_maxrss}".encode())
"""
_GLANCE = 0.02  # seconds between two looks at whether it has ended
# Linux counts kilobytes, macOS bytes.
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Ran:
    """What a command cost: seconds on the clock, seconds of all its processors, the most memory that it held, bytes.

    `exit_code` is None where it was cut off; `output` and `errors` are what it had written until then.
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    exit_code: int | None
    output: str
    errors: str


def peak_bytes() -> int:
    """The most memory that this process has held.

    On Linux of itself alone; elsewhere it is at least that of the process that started it.
    """
    if _STATUS.is_file():
        return next(
            int(line.split()[1]) * 1024 for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM")
        )
    return getrusage(RUSAGE_SELF).ru_maxrss * _RSS_UNIT


def run_measured(command: Sequence[str], limit: float, progress: Callable[[str], None] = silent) -> Ran:
    """Run a command to its end, or until `limit` seconds have gone by.

    `progress` is called with each line of its output as soon as it is written.

    OSError where it cannot be started.
    """
    with TemporaryFile() as output, TemporaryFile() as errors, TemporaryFile() as report:
        start = perf_counter()
        process = subprocess.Popen(  # noqa: S603 - never a shell, nor a guest's
            (sys.executable, "-ISc", _STARTER, str(report.fileno()), *command),
            stdout=output,
            stderr=errors,
            pass_fds=(report.fileno(),),
        )
        cut_off, heard = False, 0
        try:
            while process.poll() is None:
                if not cut_off and perf_counter() - start > limit:
                    process.terminate()
                    cut_off = True
                sleep(_GLANCE)
                heard = _pass_on(output.fileno(), heard, progress)
        except BaseException:
            process.terminate()
            process.wait()
            raise
        seconds = perf_counter() - start
        _pass_on(output.fileno(), heard, progress)
        for file in (output, errors, report):
            file.seek(0)
        said = errors.read().decode(errors="replace")
        if process.returncode:
            raise OSError(f"{command[0]} could not be run: {said.strip().rpartition(chr(10))[2]}")
        exit_code, cpu_seconds, peak = report.read().split()
        return Ran(
            seconds=seconds,
            cpu_seconds=float(cpu_seconds),
            peak_bytes=int(peak) * _RSS_UNIT,
            exit_code=None if cut_off else int(exit_code),
            output=output.read().decode(errors="replace"),
            errors=said,
        )


def _pass_on(output: int, heard: int, progress: Callable[[str], None]) -> int:
    """Call `progress` with the whole lines of a file from the byte `heard` on; the byte after the last of them."""
    # Read by place: a seek would move where the process writes, too.
    news = os.pread(output, os.fstat(output).st_size - heard, heard)
    lines = news[: news.rfind(b"\n") + 1]
    for line in lines.decode(errors="replace").splitlines():
        progress(line)
    return heard + len(lines)
