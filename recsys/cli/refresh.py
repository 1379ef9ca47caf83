"""The command that brings what is served up to date."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from recsys.cli import tell
from recsys.cli.console import console
from recsys.cli.make import Data, Engine, Seed, TrainOn, taught_by
from recsys.cli.output import Json, show
from recsys.publish.hub.reference import repository_name
from recsys.publish.refresh.fetching import FETCHERS, Asked
from recsys.publish.refresh.judge import Judgement, Limits
from recsys.publish.refresh.run import PUBLISHED, REFUSED, Plan, Refreshed
from recsys.publish.refresh.run import refresh as run_refresh
from recsys.settings import Settings

NOT_AS_GOOD = 4  # exit status


def refresh(
    data: Data = None,
    artifacts: Annotated[
        Path | None, typer.Option(help="The folder of bundles; RECSYS_ARTIFACTS unless given.")
    ] = None,
    fetch: Annotated[
        list[str] | None,
        typer.Option(help=f"What to fetch, of {', '.join(FETCHERS)}, several times; what the data folder has of them."),
    ] = None,
    countries: Annotated[
        str, typer.Option("--country", "--countries", help="Of tmdb: countries, as in MX,BR; those of its last run.")
    ] = "",
    services: Annotated[str, typer.Option(help="Of tmdb: services by their ids; those of its last run.")] = "",
    languages: Annotated[str, typer.Option(help="Of tmdb: languages, as in es,en; those of its last run.")] = "",
    train_on: TrainOn = "none",
    engine: Engine = None,
    seed: Seed = 0,
    push: Annotated[
        str, typer.Option(help="Publish to this repository of the Hub, owner/name, and not to the folder of bundles.")
    ] = "",
    margin: Annotated[
        float, typer.Option(min=0, help="By what share each judged figure may be worse than before.")
    ] = Limits.margin,
    share: Annotated[
        float,
        typer.Option(min=0, max=1, help="What share of works, and of what a service shows in a country, must be left."),
    ] = Limits.share,
    keep: Annotated[int, typer.Option(min=1, help="How many older bundles of refreshes stay in the folder.")] = 3,
    as_json: Json = False,
) -> None:
    """Fetch what changed, build, compare with what is served, and publish the bundle if it is no worse.

    Exit status 0: it was published, or nothing changed and nothing was built. 1: something failed, such as a fetch, or
    another works on the data; what is served stays. 2: an option is wrong. 4: the bundle was refused, what is served
    stays, and it is said why.
    """
    settings = Settings.from_environment()
    asked = Asked(tuple(fetch or ()), _listed(countries), _listed(services), _listed(languages))
    plan = Plan(
        data or settings.data,
        artifacts or settings.artifacts,
        asked,
        repository_name(push) if push else None,
        Limits(margin, share),
        keep,
        seed,
        engine,
        taught_by(train_on),
    )
    refreshed = run_refresh(plan, settings, lambda words: typer.echo(words, err=True))
    show(refreshed, _show, as_json)
    if refreshed.outcome == REFUSED:
        raise typer.Exit(NOT_AS_GOOD)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _show(refreshed: Refreshed) -> None:
    """What was fetched, what moved, how it was judged, and what is served now."""
    for each in refreshed.fetched:
        console.print(f"{each.source}: {each.what}")
        for note in each.notes:
            console.print(f"  {note}")
    for change in refreshed.changes:
        console.print(change)
    if refreshed.comparison is not None:
        tell.show_comparison(refreshed.comparison)
    if refreshed.judgement is not None:
        _show_judgement(refreshed.judgement)
    for note in refreshed.notes:
        console.print(note)
    if refreshed.outcome == REFUSED:
        console.print(f"Refused; {refreshed.before or 'nothing'} is served as before:")
        for reason in refreshed.reasons:
            console.print(f"  {reason}")
        console.print(f"The refused bundle: {refreshed.bundle}")
    elif refreshed.outcome == PUBLISHED:
        console.print(f"Published: {refreshed.bundle}")
    else:
        console.print(f"Nothing changed: {refreshed.bundle} is what a build would make.")


def _show_judgement(judgement: Judgement) -> None:
    table = Table("judged", Column("before", justify="right"), Column("after", justify="right"), "", box=None)
    for figure in judgement.figures:
        numbers = ("–" if value is None else f"{value:.4f}" for value in (figure.before, figure.after))
        table.add_row(figure.name, *numbers, figure.verdict)
    for count in judgement.counts:
        table.add_row(count.what, f"{count.before:,}", f"{count.after:,}", "holds" if count.holds else "too few")
    console.print(table)
