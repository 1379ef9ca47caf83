"""Answers over plain HTTP: those that were made before, else made in another process, else in a thread of this one."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from recsys.server.answered import FAILED_HERE, Answered, answered
from recsys.server.workers import Workers
from recsys.serving.current import Current

# What a question may say of somebody: nobody else asks so, and nothing of it is kept.
_PERSONAL = {
    *("ratings", "watched", "watchlist", "titles", "more_like", "less_like", "hide", "question"),
    *("people", "name", "code", "content"),
}
# Answers that are kept, and their bytes at most: a list of ten works has 12 KB, 4 as it is kept.
_KEPT, _KEPT_BYTES = 8192, 32_000_000
_LARGEST = _KEPT_BYTES // 100
_THREADS = 2  # an answer computes and never waits: more only take turns


class Answers:
    """Asks for one app: each answer is counted once, whoever makes it."""

    def __init__(self, current: Current, workers: Workers | None = None) -> None:
        self._current = current
        self._workers = workers
        self._kept = KeptAnswers()
        self._threads = ThreadPoolExecutor(_THREADS, "answers")

    async def ask(self, name: str, arguments: Mapping[str, object], channel: str = "rest") -> Answered:
        """The answer of that public name, asked through that channel."""
        now = self._current.now
        question = json.dumps([name, arguments]).encode()  # not orjson's, which has no whole numbers of 80 digits
        keeps = not any(arguments.get(one) for one in _PERSONAL)
        found = self._kept.get(now.revision, question) if keeps else None
        if found is None:
            found = await self._workers.ask(question, now.revision) if self._workers is not None else None
            if found is None:
                loop = asyncio.get_running_loop()
                found = await loop.run_in_executor(self._threads, answered, now.service, name, arguments)
            if keeps and found.status != FAILED_HERE and self._current.now.revision == now.revision:
                self._kept.put(now.revision, question, found)
        self._current.monitoring.note(name, channel, found.outcome, found.seconds)
        return found


class KeptAnswers:
    """Answers of one revision by their question, those that were asked for last; another revision begins anew."""

    def __init__(self, most: int = _KEPT, most_bytes: int = _KEPT_BYTES) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._revision = ""
        self._bytes = 0
        self._answers: OrderedDict[bytes, Answered] = OrderedDict()

    def get(self, revision: str, question: bytes) -> Answered | None:
        """The answer of that revision, None where it is not kept."""
        if revision != self._revision:
            return None
        found = self._answers.get(question)
        if found is not None:
            self._answers.move_to_end(question)
        return found

    def put(self, revision: str, question: bytes, answer: Answered) -> None:
        """Keep an answer of a revision."""
        if revision != self._revision:
            self._revision, self._bytes = revision, 0
            self._answers.clear()
        if len(answer.packed) > _LARGEST or question in self._answers:
            return
        self._answers[question] = answer._replace(seconds=0.0)
        self._bytes += len(question) + len(answer.packed)
        while len(self._answers) > self._most or self._bytes > self._most_bytes:
            asked, oldest = self._answers.popitem(last=False)
            self._bytes -= len(asked) + len(oldest.packed)
