"""A way into the program, what is thrown at it, and what must hold whatever that is."""

import resource
import signal
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psutil
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisWarning

SECONDS = 20.0  # that one input may take, on a machine that others use too
MOST_MB = 300  # by which one input may raise what this process ever held
GROWTH_MB = 250  # by which what a process holds may grow from the second batch of inputs to the last
BATCH = 1000  # inputs: hypothesis remembers all of a run


class Hung(BaseException):
    """An input took too long."""


@dataclass(frozen=True)
class Door:
    """`check` raises AssertionError, or whatever it let through, where something does not hold of an input.

    `share` is its part of all inputs of a long run, `process` that whose memory is watched, this one's own by default.
    """

    name: str
    share: float
    inputs: st.SearchStrategy[Any]
    check: Callable[[Any], None]
    process: psutil.Process = field(default_factory=psutil.Process)


@dataclass
class Outcome:
    """How many inputs a door took, the time of all and of the longest, what its process held, and what did not hold."""

    door: str
    inputs: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    first_mb: float = 0.0
    last_mb: float = 0.0
    failures: list[str] = field(default_factory=list)


def attack(door: Door, inputs: int, number: int, tell: Callable[[str], None] = lambda _: None) -> Outcome:
    """Throw so many inputs at a door, in batches with seeds of their own; a batch ends at its first failure."""
    outcome, began = Outcome(door.name), time.perf_counter()
    for batch in range(0, inputs, BATCH):
        try:
            _batch(door, min(BATCH, inputs - batch), number + batch, outcome)
        except (Exception, Hung) as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            outcome.failures.append(_told(error))
            tell(f"{door.name}: {outcome.failures[-1]}")
        outcome.last_mb = door.process.memory_info().rss / 1e6
        if batch <= BATCH:  # the second: what is made when it is first asked for is there
            outcome.first_mb = outcome.last_mb
    outcome.seconds = time.perf_counter() - began
    if outcome.last_mb - outcome.first_mb > GROWTH_MB:
        outcome.failures.append(f"memory grew from {outcome.first_mb:.0f} to {outcome.last_mb:.0f} MB")
        tell(f"{door.name}: {outcome.failures[-1]}")
    return outcome


def _batch(door: Door, inputs: int, number: int, outcome: Outcome) -> None:
    @seed(number)
    @settings(
        max_examples=inputs,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
        print_blob=False,
    )
    @given(door.inputs)
    def throw(value: Any) -> None:
        outcome.inputs += 1
        held, began = _peak_mb(), time.perf_counter()
        with _within(SECONDS):
            door.check(value)
        outcome.slowest = max(outcome.slowest, time.perf_counter() - began)
        assert _peak_mb() - held < MOST_MB, f"one input took {_peak_mb() - held:.0f} MB"

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HypothesisWarning)  # of how long an input is as it tells of it
        throw()


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Raise Hung where the block takes longer."""

    def hung(*_: object) -> None:
        raise Hung(f"an input took more than {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, hung)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _told(error: BaseException) -> str:
    """What failed, where in the package, and with which input."""
    if isinstance(error, BaseExceptionGroup):
        return "\n".join(_told(one) for one in error.exceptions)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/recsys/" in frame.filename]
    where = f" at recsys/{frames[-1].filename.rpartition('/recsys/')[2]}:{frames[-1].lineno}" if frames else ""
    notes = "\n".join(getattr(error, "__notes__", ()))
    return f"{type(error).__name__}: {shortened(error)}{where}\n{shortened(notes)}"


def shortened(text: object) -> str:
    """A text for a summary."""
    found = str(text).encode(errors="backslashreplace").decode()
    return found if len(found) < 1200 else f"{found[:600]} … {found[-600:]}"
