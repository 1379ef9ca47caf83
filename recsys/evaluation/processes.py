"""How long a command takes and how much memory it needs, as the operating system counted them."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from time import perf_counter, sleep

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


def run_measured(command: Sequence[str], limit: float) -> Ran:
    """Run a command to its end, or until `limit` seconds have gone by.

    The peak is at least that of the caller: Linux hands it down to what it starts. So whoever measures stays small.
    """
    with TemporaryFile() as output, TemporaryFile() as errors:
        start = perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=errors)  # noqa: S603 - never a shell, nor a guest's
        cut_off = False
        try:
            # Popen itself does not tell what a process used, and the system tells it once only.
            while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
                if not cut_off and perf_counter() - start > limit:
                    process.kill()
                    cut_off = True
                sleep(_GLANCE)
        except BaseException:
            process.kill()
            process.wait()
            raise
        seconds = perf_counter() - start
        _, status, usage = ended
        process.returncode = os.waitstatus_to_exitcode(status)
        for file in (output, errors):
            file.seek(0)
        return Ran(
            seconds=seconds,
            cpu_seconds=usage.ru_utime + usage.ru_stime,
            peak_bytes=usage.ru_maxrss * _RSS_UNIT,
            exit_code=None if cut_off else process.returncode,
            output=output.read().decode(errors="replace"),
            errors=errors.read().decode(errors="replace"),
        )
