"""The command that reads what people bring along."""

from pathlib import Path
from typing import Annotated

import typer

from recsys.cli import console
from recsys.cli.ask import served
from recsys.cli.output import Json, progress_bar, show
from recsys.errors import InvalidValueError, NotFoundError
from recsys.serving.imports.history import import_history
from recsys.serving.imports.limits import MOST_BYTES
from recsys.serving.imports.reading import File


def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Exported files, or zips of them.")],
    profile: Annotated[str, typer.Option(help="The person of an account with several profiles.")] = "",
    as_json: Json = False,
) -> None:
    """What exported files of Netflix, Letterboxd, IMDb and others say that somebody rated and watched."""
    given = [File(file.name, _content(file)) for file in files]
    finder = served().finder
    with progress_bar(len(given) + 1) as tell:
        answer = import_history(given, finder, profile or None, tell)
    show(answer, console.show_imported, as_json)


def _content(file: Path) -> bytes:
    """The bytes of a file, its size looked at first."""
    try:
        if not file.is_file():
            raise NotFoundError("files", "No file is called", str(file))
        size = file.stat().st_size
        if size > MOST_BYTES:
            rule = f"a file must have {MOST_BYTES:,} bytes at most"
            raise InvalidValueError(
                "file_size", rule, f"{file.name}: {size:,}", "Give the files that hold the history alone."
            )
        return file.read_bytes()
    except OSError as error:
        raise NotFoundError("files", f"A file cannot be read ({error.strerror})", str(file)) from error
