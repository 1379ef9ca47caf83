"""The processes of the app: one that serves, those that make answers, and the one that they are all forked from.

    parent ── loads the bundle, asks it everything once, and forks; waits, has no threads
      ├── front ── serves over HTTP, has Gradio and the page
      └── workers ── one for each processor: a question comes, an answer goes

What the parent loaded is theirs too, and none of it is copied as long as nobody writes there. Whoever of the workers
ends is forked again, of what the parent holds; the front's end is the app's. Where the front moves to another bundle it
tells the parent, which loads that and forks workers of it, while the front answers by itself.
"""

import contextlib
import ctypes
import json
import os
import select
import signal
import socket
import sys
import time
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple, NoReturn

from recsys.progress import Progress
from recsys.server.answered import answered
from recsys.server.watch import SIGNAL, free
from recsys.server.workers import ANSWER, LENGTH, OUTCOMES
from recsys.serving.current import Current
from recsys.serving.service import Service

CAN_FORK = sys.platform == "linux"
_MOST_WORKERS = 4  # each holds 20 MB of its own
_SECONDS_TO_END = 9
_PAUSE = 0.2  # seconds before a worker is forked again
_REVISION_BYTES = 200
_PR_SET_PDEATHSIG = 1  # as prctl.h has it


class Family(NamedTuple):
    """What the front has of the others: where workers come to, and a socket to the parent."""

    address: Path
    parent: socket.socket

    def moved(self, revision: str) -> None:
        """Tell the parent that another revision is served from now on."""
        self.parent.send(revision.encode())


def fork_family(
    current: Current,
    load: Callable[[str], tuple[Service, str]],
    listener: socket.socket,
    begun: Callable[[], None],
    tell: Progress,
) -> Family:
    """Become a family: this returns in the front alone.

    `load` is the service of a revision, and which it has become; `begun` is called in the parent once there is a front,
    `listener` is what that serves on. Call it in the main thread, while there is no other thread of Python's.
    """
    address = Path(mkdtemp(prefix="butaca-")) / "workers"
    here, there = socket.socketpair()
    sys.stdout.flush()
    sys.stderr.flush()
    with signals_held():
        # Until each has its own: none of these shall end a child.
        for number in (signal.SIGTERM, signal.SIGINT, getattr(signal, SIGNAL), signal.SIGCHLD):
            signal.signal(number, lambda *_: None)
        front = os.fork()
        if front:
            there.close()
            listener.close()
            parent = _Parent(front, address, here, current, load, tell)
        else:
            end_with_parent()
            here.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGTERM, signal.default_int_handler)
    if front:
        begun()
        parent.run()
    return Family(address, there)


@contextlib.contextmanager
def signals_held() -> Iterator[None]:
    """Let signals that come meanwhile wait, here and in what is forked meanwhile, until this ends there.

    A signal that comes to a child before Python runs in it is forgotten there.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Parent:
    """Forks workers and waits for what happens."""

    def __init__(
        self,
        front: int,
        address: Path,
        told: socket.socket,
        current: Current,
        load: Callable[[str], tuple[Service, str]],
        tell: Progress,
    ) -> None:
        self._front = front
        self._address = address
        self._told = told
        self._current = current
        self._load = load
        self._tell = tell
        self._workers: set[int] = set()
        self._ending = 0.0  # when whoever is left is killed; 0: nobody ends
        self._awake, self._wakes = socket.socketpair()  # signals come here
        for end in (self._awake, self._wakes):
            end.setblocking(False)
        signal.set_wakeup_fd(self._wakes.fileno())

    def run(self) -> NoReturn:
        """Until the front has ended, with its status."""
        awake = self._awake
        self._fork_workers()
        status = None
        while status is None:
            left = max(0.0, self._ending - time.monotonic()) if self._ending else None
            ready, _, _ = select.select([awake, self._told] if not self._ending else [awake], [], [], left)
            if self._ending and not ready:
                os.kill(self._front, signal.SIGKILL)
            for number in awake.recv(4096) if awake in ready else b"":
                self._signalled(number)
            if self._told in ready and not self._ending and (revision := self._told.recv(_REVISION_BYTES)):
                self._move(revision.decode())
            status = self._reap()
        with contextlib.suppress(OSError):
            self._address.unlink(missing_ok=True)
            self._address.parent.rmdir()
        signal.set_wakeup_fd(-1)  # nobody reads there any more
        for worker in self._workers:
            os.kill(worker, signal.SIGKILL)
        sys.exit(status)

    def _signalled(self, number: int) -> None:
        if number in (signal.SIGTERM, signal.SIGINT):
            self._ending = time.monotonic() + _SECONDS_TO_END
            os.kill(self._front, signal.SIGTERM)
        elif number == getattr(signal, SIGNAL):
            os.kill(self._front, number)

    def _reap(self) -> int | None:
        """The status of the front where it has ended; a worker that was not let go is forked again."""
        while True:
            try:
                pid, ended = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return 1
            if not pid:
                return None
            status = os.waitstatus_to_exitcode(ended)
            if pid == self._front:
                return status if status >= 0 else 128 - status
            if pid in self._workers:
                self._workers.discard(pid)
                if status and not self._ending:
                    self._tell(f"a worker ended (status {status}), another takes its place")
                    time.sleep(_PAUSE)
                    self._fork_worker()

    def _move(self, revision: str) -> None:
        """Load another revision, and fork workers of it; those there are now are let go by the front."""
        before = weakref.ref(self._current.service)
        try:
            service, loaded = self._load(revision)
        except Exception as error:  # noqa: BLE001 - the front answers by itself, as it does until then
            self._tell(f"no workers of revision {revision}: {error}")
            return
        self._current.swap(service, loaded)
        free(before)
        self._fork_workers()

    def _fork_workers(self) -> None:
        for _ in range(min(_MOST_WORKERS, len(os.sched_getaffinity(0)))):
            self._fork_worker()

    def _fork_worker(self) -> None:
        with signals_held():
            pid = os.fork()
            if not pid:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if pid:
            self._workers.add(pid)
            return
        status = 1
        try:
            self._told.close()
            work(self._address, self._current.service, self._current.now.revision)
            status = 0
        finally:
            sys.stderr.flush()
            os._exit(status)


def end_with_parent() -> None:
    """Let the system kill this process when its parent is killed: the port is free then for whoever starts it again."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def work(address: Path, service: Service, revision: str) -> None:
    """Answer what is asked, one question after the other, until whoever asks lets go."""
    with socket.socket(socket.AF_UNIX) as front, front.makefile("rb") as questions:
        _connect(front, address)
        _send(front, revision.encode())
        while length := questions.read(LENGTH.size):
            name, arguments = json.loads(questions.read(*LENGTH.unpack(length)))
            answer = answered(service, name, arguments)
            head = ANSWER.pack(answer.status, OUTCOMES.index(answer.outcome), answer.seconds)
            _send(front, head + answer.packed)


def _connect(front: socket.socket, address: Path) -> None:
    """To the front, which may not be there yet."""
    end = time.monotonic() + _SECONDS_TO_END
    while True:
        try:
            front.connect(str(address))
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.01)
        else:
            return


def _send(front: socket.socket, frame: bytes) -> None:
    front.sendall(LENGTH.pack(len(frame)) + frame)
