"""The command that compares engines and libraries; an installation that only serves lacks what it needs."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from recsys.cli.console import console
from recsys.cli.output import Json, progress_bar, show
from recsys.research.suites.run import NAMES, Report
from recsys.research.suites.run import count_steps as count_suite_steps
from recsys.research.suites.run import evaluate as evaluate_suite
from recsys.settings import Settings

Data = Annotated[Path | None, typer.Option(help="The folder of raw data; RECSYS_DATA unless given.")]


def evaluate(
    suite: Annotated[str, typer.Option(help=f"Which comparison: {', '.join(NAMES)}.")],
    data: Data = None,
    out: Annotated[Path, typer.Option(help="Where the tables go, as JSON and Markdown.")] = Path("build/evaluation"),
    as_json: Json = False,
) -> None:
    """Compare engines and other libraries on held-out ratings."""
    folder = data or Settings.from_environment().data
    with progress_bar(count_suite_steps(suite)) as progress:
        report = evaluate_suite(suite, folder, out, progress=progress)
    show(report, show_evaluation, as_json)
    if not as_json:
        typer.echo(f"Tables: {out / suite}.md and {out / suite}.json")


def show_evaluation(report: Report) -> None:
    """The tables of a suite, each below its split."""
    console.print(f"{report.suite}: {report.summary}")
    for table in report.report_tables():
        console.print(f"\n{table.name}: {table.words}")
        name, *figures = table.columns
        printed = Table(name, *(Column(figure, justify="right") for figure in figures), box=None)
        for row in table.rows:
            printed.add_row(*row)
        console.print(printed)
        for note in table.notes:
            console.print(note)
