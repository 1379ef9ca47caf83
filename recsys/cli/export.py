"""The command that writes a bundle's tables to a database."""

from pathlib import Path
from typing import Annotated

import typer

from recsys.bundle.bundle import load_bundle
from recsys.cli import tell
from recsys.cli.output import Json, progress_bar, show
from recsys.errors import SettingsError
from recsys.server.start import open_bundle
from recsys.settings import Settings


def export(
    to: Annotated[str, typer.Option(help="The database, say sqlite:///catalogue.db or postgresql://me@host/name.")],
    bundle: Annotated[Path | None, typer.Option(help="The bundle; the one that would be served unless given.")] = None,
    as_json: Json = False,
) -> None:
    """Write a bundle's tables, and the queries as views, to SQLite, DuckDB, PostgreSQL, MySQL or MariaDB."""
    try:
        from recsys.publish.database.content import Content
        from recsys.publish.database.database import name_of
        from recsys.publish.database.run import export as write
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"Databases need packages that are not installed ({error}). Install them: pip install -e '.[databases]'."
        ) from error
    name_of(to)  # before the bundle is read, not after
    opened = load_bundle(bundle) if bundle is not None else open_bundle(Settings.from_environment()).bundle
    content = Content.of(opened)
    with progress_bar(content.steps) as progress:
        report = write(content, to, progress)
    show(report, tell.show_export, as_json)
