"""From settings to a served page."""

import ctypes
import logging
import os
import platform
import signal
import socket
import sys

import pyarrow as pa
from threadpoolctl import threadpool_limits

from recsys.bundle.mapped import forget_read
from recsys.errors import RecsysError
from recsys.server.bundles import Source, source_of
from recsys.server.early import Early
from recsys.server.family import CAN_FORK, Family, fork_family
from recsys.server.front import Front, Server, listening
from recsys.server.logs import log, log_to_stderr
from recsys.server.start import open_bundle
from recsys.server.stubs import without_stubs
from recsys.server.watch import Watcher, freeze
from recsys.server.workers import Workers
from recsys.serving.current import Current
from recsys.serving.service import Service
from recsys.settings import Settings

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # as malloc.h has them


def launch() -> None:
    """Load the bundle, and serve it, with the page, until somebody stops it. An error is one line and status 1."""
    # A container stops its first process so, which ignores what it does not handle. Gradio ends well on an interrupt.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # Arrow's own pool keeps what it once needed; the system's gives back 40 MB of a real bundle's 310.
    pa.set_memory_pool(pa.system_memory_pool())
    _give_back_what_is_freed()
    # An answer's products are small: threads within one cost more than they bring, and answers run side by side.
    threadpool_limits(1)
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # also for what of Gradio asks nobody else
    log_to_stderr(Settings.log)
    try:
        settings = Settings.from_environment()
        log_to_stderr(settings.log)
        found, source = open_bundle(settings, _tell), source_of(settings)
        listener = listening(settings)
        early = Early(found.served(Service(found.bundle, settings.posters)), settings, listener) if CAN_FORK else None
        # Not before: the first answer would wait for what is put into files.
        current = found.served(found.service(settings.posters))
        del found
        serve(
            current, source, settings, listener, _family(current, source, settings, listener, early) if early else None
        )
    except RecsysError as error:
        sys.stderr.write(f"butaca: {error}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        _tell("stopped before it was up")


def _family(current: Current, source: Source, settings: Settings, listener: socket.socket, early: Early) -> Family:
    """Become a family, of which the front goes on here; until then another process answers."""
    try:
        warm(current.service)
    except BaseException:
        early.end()
        raise

    def load(revision: str) -> tuple[Service, str]:
        found = source.fetch(revision)
        service = found.service(settings.posters)
        warm(service)
        return service, found.revision

    return fork_family(current, load, listener, early.end, _tell)


def _give_back_what_is_freed() -> None:
    """Let glibc, where it is the C library, take arrays of a megabyte from the system and return them there.

    By itself it raises that bound to the largest array ever freed, and opens eight heaps a core for the threads: a
    real bundle's app holds 45 MB more.
    """
    if platform.libc_ver()[0] == "glibc":
        libc = ctypes.CDLL(None)
        libc.mallopt(_M_MMAP_THRESHOLD, 2**20)
        libc.mallopt(_M_ARENA_MAX, 2)


def serve(
    current: Current, source: Source, settings: Settings, listener: socket.socket, family: Family | None = None
) -> None:
    """Serve the answers, then the page with its API and as an MCP server, and whatever newer bundle comes."""
    if family is None:
        warm(current.service)
    server = Server(Front(current, settings, Workers(family.address) if family is not None else None), listener)
    server.start()
    moved = {"moved": family.moved} if family is not None else {}
    Watcher(current, source, _tell, **moved).start(settings.watch_seconds)
    with without_stubs():
        from recsys.server.page import launch_page  # Gradio, which takes longer to import than a bundle to load

    launch_page(current, settings, server)


def warm(service: Service) -> None:
    """Make what answers need, and keep it out of the garbage collector's way."""
    service.warm_up()
    forget_read()
    freeze()


def _tell(step: str) -> None:
    log(logging.INFO, step)
