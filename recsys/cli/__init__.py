"""The terminal: `python -m recsys COMMAND`. Every answer takes `--json` for programs.

A command is a function in a module of this folder; MODULES makes it known, in the order of the help.
"""

import sys
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


class Commands(TyperGroup):
    """The commands by name."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - typer's
        """All that are installed: to serve, neither the rooms that build and measure nor their libraries are needed."""
        builds = find_spec("recsys.build") and find_spec("recsys.research")
        return [name for name in MODULES if builds or name not in _BUILDING]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 - typer's
        """The command of that name, None for another."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module, function = import_module(f"recsys.cli.{MODULES[cmd_name]}"), cmd_name.replace("-", "_")
        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
        # Where Python keeps a name to itself, a line stands behind it.
        alone.command(cmd_name)(getattr(module, function, None) or getattr(module, f"{function}_"))
        return typer.main.get_command(alone)


app = typer.Typer(
    cls=Commands,
    help="What to watch tonight, on the services you pay for.",
    epilog="Environment: " + "; ".join(f"{name}: {meaning}" for name, meaning in HELP.items()),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.callback()(lambda: None)  # typer asks for a command or this


def main() -> None:
    """Run a command; an error is one line on standard error and exit status 1."""
    try:
        app()
    except RecsysError as error:
        sys.stderr.write(f"butaca: {error}\n")
        sys.exit(1)
