"""MovieLens: what its own site exports (`movielens-ratings.csv`), and the ratings of its data sets.

The site's table has the ids of IMDb, without `tt` and leading zeros, and of TMDB beside the stars; `average_rating` is
everybody's. Titles have their year behind, other names in brackets, and articles behind a comma. The data sets'
`userId,movieId,rating,timestamp` names films by MovieLens' numbers alone: without the tables beside it they mean
nothing, and it is thousands of people's; nothing of it is taken.
"""

import re
from collections.abc import Iterator

from recsys.serving.imports.cells import imdb_id, number, year
from recsys.serving.imports.documents import Document, has, rows_of
from recsys.serving.imports.entries import Entry, Reason, Refused, Signal
from recsys.serving.imports.ids import tmdb_id
from recsys.serving.imports.layout import Layout
from recsys.serving.imports.objects import texts

_SOURCE = "MovieLens"
_STARS = 5
_EXPORT = ("movieid", "imdbid", "tmdbid", "rating", "averagerating", "title")
_DATA_SET = ("userid", "movieid", "rating", "timestamp")
_OTHER_NAME = re.compile(r"\s?\((?:a\.k\.a\.\s)?([^()]+)\)")
_YEAR = re.compile(r"\s?\((\d{4})(?:[-–]\d{0,4})?\)$")


def _ratings(document: Document) -> Iterator[Entry | Refused]:
    for line, row in rows_of(document):
        written, rating = row.get("title", ""), number(row.get("rating"))
        dated = _YEAR.search(written)
        title = written[: dated.start()] if dated else written
        titles = texts(_OTHER_NAME.sub("", title), *_OTHER_NAME.findall(title))
        if not titles:
            yield Refused(line, row.get("movieid", ""), Reason.NO_TITLE)
        elif rating is None or rating <= 0:
            yield Refused(line, row.get("rating", ""), Reason.NO_RATING)
        else:
            yield Entry(
                titles,
                Signal.RATED,
                line,
                year=year(dated[1]) if dated else None,
                imdb_id=imdb_id(row.get("imdbid")),
                tmdb_id=tmdb_id(row.get("tmdbid")),
                rating=rating,
            )


def _is_data_set(document: Document) -> bool:
    return has(document, *_DATA_SET) and not has(document, "title")


def _numbers(document: Document) -> Iterator[Entry | Refused]:
    for line, row in rows_of(document):
        yield Refused(line, row.get("movieid", ""), Reason.NUMBER_ALONE)


LAYOUTS = (
    Layout(_SOURCE, "ratings", lambda found: has(found, *_EXPORT), _ratings, scale=_STARS, columns=_EXPORT),
    Layout(_SOURCE, "numbers", _is_data_set, _numbers, columns=_DATA_SET),
)
