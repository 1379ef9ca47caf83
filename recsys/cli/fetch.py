"""The command that fetches raw data."""

from pathlib import Path
from typing import Annotated

import typer

from recsys.cli import tell
from recsys.cli.output import Json, show
from recsys.errors import FetchError, InvalidValueError
from recsys.ingest.download.run import NAMES
from recsys.ingest.download.run import fetch as fetch_sets
from recsys.ingest.download.sets import USUAL
from recsys.ingest.download.tmdb.api import Api
from recsys.ingest.download.tmdb.key import read_key
from recsys.ingest.download.tmdb.run import fetch_tmdb
from recsys.ingest.download.tmdb.wanted import wanted
from recsys.settings import Settings

TMDB = "tmdb"


def fetch(
    names: Annotated[
        list[str] | None,
        typer.Argument(help=f"Of {', '.join(NAMES)}; {', '.join(USUAL)} unless given. Or {TMDB}, by itself."),
    ] = None,
    data: Annotated[Path | None, typer.Option(help="The folder of raw data; RECSYS_DATA unless given.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Also what is there already; replace what changed.")] = False,
    source: Annotated[str, typer.Option("--from", help="The Kaggle data set of ratings, owner/name.")] = "",
    limit: Annotated[
        int | None, typer.Option(min=1, help="Of tmdb, tvmaze and wikidata: the most works to ask for, as a first try.")
    ] = None,
    people: Annotated[
        bool, typer.Option("--people", help="Of tvmaze: who plays in the series that the catalogues have.")
    ] = False,
    countries: Annotated[
        str, typer.Option("--country", "--countries", help="Of tmdb: countries by code or name, as in MX,BR.")
    ] = "",
    services: Annotated[str, typer.Option(help="Of tmdb: services by their ids; all unless given.")] = "",
    languages: Annotated[
        str, typer.Option(help="Of tmdb: the languages that a build takes titles and texts in; en unless given.")
    ] = "",
    key_file: Annotated[
        Path | None, typer.Option(help="Of tmdb: a file with the API's key; TMDB_API_KEY unless given.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Download public catalogues, facts and ratings, or what services show now from TMDB, with the terms of each."""
    settings = Settings.from_environment()
    folder = data or settings.data
    if names == [TMDB]:
        asked = wanted(_listed(countries), _listed(services), _listed(languages or "en"), limit)
        with Api(settings.tmdb_url, read_key(settings, key_file)) as api:
            fetched = fetch_tmdb(asked, folder, api, again=again, progress=_progress)
        show(fetched, tell.show_fetched_tmdb, as_json)
        failures = fetched.failures
    else:
        _only_of_tmdb(names or [], countries or services or languages or key_file)
        report = fetch_sets(
            names or [], folder, again=again, source=source, limit=limit, people=people, progress=_progress
        )
        show(report, tell.show_fetched, as_json)
        failures = report.failures
    if failures:
        raise FetchError(" ".join(failures))


def _progress(words: str) -> None:
    typer.echo(words, err=True)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _only_of_tmdb(names: list[str], option: object) -> None:
    if TMDB in names:
        raise InvalidValueError("names", "tmdb is fetched by itself", " ".join(names), "Run fetch twice.")
    if option:
        rule = "--country, --services, --languages and --key-file are options of fetch tmdb"
        raise InvalidValueError("names", rule, " ".join(names) or "no name")
