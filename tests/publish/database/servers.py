"""Database servers of one's own: started in a temporary folder, reached through a socket in it."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

_PLACES = [
    *os.environ.get("PATH", "").split(os.pathsep),
    "/usr/sbin",
    *map(str, Path("/usr/lib/postgresql").glob("*/bin")),
]
_PATIENCE = 90  # seconds for a server to answer


class NoServerError(Exception):
    """The server cannot be started here; the message says why."""


class Server(NamedTuple):
    """A server that runs: the URL of a database of its own, and of any other by name."""

    first: str
    named: Callable[[str], str]

    def database(self, name: str) -> str:
        """The URL of a new, empty database."""
        engine = create_engine(self.first, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}")
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        engine.dispose()
        return self.named(name)


@contextlib.contextmanager
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server that ends with the block."""
    initdb, postgres = _program("initdb", "postgresql"), _program("postgres", "postgresql")
    with _folder() as folder:
        data, user = folder / "data", _user("postgres")
        _run([*user, initdb, "-D", data, "-A", "trust", "-U", "butaca", "--locale=C.UTF-8", "--no-sync"], folder)
        server = Server(
            f"postgresql+psycopg://butaca@/postgres?host={folder}",
            lambda name: f"postgresql://butaca@/{name}?host={folder}",
        )
        quickly = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        command: list[str | Path] = [*user, postgres, "-D", data, "-k", folder, "-c", "listen_addresses=", *quickly]
        with _served(command, server, folder / ".s.PGSQL.5432"):
            yield server


@contextlib.contextmanager
def mariadb() -> Iterator[Server]:
    """A MariaDB server that ends with the block."""
    install, mariadbd = _program("mariadb-install-db", "mariadb-server"), _program("mariadbd", "mariadb-server")
    with _folder() as folder:
        data, entrance, user = f"--datadir={folder / 'data'}", folder / "socket", _user("mysql")
        normal = ["--auth-root-authentication-method=normal", "--skip-test-db"]
        _run([*user, install, "--no-defaults", data, *normal], folder)
        server = Server(
            f"mysql+pymysql://root@localhost/mysql?unix_socket={entrance}",
            lambda name: f"mysql://root@localhost/{name}?unix_socket={entrance}",
        )
        quickly = ["--debug-no-sync", "--innodb-file-per-table=0"]
        command = [*user, mariadbd, "--no-defaults", data, f"--socket={entrance}", "--skip-networking", *quickly]
        with _served(command, server, entrance):
            yield server


def _program(name: str, package: str) -> str:
    found = shutil.which(name, path=os.pathsep.join(_PLACES))
    if found is None:
        raise NoServerError(f"no {name}: install Debian's {package}")
    return found


def _user(name: str) -> list[str]:
    """What runs a command, and ends it when we end: as the server's own user where we are root, whom servers refuse."""
    mortal = ["setpriv", "--pdeathsig=QUIT"]
    if os.geteuid() != 0:
        return [*mortal, "--"]
    try:
        pwd.getpwnam(name)
    except KeyError as error:
        raise NoServerError(f"no user {name} to run the server as") from error
    return [*mortal, f"--reuid={name}", f"--regid={name}", "--clear-groups", "--"]


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """A folder that any user may write to: pytest's own are closed to others, and too long for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="butaca-", dir="/tmp"))
    folder.chmod(0o777)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _run(command: Sequence[str | Path], folder: Path) -> None:
    done = subprocess.run(
        command, capture_output=True, check=False, cwd=folder, env=_apart(folder), encoding="utf-8", errors="replace"
    )
    if done.returncode:
        raise NoServerError(f"{command[-1]} failed: {(done.stderr or done.stdout)[-500:]}")


def _apart(folder: Path) -> dict[str, str]:
    """Temporary files of its own: a MariaDB that starts deletes what others have in theirs."""
    return {**os.environ, "TMPDIR": str(folder)}


@contextlib.contextmanager
def _served(command: Sequence[str | Path], server: Server, entrance: Path) -> Iterator[None]:
    log = entrance.parent / "log"
    env = _apart(entrance.parent)
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output, env=env) as process:
        try:
            end = time.monotonic() + _PATIENCE
            while not _answers(server, entrance):
                if process.poll() is not None or time.monotonic() > end:
                    raise NoServerError(f"{command[-1]} failed: {log.read_text(errors='replace')[-500:]}")
                time.sleep(0.05)
            yield
        finally:
            process.send_signal(signal.SIGQUIT)  # at once, whoever may still be connected


def _answers(server: Server, entrance: Path) -> bool:
    # The bare socket first: PyMySQL forgets to close one that leads nowhere.
    with socket.socket(socket.AF_UNIX) as bare:
        if bare.connect_ex(str(entrance)):
            return False
    engine = create_engine(server.first)
    try:
        engine.connect().close()
    except OperationalError:  # it is there, and still starting
        return False
    finally:
        engine.dispose()
    return True
