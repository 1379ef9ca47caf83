"""The command that writes lists for people to look at; an installation that only serves lacks what it needs."""

from pathlib import Path
from typing import Annotated

import typer

from recsys.bundle.bundle import load_bundle
from recsys.cli.console import console
from recsys.cli.output import Json, progress_bar, show
from recsys.errors import InvalidValueError
from recsys.research.lists.page import STEPS, ListsPage, lists_page
from recsys.server.start import open_bundle
from recsys.serving.service import Service
from recsys.settings import Settings


def lists(
    bundle: Annotated[Path | None, typer.Option(help="The bundle; the one that would be served unless given.")] = None,
    out: Annotated[Path, typer.Option(help="Where the page goes, as Markdown.")] = Path("docs/lists.md"),
    as_json: Json = False,
) -> None:
    """Write lists to look at: titles like some well-known ones, and what people of plain tastes are shown."""
    opened = load_bundle(bundle) if bundle is not None else open_bundle(Settings.from_environment()).bundle
    with progress_bar(STEPS) as progress:
        page = lists_page(Service(opened), progress)
        _write(page.text, out)
    show(page, show_lists, as_json)
    if not as_json:
        typer.echo(f"Page: {out}")


def show_lists(page: ListsPage) -> None:
    """How many lists there are, and what is left out."""
    console.print(f"{page.lists} lists.")
    if page.left_out:
        console.print(f"Not in the bundle: {', '.join(page.left_out)}")


def _write(text: str, out: Path) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidValueError("out", "out must be a file that can be written", str(out)) from error
