"""Moving to a newer bundle while the app answers: looked for now and then, or when somebody tells.

What is new is brought and verified while the old one is served, asked a few questions, and takes its place in one
assignment. Whatever is wrong with it, the old one keeps serving.

Somebody tells by a signal, `kill -USR1`: that needs no secret, and nobody on the network can make the app work. Not
SIGHUP, which ends a program whose terminal is closed, and shall.
"""

import ctypes
import gc
import signal
import threading
import time
import weakref
from collections.abc import Callable
from datetime import UTC, datetime

from recsys.bundle.mapped import forget_read
from recsys.errors import HubError, RecsysError
from recsys.progress import Progress, silent
from recsys.server.bundles import Source
from recsys.serving.current import Current, Refusal
from recsys.serving.service import Service

SIGNAL = "SIGUSR1"  # not every system has it
_ROUNDS = 10  # of looking whether the last question to a service that was replaced is answered, a second each


class Watcher:
    """Looks whether the source has another revision than the one being served, and moves to it."""

    def __init__(
        self,
        current: Current,
        source: Source,
        tell: Progress = silent,
        moved: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`moved` is told each revision that is served from then on."""
        self._current = current
        self._moved = moved
        self._source = source
        self._tell = tell
        self._checked = current.now.copied or current.now.since
        self._told = threading.Event()

    def start(self, seconds: int | None) -> None:
        """Look every so many seconds (None: never) and whenever the signal comes, in a thread of its own.

        Call it in the main thread, which alone may listen to signals.
        """
        if hasattr(signal, SIGNAL):
            signal.signal(getattr(signal, SIGNAL), lambda *_: self._told.set())
        # A daemon: nobody waits for it to stop the app.
        threading.Thread(target=self._run, args=(seconds,), name="watcher", daemon=True).start()

    def look(self, *, told: bool = False) -> None:
        """Move to the revision that there is now, if it is another one.

        One that was refused is tried again where somebody tells, or what it holds may have changed.
        """
        revision = "unknown"
        try:
            revision = self._source.latest()
            self._checked = datetime.now(UTC)
            if revision != self._current.now.revision and (told or not self._known_as_bad(revision)):
                self._swap(revision)
        except HubError as error:
            self._away(error)
        except Exception as error:  # noqa: BLE001 - whatever a new bundle breaks, the old one keeps serving
            self._refuse(revision, error)
        else:
            self._current.say_copied(None)

    def _known_as_bad(self, revision: str) -> bool:
        refused = self._current.last_refused
        return refused is not None and refused.revision == revision and self._source.lasting

    def _swap(self, revision: str) -> None:
        found = self._source.fetch(revision, self._tell)
        service = found.service(self._current.service.posters)
        service.warm_up()
        forget_read()
        self._current.swap(service, found.revision, found.name)
        self._moved(found.revision)
        self._current.monitoring.moved("served")
        self._tell(f"revision {found.revision} of {found.name} is served from now on")

    def _away(self, error: HubError) -> None:
        if self._current.now.copied is None:
            self._tell(f"{error} Revision {self._current.now.revision} is served on.")
        self._current.say_copied(self._checked)
        self._current.monitoring.moved("away")

    def _refuse(self, revision: str, error: Exception) -> None:
        self._current.say_copied(None)
        reason = str(error) if isinstance(error, RecsysError) else f"its answers fail: {error!r}"
        last = self._current.last_refused
        if last is None or (last.revision, last.reason) != (revision, reason):
            self._tell(f"revision {revision} is refused, {self._current.now.revision} is served on: {reason}")
        self._current.last_refused = Refusal(revision, reason)
        self._current.monitoring.moved("refused")

    def _run(self, seconds: int | None) -> None:
        while True:
            told = self._told.wait(seconds)
            self._told.clear()
            before = weakref.ref(self._current.service)
            self.look(told=told)
            if before() is not self._current.service:
                free(before)


def freeze() -> None:
    """Keep what is there now out of the garbage collector's way: each of its rounds would walk all of it.

    A real bundle's 250,000 objects, while everybody waits 0.15 s.
    """
    gc.collect()
    gc.freeze()


def free(service: "weakref.ref[Service]") -> None:
    """Free a service that was replaced, once nobody asks it any more, and give its memory to the system.

    A service refers to itself, and glibc keeps what is freed in small pieces: without this an app on the four
    catalogues held 990 MB after some moves in place of 570.
    """
    gc.unfreeze()
    for _ in range(_ROUNDS):
        gc.collect()
        if service() is None:
            break
        time.sleep(1)
    freeze()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
