"""FilmAffinity, which has no export: the tables that its users' backup programs write.

`filmaffinity-backup` writes `title;year;country;user score;FA score;FA movie ID;directors`, for what was rated and for
each list; others name the columns in Spanish (`Título`, `Año`, `Nota`). `FA score`, `Nota media`: the community's.
Titles end in what they are: `(Serie de TV)`, `(TV Miniseries)`, `(TV)`, `(C)`. The programs that write what Letterboxd
imports are read as that.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from recsys.domain.schema import TYPES
from recsys.serving.imports.cells import names, number, year
from recsys.serving.imports.documents import Document, has, rows_of
from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from recsys.serving.imports.layout import Layout
from recsys.serving.imports.objects import texts

_SOURCE = "FilmAffinity"
_FILM, _SERIES = TYPES
_TOP = 10
_BACKUP = ("title", "year", "userscore", "fascore", "famovieid")
_SPANISH = ("titulo", "ano")
_RATINGS = ("nota", "minota", "tunota", "voto", "mivoto", "tuvoto", "puntuacion", "calificacion")
_DIRECTORS = ("directores", "director", "direccion")
_DAYS = ("fecha", "fechavisto", "fechavista", "fechavoto", "vista")
_KIND = re.compile(r"\s?\((?P<kind>(?:mini)?serie de tv|tv (?:mini)?series|tv|c|s)\)$", re.IGNORECASE)

_ROLE = re.compile(r"\s?\([^()]*\)")  # (Creator)


class _Row(NamedTuple):
    """The cells of a row, whichever language they are named in."""

    title: str
    original: str
    year: str
    directors: str
    rating: str
    day: str | None = None


def _rated(line: int, row: _Row) -> Entry | Refused:
    kind = _KIND.search(row.title)
    name = row.title[: kind.start()] if kind else row.title
    rating = number(row.rating)
    if not name:
        return Refused(line, row.title, Reason.NO_TITLE)
    if not rating:
        return Refused(line, row.rating, Reason.NO_RATING)
    return Entry(
        texts(name, _KIND.sub("", row.original)),
        Signal.RATED,
        line,
        year=year(row.year),
        type=_SERIES if kind and "serie" in kind["kind"].lower() else _FILM,
        people=names(_ROLE.sub("", row.directors)),
        rating=rating,
        day=row.day,
    )


def _backup(document: Document) -> Iterator[Entry | Refused]:
    for line, row in rows_of(document):
        cells = (row.get(name, "") for name in ("title", "originaltitle", "year", "directors", "userscore"))
        yield _rated(line, _Row(*cells))


def _spanish(document: Document) -> Iterator[Entry | Refused]:
    for line, row in rows_of(document):
        columns = (("titulo",), ("titulooriginal",), ("ano",), _DIRECTORS, _RATINGS, _DAYS)
        title, original, dated, people, given, day = (
            next((row[name] for name in spelled if row.get(name)), "") for spelled in columns
        )
        yield _rated(line, _Row(title, original, dated, people, given, day or None))


def _is_spanish(document: Document) -> bool:
    return has(document, *_SPANISH) and any(has(document, name) for name in _RATINGS)


LAYOUTS = (
    Layout(_SOURCE, "backup", lambda found: has(found, *_BACKUP), _backup, scale=_TOP, columns=_BACKUP),
    Layout(_SOURCE, "ratings", _is_spanish, _spanish, columns=(*_SPANISH, "nota")),
)
