"""The film catalogue: Kaggle's The Movies Dataset, or its TMDB 5000, and who took part in the films."""

import re
from pathlib import Path

from recsys.ingest.records import Reading, SourceData
from recsys.ingest.sources.layout import Layout
from recsys.ingest.sources.tmdb_credits import ID_COLUMNS, read_credits
from recsys.ingest.sources.tmdb_movies import FILES, REQUIRED, read_movies

LAYOUTS = (
    *(Layout(re.compile(rf"tmdb/{re.escape(name)}"), REQUIRED, f"tmdb/{name}") for name in FILES),
    *(
        Layout(re.compile(rf"tmdb/{re.escape(name)}"), (column, "cast", "crew"), f"tmdb/{name}")
        for name, column in ID_COLUMNS.items()
    ),
)


def read(files: list[Path], reading: Reading) -> SourceData:
    """The films, in the order of the leading file, with their people.

    Of several film files the first of `tmdb_movies.FILES` says which films there are, the others add what it lacks.
    """
    credits = sorted((path for path in files if path.name.lower() in ID_COLUMNS), key=_place)
    movies = sorted((path for path in files if path not in credits), key=_place)
    records = read_movies(movies, reading)
    people = read_credits(credits, set(records), reading)
    for film, record in records.items():
        record.people = people.get(film, [])
    return SourceData(records=list(records.values()))


def _place(path: Path) -> int:
    return [*FILES, *ID_COLUMNS].index(path.name.lower())
