"""The terminal: `python -m recsys COMMAND`. Every answer takes `--json` for programs."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as ProgressBar

from recsys import console
from recsys.data.sample import FOLDER as SAMPLE_DATA
from recsys.errors import InvalidValueError, RecsysError
from recsys.models.engines import ENGINES
from recsys.pipeline import build as build_bundle
from recsys.pipeline import count_steps
from recsys.progress import Progress
from recsys.serving.service import Service, plain
from recsys.settings import HELP, Settings
from recsys.start import open_bundle
from recsys.suites import NAMES, evaluate
from recsys.suites import count_steps as count_suite_steps

app = typer.Typer(
    help="What to watch tonight, on the services you pay for.",
    epilog="Environment: " + "; ".join(f"{name}: {meaning}" for name, meaning in HELP.items()),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
K = Annotated[int, typer.Option("--k", "-k", help="How many results, 1 to 100.")]
Platforms = Annotated[str, typer.Option(help="Only on these services, with commas: netflix,hulu.")]
Type = Annotated[str, typer.Option(help="Only this type: movie or «tv show».")]
Genre = Annotated[str, typer.Option(help="Only this genre, say comedy.")]
YearFrom = Annotated[int | None, typer.Option(help="Released in this year or later.")]
YearTo = Annotated[int | None, typer.Option(help="Released in this year or before.")]
Maturity = Annotated[str, typer.Option(help="At most this maturity: all, 7+, 13+, 16+ or 18+.")]
Ratings = Annotated[list[str] | None, typer.Option(help="A rating of one's own, «Title=4.5»; as often as one likes.")]
Answer = TypeVar("Answer")


@app.command()
def build(
    data: Annotated[Path | None, typer.Option(help="The folder of raw data; RECSYS_DATA unless given.")] = None,
    out: Annotated[Path, typer.Option(help="Where the bundle goes.")] = Path("artifacts/main"),
    seed: Annotated[int, typer.Option(min=0, max=2**32 - 1, help="The only source of randomness.")] = 0,
    sample: Annotated[bool, typer.Option("--sample", help="Build from the embedded sample instead.")] = False,
    engine: Annotated[str | None, typer.Option(help=f"The collaborative engine: {', '.join(ENGINES)}.")] = None,
    as_json: Json = False,
) -> None:
    """Build a bundle from raw data: tidy tables, models, evaluation."""
    folder = SAMPLE_DATA if sample else data or Settings.from_environment().data
    with _progress_bar(count_steps(folder)) as progress:
        report = build_bundle(folder, out, seed, progress, engine)
    _print(report, console.show_build, as_json)
    if not as_json:
        typer.echo(f"Bundle: {out}")


@app.command("evaluate")
def evaluate_suite(
    suite: Annotated[str, typer.Option(help=f"Which comparison: {', '.join(NAMES)}.")],
    data: Annotated[Path | None, typer.Option(help="The folder of raw data; RECSYS_DATA unless given.")] = None,
    out: Annotated[Path, typer.Option(help="Where the tables go, as JSON and Markdown.")] = Path("build/evaluation"),
    as_json: Json = False,
) -> None:
    """Compare engines and other libraries on held-out ratings."""
    folder = data or Settings.from_environment().data
    with _progress_bar(count_suite_steps(suite)) as progress:
        report = evaluate(suite, folder, out, progress=progress)
    _print(report, console.show_evaluation, as_json)
    if not as_json:
        typer.echo(f"Tables: {out / suite}.md and {out / suite}.json")


@app.command()
def recommend(
    title: str,
    k: K = 5,
    platforms: Platforms = "",
    type: Type = "",
    genre: Genre = "",
    year_from: YearFrom = None,
    year_to: YearTo = None,
    maturity: Maturity = "",
    as_json: Json = False,
) -> None:
    """Titles like this one, best first."""
    limits = (_split(platforms), type, genre, year_from, year_to, maturity)
    _print(_service().recommend(title, k, *limits), console.show_recommendations, as_json)


@app.command()
def recomendacion(titulo: str, as_json: Json = False) -> None:
    """The plain list: the titles of the five works most like this one."""
    _print(_service().recomendacion(titulo), console.show_answer, as_json)


@app.command()
def fit(
    user_id: Annotated[str, typer.Argument(help="A user of the ratings; «» for a visitor.")],
    title: str,
    rating: Ratings = None,
    as_json: Json = False,
) -> None:
    """How well a title suits a user, or whoever gives some ratings."""
    _print(_service().fit(user_id, title, rating), console.show_fit, as_json)


@app.command()
def for_user(
    user_id: Annotated[str, typer.Argument(help="A user of the ratings; left out for a visitor.")] = "",
    k: K = 10,
    platforms: Platforms = "",
    type: Type = "",
    genre: Genre = "",
    year_from: YearFrom = None,
    year_to: YearTo = None,
    maturity: Maturity = "",
    rating: Ratings = None,
    diversity: Annotated[float, typer.Option(help="From 0, the best first, to 1, as varied as can be.")] = 0.0,
    as_json: Json = False,
) -> None:
    """The unseen titles that somebody is likeliest to choose and like, best first."""
    limits = (_split(platforms), type, genre, year_from, year_to, maturity)
    _print(_service().for_user(user_id, k, *limits, rating, diversity), console.show_for_user, as_json)


@app.command()
def search(text: str, k: K = 10, as_json: Json = False) -> None:
    """Titles by an inexact spelling, nearest first."""
    _print(_service().search(text, k), console.show_works, as_json)


@app.command()
def query(
    name: Annotated[str, typer.Argument(help="Its public name, say platforms_get_count_platform.")],
    arguments: Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="Its arguments.")] = None,
    as_json: Json = False,
) -> None:
    """Ask one of the catalogue's query functions."""
    given = dict(_pair(argument) for argument in arguments or ())
    _print(_service().ask(name, **given), console.show_answer, as_json)


@app.command()
def serve() -> None:
    """Serve the web page and the API (HOST and PORT say where)."""
    from recsys.launch import launch  # two seconds that no other command needs to wait

    launch()


def main() -> None:
    """Run a command; an error is one line on standard error and exit status 1."""
    try:
        app()
    except RecsysError as error:
        sys.stderr.write(f"butaca: {error}\n")
        sys.exit(1)


def _service() -> Service:
    return Service(open_bundle(Settings.from_environment()))


def _print(answer: Answer, show: Callable[[Answer], None], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(plain(answer), ensure_ascii=False, indent=2))
    else:
        show(answer)


def _split(platforms: str) -> list[str]:
    return [part for part in platforms.split(",") if part.strip()]


def _pair(argument: str) -> tuple[str, str]:
    key, equals, value = argument.partition("=")
    if not equals:
        raise InvalidValueError("arguments", "an argument must be written key=value", argument)
    return key, value


@contextmanager
def _progress_bar(steps: int) -> Iterator[Progress]:
    """A bar on standard error, so that standard output holds the answer alone."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with ProgressBar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("starting", total=steps)

        def step(words: str) -> None:
            done = 0 if bar.tasks[0].description == "starting" else 1
            bar.update(task, description=words, advance=done)

        try:
            yield step
        except RecsysError:
            # Where nobody watches a bar move (a log, a program), the error's line stands alone.
            bar.console.quiet = not bar.console.is_terminal
            raise
        bar.update(task, description="done", completed=steps)
