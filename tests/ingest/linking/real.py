"""Records of a folder of real data, and their links."""

from collections.abc import Collection
from pathlib import Path

from recsys.ingest.discovery import claim
from recsys.ingest.linking.linker import Links, link
from recsys.ingest.records import Reading, Record
from recsys.ingest.sources.registry import SOURCES


def linked(folder: Path, only: Collection[str] = ()) -> tuple[list[Record], Links]:
    """The records of a folder, of the sources `only` or of all, and their links."""
    sources = [source for source in SOURCES if not only or source.name in only]
    claims = claim(folder, SOURCES)
    reading = Reading.of(folder)
    records = [
        record
        for source in sources
        if claims.files.get(source.name)
        for record in source.read(claims.files[source.name], reading).records
    ]
    return records, link(records, sources)
