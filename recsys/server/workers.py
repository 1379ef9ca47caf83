"""The processes that make answers, as the one that serves sees them.

They come to a socket of this machine and say of which revision they answer; each is sent questions, and sends their
answers back in order. `recsys.server.family` starts them, and another where one ends.
"""

import asyncio
import struct
from collections import deque
from pathlib import Path

from recsys.server.answered import Answered, failed_here
from recsys.serving.monitoring import ANSWERED, FAILED, REFUSED

LENGTH = struct.Struct("!I")  # bytes of what follows
ANSWER = struct.Struct("!HBd")  # status, outcome, seconds; then the body
OUTCOMES = (ANSWERED, REFUSED, FAILED)
# Questions that a worker has at a time: the one that it answers, and the next, so that it need not wait for it.
_AT_A_TIME = 2
_TRIES = 3  # of a question: one that ends a worker shall not end all, and two workers may end by something else


class _Worker:
    """A process that answers; `due` are the answers that it owes."""

    def __init__(self, revision: str, writer: asyncio.StreamWriter) -> None:
        self.revision = revision
        self.due: deque[asyncio.Future[Answered]] = deque()
        self._writer = writer

    def ask(self, question: bytes) -> "asyncio.Future[Answered]":
        """Send it a question."""
        answer: asyncio.Future[Answered] = asyncio.get_running_loop().create_future()
        self.due.append(answer)
        self._writer.write(LENGTH.pack(len(question)) + question)
        return answer

    def dismiss(self) -> None:
        """Let it go once it has answered what it was asked."""
        if not self.due:
            self._writer.close()


class Workers:
    """Asks them, each question whoever has least to do."""

    def __init__(self, address: Path) -> None:
        self._address = address
        self._server: asyncio.Server | None = None
        self._there: list[_Worker] = []
        self._waiting: deque[asyncio.Future[None]] = deque()  # questions, until a worker has a place

    async def start(self) -> None:
        """Let workers come."""
        self._server = await asyncio.start_unix_server(self._joined, self._address)

    def stop(self) -> None:
        """Let all of them go."""
        if self._server is not None:
            self._server.close()
        for worker in self._there:
            worker.dismiss()

    async def ask(self, question: bytes, revision: str) -> Answered | None:
        """The answer of a worker of that revision; None where there is none."""
        for _ in range(_TRIES):
            worker = await self._free(revision)
            if worker is None:
                return None
            try:
                return await worker.ask(question)
            except ConnectionError:
                continue
            finally:
                self._next()
        return failed_here()

    async def _free(self, revision: str) -> _Worker | None:
        """The worker with least to do, once it has a place; in the order of who waits."""
        waited = False
        while True:
            worker = self._least_busy(revision)
            if worker is None or (len(worker.due) < _AT_A_TIME and (waited or not self._waiting)):
                return worker
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            if waited:  # somebody was faster
                self._waiting.appendleft(turn)
            else:
                self._waiting.append(turn)
            await turn
            waited = True

    def _least_busy(self, revision: str) -> _Worker | None:
        for worker in self._there:
            if worker.revision != revision:
                worker.dismiss()
        fitting = (worker for worker in self._there if worker.revision == revision)
        return min(fitting, key=lambda worker: len(worker.due), default=None)

    def _next(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read what a worker sends, from its coming to its end."""
        worker: _Worker | None = None
        try:
            worker = _Worker((await _frame(reader)).decode(), writer)
            self._there.append(worker)
            for _ in range(_AT_A_TIME):
                self._next()
            while True:
                answer = await _frame(reader)
                status, outcome, seconds = ANSWER.unpack_from(answer)
                due = worker.due.popleft()
                if not due.done():
                    due.set_result(Answered(status, answer[ANSWER.size :], OUTCOMES[outcome], seconds))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
            if worker is not None:
                self._there.remove(worker)
                for due in worker.due:
                    if not due.done():
                        due.set_exception(ConnectionError("the process that was asked has ended"))
            # Nobody waits for who is not there: each looks again.
            for turn in self._waiting:
                if not turn.done():
                    turn.set_result(None)
            self._waiting.clear()


async def _frame(reader: asyncio.StreamReader) -> bytes:
    (length,) = LENGTH.unpack(await reader.readexactly(LENGTH.size))
    return await reader.readexactly(length)
