"""Metrics of the answers, for Prometheus to read."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

from recsys.errors import RequestError

# From an answer that was ready to one that somebody waited for, in seconds.
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
Move = Literal["served", "refused", "away"]
ANSWERED, REFUSED, FAILED = "answered", "refused", "failed"


class Monitoring:
    """The counts of one app: questions by answer, channel and outcome, and how long the answers took.

    `answered` is an answer, `refused` a question that cannot be answered as it was asked, `failed` our own mistake.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)  # memory, processor time, open files
        self._questions = Counter(
            "butaca_questions", "Questions that were asked.", ("answer", "channel", "outcome"), registry=self.registry
        )
        self._seconds = Histogram(
            "butaca_answer_seconds",
            "Time that making an answer took.",
            ("answer", "channel"),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._responses = Counter(
            "butaca_responses", "Responses that were begun, by status.", ("status",), registry=self.registry
        )
        self._moves = Counter(
            "butaca_bundle_moves",
            "Newer bundles that were served, refused, or not to be had.",
            ("outcome",),
            registry=self.registry,
        )

    def responded(self, status: int) -> None:
        """Count a response by its status."""
        self._responses.labels(status).inc()

    def moved(self, outcome: Move) -> None:
        """Count what became of a newer bundle."""
        self._moves.labels(outcome).inc()

    @contextmanager
    def question(self, answer: str, channel: str) -> Iterator[None]:
        """Count the question that the block answers, with what becomes of it."""
        began, outcome = time.perf_counter(), FAILED
        try:
            yield
            outcome = ANSWERED
        except RequestError:
            outcome = REFUSED
            raise
        finally:
            self.note(answer, channel, outcome, time.perf_counter() - began)

    def note(self, answer: str, channel: str, outcome: str, seconds: float) -> None:
        """Count a question that took so long to answer."""
        self._seconds.labels(answer, channel).observe(seconds)
        self._questions.labels(answer, channel, outcome).inc()
