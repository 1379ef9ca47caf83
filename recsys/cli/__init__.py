"""The terminal: `python -m recsys COMMAND`. Every answer takes `--json` for programs.

A command is a function in a module of this folder; COMMANDS makes it known, in the order of the help.
"""

import sys
from collections.abc import Callable
from importlib.util import find_spec

import typer

from recsys.cli.ask import (
    fit,
    following,
    for_group,
    for_user,
    query,
    recomendacion,
    recommend,
    search,
    to_rate,
    watchlist,
)
from recsys.cli.export import export
from recsys.cli.fetch import fetch
from recsys.cli.imports import import_
from recsys.cli.publish import deploy, diff, pull, push
from recsys.cli.serve import serve
from recsys.cli.words import ask
from recsys.errors import RecsysError
from recsys.settings import HELP

COMMANDS: tuple[Callable[..., None], ...] = (
    fetch,
    push,
    pull,
    diff,
    deploy,
    export,
    recommend,
    recomendacion,
    fit,
    for_user,
    for_group,
    watchlist,
    following,
    to_rate,
    search,
    ask,
    import_,
    query,
    serve,
)
# An installation that only serves has neither the rooms that build and measure nor their libraries.
if find_spec("recsys.build") and find_spec("recsys.research"):
    from recsys.cli.batch import batch
    from recsys.cli.lists import lists
    from recsys.cli.make import build, log, stage
    from recsys.cli.questions import questions
    from recsys.cli.refresh import refresh
    from recsys.cli.suites import evaluate

    first, *others = COMMANDS
    COMMANDS = (first, build, refresh, stage, log, evaluate, lists, batch, questions, *others)

app = typer.Typer(
    help="What to watch tonight, on the services you pay for.",
    epilog="Environment: " + "; ".join(f"{name}: {meaning}" for name, meaning in HELP.items()),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in COMMANDS:
    # Behind the name of one that Python keeps to itself stands a line.
    app.command(command.__name__.rstrip("_").replace("_", "-"))(command)


def main() -> None:
    """Run a command; an error is one line on standard error and exit status 1."""
    try:
        app()
    except RecsysError as error:
        sys.stderr.write(f"butaca: {error}\n")
        sys.exit(1)
