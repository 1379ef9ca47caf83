"""The ids of the works that a data folder knows, to ask others for more of them, without building anything."""

from dataclasses import dataclass
from pathlib import Path

from recsys.errors import FetchError
from recsys.ingest.discovery import claim
from recsys.ingest.records import Reading
from recsys.ingest.sources.registry import SOURCES
from recsys.progress import Progress, silent


@dataclass(frozen=True)
class KnownIds:
    """Ids of IMDb, and TMDB's numbers of films and of series, each once, in the order of the catalogues."""

    imdb: list[str]
    films: list[int]
    series: list[int]


def known_ids(data: Path, progress: Progress = silent) -> KnownIds:
    """The ids that the records of the folder's catalogues have.

    Raises FetchError where none has any, and DataError on a catalogue that cannot be read.
    """
    claims, reading = claim(data), Reading.of(data)
    imdb: dict[str, None] = {}
    films: dict[int, None] = {}
    series: dict[int, None] = {}
    for source in SOURCES:
        files = claims.files.get(source.name, [])
        if not source.catalogue or not files:
            continue
        progress(f"which works there are: reading {source.name}")
        for record in source.read(files, reading).records:
            if record.imdb_id is not None:
                imdb[record.imdb_id] = None
            if record.tmdb_id is not None:
                (series if record.type == "tv show" else films)[record.tmdb_id] = None
    if not imdb and not films and not series:
        raise FetchError(
            f"{data}: expected a catalogue with ids of IMDb or TMDB, to ask by, found none. Fetch one first: "
            "python -m recsys fetch movies"
        )
    return KnownIds(list(imdb), list(films), list(series))
