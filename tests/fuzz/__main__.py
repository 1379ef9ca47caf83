"""`python -m tests.fuzz --examples 100000 --seed 1`: throw so many inputs at all doors, and print what came of it.

The status is 1 where something did not hold. A failure is told with its input and found again by the same seed.
"""

import argparse
import faulthandler
import resource
import sys
import tempfile
import time
import warnings
from pathlib import Path

from rich.console import Console
from rich.table import Table

from recsys.build.pipeline import build
from recsys.ingest import sample
from tests.fuzz.door import Outcome, attack
from tests.fuzz.doors import doors

_MOST_GB = 16  # of addresses: a blow-up ends in an error, and not in the machine's memory


def main() -> int:
    """Attack every door, or those that are named."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--examples", type=int, default=100_000, help="inputs in all")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="the same inputs again")
    parser.add_argument("--doors", default="", help="only these, with commas")
    given = parser.parse_args()
    faulthandler.enable()
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_GB << 30, _MOST_GB << 30))
    warnings.simplefilter("error")
    tell = Console(stderr=True, highlight=False, markup=False).print
    tell(f"seed {given.seed}")
    only = set(given.doors.split(",")) - {""}
    outcomes = []
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "sample"
        build(sample.FOLDER, bundle)
        for door in doors(bundle):
            if not only or door.name in only:
                tell(f"{door.name}: {round(door.share * given.examples):,} inputs")
                outcomes.append(attack(door, round(door.share * given.examples), given.seed, tell))
                tell(f"{door.name}: {outcomes[-1].inputs:,} thrown, {len(outcomes[-1].failures)} failures")
    _print(outcomes)
    return int(any(outcome.failures for outcome in outcomes))


def _print(outcomes: list[Outcome]) -> None:
    inputs = sum(outcome.inputs for outcome in outcomes)
    failures = sum(len(outcome.failures) for outcome in outcomes)
    columns = ("door", "inputs", "seconds", "slowest, s", "MB, first", "MB, last", "failures")
    table = Table(*columns, title=f"{inputs:,} inputs")
    for one in outcomes:
        times = (f"{one.seconds:.0f}", f"{one.slowest:.2f}")
        numbers = (f"{one.inputs:,}", *times, f"{one.first_mb:.0f}", f"{one.last_mb:.0f}")
        table.add_row(one.door, *numbers, str(len(one.failures)))
    Console().print(table)
    Console().print(f"{inputs:,} inputs, {failures} failures")


if __name__ == "__main__":
    sys.exit(main())
