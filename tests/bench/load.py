"""`python -m tests.bench.load`: how many questions a second the app answers when many ask at once, and what it holds.

On the bundle that RECSYS_BUNDLE names, else on the sample's own. Requests come from wrk, which needs little of the
processors that it shares with the app. Requests a second say as much of the machine as of the code, so each figure
stands beside that of an empty route of the same framework, measured in the same run, before and after.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from rich.console import Console

from recsys.bundle.bundle import load_bundle
from recsys.serving.service import Service
from tests.bench.__main__ import print_table
from tests.bench.measure import memory_of
from tests.bench.questions import Asked
from tests.ui.server import App, environment, free_port, started_app

SECONDS, WARM_SECONDS, CONNECTIONS = 10, 30, 50
MANY_CONNECTIONS, MINUTES, LONG_MINUTES = 200, 2, 10
MIX, MIXED_REQUESTS = 40_000, 10_000
SEED, NEXT_SEED = 0, 1
_SCRIPT = Path(__file__).with_name("mix.lua")
_UNLIMITED = {"RECSYS_LIMIT_RATE": "1000000"}
tell = Console(stderr=True, highlight=False).print


class Load(NamedTuple):
    """What many connections got: answers, seconds, milliseconds, and how many were refused or broke."""

    requests: int
    seconds: float
    median: float
    p99: float
    refused: int
    broken: int

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.requests / self.seconds


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load")
    parser.add_argument("--long", action="store_true", help=f"{LONG_MINUTES} minutes of many connections")
    parser.add_argument("--brief", action="store_true", help="no minutes of many connections")
    options = parser.parse_args(arguments)
    if shutil.which("wrk") is None:
        sys.exit("Requests come from wrk, and there is none: apt-get install wrk")
    with tempfile.TemporaryDirectory() as folder:
        bundle = bundle_of(Path(folder))
        tell(f"asking the bundle {bundle.name} …")
        service = Service(load_bundle(bundle))
        env = environment(bundle, free_port()) | _UNLIMITED
        with reference("rest") as rest, reference("gradio") as gradio, started(env, Path(folder)) as (app, started_in):
            memory = [("after the start", memory_of(app.process.pid))]
            over_rest = measure_rest(service, app, rest)
            memory.append((f"after {MIXED_REQUESTS:,} mixed requests and more", memory_of(app.process.pid)))
            over_gradio = measure_gradio(service, app, gradio)
            if not options.brief:
                minutes = LONG_MINUTES if options.long else MINUTES
                memory += measure_long(service, app, minutes)
        print_table("Start", ("", "s"), [(what, f"{seconds:.1f}") for what, seconds in started_in.items()])
        header = ("", "requests/s", "× empty function", "median ms", "99th ms", "4xx, 5xx", "broken")
        print_table(f"REST, {CONNECTIONS} connections", header, over_rest)
        print_table(
            f"Gradio API, {CONNECTIONS} connections", (header[0], header[1], "× constant", *header[3:]), over_gradio
        )
        print_table("Memory, proportional share", ("", "MB"), [(what, f"{mb:.0f}") for what, mb in memory])


def bundle_of(folder: Path) -> Path:
    """The bundle that the environment names, else the sample's, built here."""
    if named := os.environ.get("RECSYS_BUNDLE"):
        return Path(named)
    target = folder / "sample"
    tell("building the sample's bundle …")
    subprocess.run(
        [sys.executable, "-m", "recsys", "build", "--sample", "--out", str(target)], check=True, stdout=sys.stderr
    )
    return target


@contextmanager
def started(env: dict[str, str], folder: Path) -> Iterator[tuple[App, dict[str, float]]]:
    """The running app, and the seconds that its first answer and its page took from its start."""
    began, taken = time.perf_counter(), dict[str, float]()

    def wait(what: str, path: str) -> None:
        while what not in taken:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{env['PORT']}{path}", timeout=60).close()
                taken[what] = time.perf_counter() - began
            except OSError:
                time.sleep(0.01)

    waiting = [
        threading.Thread(target=wait, args=one) for one in (("first answer", "/search?text=matrix"), ("page", "/"))
    ]
    for thread in waiting:
        thread.start()
    with started_app(env, folder / "app.log") as app:
        for thread in waiting:
            thread.join()
        yield app, taken


@contextmanager
def reference(kind: str) -> Iterator[str]:
    """The address of a reference while it runs."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.plain_app", kind, str(port)])
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/{'function' if kind == 'rest' else ''}").close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def load(url: str, lines: Sequence[str], seconds: float = SECONDS, connections: int = CONNECTIONS, at: int = 0) -> Load:
    """Send the lines' requests again and again, from one of them on, for so long."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(lines))
        file.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--timeout", "30s", "-s", str(_SCRIPT), url]
        printed = subprocess.run([*command, "--", file.name, str(at)], check=True, capture_output=True, text=True)
    return Load(**json.loads(printed.stdout.splitlines()[-1]))


def measure_rest(service: Service, app: App, rest: str) -> list[tuple[str, ...]]:
    """The mix over REST, without hits and with them, beside the empty routes."""
    load(rest, ["/function"], 2)
    before = load(rest, ["/function"])
    coroutine = load(rest, ["/coroutine"])
    tell("asking what nobody asked before …")
    distinct = Asked(service, SEED, distinct=True).rest(MIX)
    without = load(app.url, distinct)
    tell("asking as people do …")
    drawn = Asked(service, NEXT_SEED).rest(MIX)
    warm = load(app.url, drawn, WARM_SECONDS)
    with_hits = load(app.url, drawn, at=warm.requests)
    after = load(rest, ["/function"])
    asked = without.requests + warm.requests + with_hits.requests
    while asked < MIXED_REQUESTS:
        asked += load(app.url, drawn).requests
    empty = statistics.mean([before.rate, after.rate])
    alone = [
        (f"· {name}", load(app.url, [line for line in drawn[-10_000:] if line.startswith(f"/{name}")], 5))
        for name in ("search", "recommend", "fit", "movies")
    ]
    rows = [
        ("empty function, before", before),
        ("empty function, after", after),
        ("empty coroutine", coroutine),
        ("/health", load(app.url, ["/health"], 5)),
        ("mix, no question twice", without),
        ("mix, as people ask, first", warm),
        ("mix, as people ask", with_hits),
        *alone,
    ]
    return [row(name, found, empty) for name, found in rows]


def measure_gradio(service: Service, app: App, gradio: str) -> list[tuple[str, ...]]:
    """Two answers over the Gradio API beside an endpoint that returns a constant."""
    constant_line = '/gradio_api/run/constant\t{"data": ["matrix"]}'
    load(gradio, [constant_line], 2)
    constant = load(gradio, [constant_line], 5)
    asked = Asked(service, SEED)
    found = [(name, load(app.url, asked.gradio(name, 5000), 5)) for name in ("search", "recommend")]
    again = load(gradio, [constant_line], 5)
    empty = statistics.mean([constant.rate, again.rate])
    return [row(name, one, empty) for name, one in [("constant, before", constant), ("constant, after", again), *found]]


def measure_long(service: Service, app: App, minutes: int) -> list[tuple[str, float]]:
    """Memory, each minute, while many connections ask; what was refused or broke is told."""
    drawn = Asked(service, NEXT_SEED + 1).rest(MIX)
    memory = []
    for minute in range(minutes):
        tell(f"{MANY_CONNECTIONS} connections, minute {minute + 1} of {minutes} …")
        before = statuses(app)
        found = load(app.url, drawn, 60, MANY_CONNECTIONS, at=minute * MIX // minutes)
        told = ", ".join(f"{count} of {status}" for status, count in sorted((statuses(app) - before).items()))
        what = f"{found.rate:.0f} requests/s, 99th {found.p99:.0f} ms, {told}, {found.broken} broken"
        memory.append((f"minute {minute + 1} of {MANY_CONNECTIONS} connections: {what}", memory_of(app.process.pid)))
    return memory


def statuses(app: App) -> Counter[str]:
    """How many responses of each status the app began: 404 is a name that nothing goes by, 503 a deliberate refusal."""
    with urllib.request.urlopen(f"{app.url}/metrics") as answer:  # noqa: S310 - our own loopback address
        found = re.findall(r'^butaca_responses_total\{status="(\d+)"\} (\S+)', answer.read().decode(), re.MULTILINE)
    return Counter({status: int(float(count)) for status, count in found})


def row(name: str, found: Load, empty: float) -> tuple[str, ...]:
    """A line of a table of loads."""
    figures = (f"{found.rate:.0f}", f"{found.rate / empty:.2f}", f"{found.median:.0f}", f"{found.p99:.0f}")
    return (name, *figures, str(found.refused), str(found.broken))


if __name__ == "__main__":
    main()
