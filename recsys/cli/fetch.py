"""The command that fetches raw data."""

from pathlib import Path
from typing import Annotated

import typer

from recsys.cli import tell
from recsys.cli.output import Json, show
from recsys.errors import FetchError
from recsys.ingest.download.run import NAMES
from recsys.ingest.download.run import fetch as fetch_sets
from recsys.ingest.download.sets import USUAL
from recsys.settings import Settings


def fetch(
    names: Annotated[
        list[str] | None, typer.Argument(help=f"Of {', '.join(NAMES)}; {', '.join(USUAL)} unless given.")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="The folder of raw data; RECSYS_DATA unless given.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Also what is there already; replace what changed.")] = False,
    source: Annotated[str, typer.Option("--from", help="The Kaggle data set of ratings, owner/name.")] = "",
    limit: Annotated[
        int | None, typer.Option(min=1, help="Of tvmaze and wikidata: how many works to ask for, for a first try.")
    ] = None,
    people: Annotated[
        bool, typer.Option("--people", help="Of tvmaze: who plays in the series that the catalogues have.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Download public catalogues, facts and ratings from Kaggle, GroupLens, IMDb, TVmaze and Wikidata, with terms."""
    report = fetch_sets(
        names or [],
        data or Settings.from_environment().data,
        again=again,
        source=source,
        limit=limit,
        people=people,
        progress=lambda words: typer.echo(words, err=True),
    )
    show(report, tell.show_fetched, as_json)
    if report.failures:
        raise FetchError(" ".join(report.failures))
