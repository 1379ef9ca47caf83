"""`fetch tmdb` of 20,000 titles from the stand-in of TMDB's API, each answer of which takes 50 ms.

`python -m tests.bench.tmdb` prints it at the rate that TMDB is asked at, which takes ten minutes; `make bench` without
a limit, which is what the client itself can do.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from recsys.ingest.download.tmdb.api import RATE, Api
from recsys.ingest.download.tmdb.key import ApiKey
from recsys.ingest.download.tmdb.run import fetch_tmdb
from recsys.ingest.download.tmdb.wanted import Wanted
from tests.ingest.download.tmdb_server import KEY

TITLES, LATENCY, BARE = 20_000, 0.05, 200
UNLIMITED = 1e6
HEADER = ("", "s", "requests", "requests a second", "peak MB")


@contextmanager
def stand_in() -> Iterator[str]:
    """The address of the server, in a process of its own."""
    command = [sys.executable, "-m", "tests.ingest.download.tmdb_server", str(TITLES), str(LATENCY)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def measure_tmdb(rate: float) -> list[tuple[str, ...]]:
    """A first run, a second one after which nothing changed, and the plain way: one request after the other."""
    rows = []
    with stand_in() as url, tempfile.TemporaryDirectory() as folder:
        for what in ("first run", "second run, nothing changed"):
            command = [sys.executable, "-m", "tests.bench.tmdb", url, folder, str(rate)]
            begun = time.perf_counter()
            said = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
            rows.append(_row(what, time.perf_counter() - begun, said["requests"], f"{said['peak_mb']:.0f}"))
        with httpx2.Client(base_url=url) as client:
            begun = time.perf_counter()
            for number in range(1, BARE + 1):
                asked = {"api_key": KEY, "append_to_response": "credits"}
                client.get(f"/movie/{number}", params=asked).raise_for_status()
            rows.append(_row("one request after the other", time.perf_counter() - begun, BARE, ""))
    return rows


def _row(what: str, seconds: float, requests: int, memory: str) -> tuple[str, ...]:
    return what, f"{seconds:.1f}", f"{requests:,}", f"{requests / seconds:.1f}", memory


def _peak_mb() -> float:
    """The most memory that this process held. What the kernel tells its parent may be the parent's own, from before."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main(arguments: list[str]) -> None:
    """Print the table, or be the process that is measured: address, folder, rate."""
    if arguments:
        url, folder, rate = arguments
        with Api(url, ApiKey(KEY), rate=float(rate)) as api:
            report = fetch_tmdb(Wanted(("MX", "BR"), ("netflix",), ("es", "en")), Path(folder), api)
        sys.stdout.write(json.dumps({"requests": report.requests, "peak_mb": _peak_mb()}))
        return
    from tests.bench.__main__ import print_table

    print_table(f"Fetching {TITLES:,} titles, at most {RATE:.0f} requests a second", HEADER, measure_tmdb(RATE))


if __name__ == "__main__":
    main(sys.argv[1:])
