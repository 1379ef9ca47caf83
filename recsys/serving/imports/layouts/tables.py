"""Any other table with a column of titles and one of ratings, as people keep their own; asked last.

Columns go by English, Spanish, Portuguese, French, German and Italian names. A rating that says whose it is («Your
Rating») goes before one that does not. The values tell the scale; thumbs and hearts are words or signs.
"""

from collections.abc import Iterator, Sequence

from recsys.domain.schema import TYPES
from recsys.serving.imports.cells import imdb_id, names, number, whole, year
from recsys.serving.imports.documents import Document, Table, rows_of
from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from recsys.serving.imports.layout import Layout

_TITLE = "title name movie film movietitle filmtitle titulo nombre pelicula nome filme titre titel titolo".split()
_RATING = """yourrating myrating userrating minota micalificacion mipuntuacion minhanota mynote rating stars score
    nota calificacion puntuacion valoracion estrellas avaliacao classificacao estrelas note bewertung voto thumbs
    thumb liked""".split()
_YEAR = "year releaseyear ano anio annee jahr anno".split()
_TYPE = "type titletype tipo kind typ".split()
_DAY = "date daterated rateddate watcheddate fecha data datum".split()
_PEOPLE = "directors director directores diretor realisateur regie regista".split()
_TYPES = {
    **dict.fromkeys(("movie", "film", "pelicula", "filme"), TYPES[0]),
    **dict.fromkeys(("tv show", "tvshow", "tv series", "series", "show", "serie", "tv"), TYPES[1]),
}
_UP = frozenset(("up", "thumbs up", "thumbsup", "like", "liked", "👍", "❤", "♥", "❤️", "yes", "true"))
_DOWN = frozenset(("down", "thumbs down", "thumbsdown", "dislike", "disliked", "👎", "no", "false"))


def _column(document: Document, known: Sequence[str]) -> str | None:
    columns = document.columns if isinstance(document, Table) else ()
    return next((name for name in known if name in columns), None)


def _fits(document: Document) -> bool:
    return _column(document, _TITLE) is not None and _column(document, _RATING) is not None


def _read(document: Document) -> Iterator[Entry | Refused]:
    title, rating, dated, typed, day, people = (
        _column(document, known) or "" for known in (_TITLE, _RATING, _YEAR, _TYPE, _DAY, _PEOPLE)
    )
    for line, row in rows_of(document):
        given = row.get(rating, "")
        stars, signal = number(given), Signal.RATED
        if given.casefold() in _UP:
            signal = Signal.LIKED
        elif given.casefold() in _DOWN:
            signal = Signal.DISLIKED
        if not row.get(title):
            yield Refused(line, given, Reason.NO_TITLE)
        elif signal is Signal.RATED and stars is None:
            yield Refused(line, given, Reason.NO_RATING)
        else:
            yield Entry(
                (row[title],),
                signal,
                line,
                year(row.get(dated)),
                _TYPES.get(row.get(typed, "").casefold()),
                imdb_id(row.get("imdbid")),
                whole(row.get("tmdbid")),
                names(row.get(people)),
                stars,
                day=row.get(day),
            )


LAYOUTS = (Layout("table", "ratings", _fits, _read, columns=("title", "year", "rating")),)
