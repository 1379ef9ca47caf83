"""The terminal: `python -m recsys COMMAND`. Every answer takes `--json` for programs.

A command is a function in a module of this folder; MODULES makes it known, in the order of the help.
"""

import sys
from collections.abc import Iterator, Mapping
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import typer
from typer.core import TyperGroup

from recsys.errors import RecsysError
from recsys.settings import HELP

# The module of each command, imported when it is asked for: all of them take a second.
MODULES = {
    "fetch": "fetch",
    "build": "make",
    "refresh": "refresh",
    "stage": "make",
    "log": "make",
    "evaluate": "suites",
    "lists": "lists",
    "batch": "batch",
    "questions": "questions",
    "push": "publish",
    "pull": "publish",
    "diff": "publish",
    "deploy": "publish",
    "export": "export",
    "recommend": "ask",
    "recomendacion": "ask",
    "fit": "ask",
    "for-user": "ask",
    "for-group": "ask",
    "watchlist": "ask",
    "following": "ask",
    "to-rate": "ask",
    "search": "ask",
    "ask": "words",
    "import": "imports",
    "query": "ask",
    "serve": "serve",
}
_BUILDING = ("build", "refresh", "stage", "log", "evaluate", "lists", "batch", "questions")


_plain = partial(typer.Typer, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


class _Commands(Mapping[str, Any]):
    """The commands that are installed, by name: to serve, neither the rooms that build and measure nor their libraries
    are needed.
    """

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - of a module that typer keeps to itself
        if name not in list(self):
            raise KeyError(name)
        module, function = import_module(f"recsys.cli.{MODULES[name]}"), name.replace("-", "_")
        alone = _plain()
        # Where Python keeps a name to itself, a line stands behind it.
        alone.command(name)(getattr(module, function, None) or getattr(module, f"{function}_"))
        return typer.main.get_command(alone)

    def __iter__(self) -> Iterator[str]:
        builds = find_spec("recsys.build") and find_spec("recsys.research")
        return (name for name in MODULES if builds or name not in _BUILDING)

    def __len__(self) -> int:
        return len(list(iter(self)))


class _Group(TyperGroup):
    """Commands that are made when they are asked for."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - typer's
        super().__init__(**settings)
        self.commands = _Commands()  # type: ignore[assignment]  # nothing is added to them


app = _plain(
    cls=_Group,
    help="What to watch tonight, on the services you pay for.",
    epilog="Environment: " + "; ".join(f"{name}: {meaning}" for name, meaning in HELP.items()),
    no_args_is_help=True,
)
app.callback()(lambda: None)  # typer asks for a command or this


def main() -> None:
    """Run a command; an error is one line on standard error and exit status 1."""
    try:
        app()
    except RecsysError as error:
        sys.stderr.write(f"butaca: {error}\n")
        sys.exit(1)
