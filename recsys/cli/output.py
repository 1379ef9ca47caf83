"""What every command prints: the answer on standard output, how far the work is on standard error."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as ProgressBar

from recsys.errors import RecsysError
from recsys.progress import FURTHER, Progress
from recsys.serving.service import plain

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Answer = TypeVar("Answer")


def show(answer: Answer, for_people: Callable[[Answer], None], as_json: bool) -> None:
    """Print an answer as JSON, or the way that is for people."""
    if as_json:
        typer.echo(json.dumps(plain(answer), ensure_ascii=False, indent=2))
    else:
        for_people(answer)


@contextmanager
def progress_bar(steps: int) -> Iterator[Progress]:
    """A bar on standard error, so that standard output holds the answer alone."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with ProgressBar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("starting", total=steps)

        def step(words: str) -> None:
            done = 0 if bar.tasks[0].description == "starting" or FURTHER in words else 1
            bar.update(task, description=words, advance=done)

        try:
            yield step
        except RecsysError:
            # Where nobody watches a bar move (a log, a program), the error's line stands alone.
            bar.console.quiet = not bar.console.is_terminal
            raise
        bar.update(task, description="done", completed=steps)
