"""The account of what was read: every file, every source, and how records were linked."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

from recsys.files import sha256
from recsys.ingest import sample
from recsys.ingest.discovery import Unread
from recsys.ingest.ratings import RatingTables
from recsys.ingest.records import Reading
from recsys.ingest.sources.layout import Source
from recsys.ingest.tables import Account


class ReadFile(NamedTuple):
    """A file that was read, in the words of `Account.files` and `Account.inputs`."""

    account: dict[str, Any]
    input: dict[str, Any]


class ReadSource(NamedTuple):
    """A source that was read: how many records it has, how many of them are of a work, and as of when its facts are."""

    name: str
    records: int
    linked: int
    as_of: tuple[str, str] | None


def read_file(path: Path, source: str, reading: Reading) -> ReadFile:
    """What became of the rows of a file of a source."""
    rejections = reading.rejections
    told = {
        "file": rejections.name(path), "source": source, "read": rejections.read(path),
        "kept": rejections.kept(path), "rejected": rejections.rejected(path), "notes": reading.notes.get(path, []),
    }  # fmt: skip
    return ReadFile(told, {"sha256": sha256(path), "size": path.stat().st_size})


def account(
    root: Path,
    files: Sequence[ReadFile],
    unread: Iterable[Unread],
    evidence: Counter[str],
    doubtful: list[dict[str, Any]],
    read: Sequence[ReadSource],
    rated: RatingTables,
    sources: Sequence[Source],
) -> Account:
    """The account of a folder: `evidence` counts records by what joined them to their work, `doubtful` are the links
    that somebody should look at, `read` the sources that have files, in the order of `sources`.
    """
    by_name = {source.name: source for source in sources}
    return Account(
        sample=root.resolve() == sample.FOLDER.resolve(),
        inputs={file.account["file"]: file.input for file in files},
        files=[file.account for file in files],
        unread=[{"file": one.file, "reason": one.reason} for one in unread],
        links=dict(evidence.most_common()),
        link_sources=[
            {
                "source": source.name,
                "records": source.records,
                "linked": source.linked,
                **rated.linked.get(source.name, {"ratings": 0, "linked_ratings": 0}),
            }
            for source in read
        ],
        doubtful=doubtful,
        superseded=rated.superseded,
        sources={source.name: _said(by_name[source.name], source.as_of) for source in read},
    )


def _said(source: Source, as_of: tuple[str, str] | None) -> dict[str, Any]:
    """What the account says of a source: its terms, and as of when its facts are where it says so."""
    said: dict[str, Any] = {"what": source.what, "terms": source.terms, "uses": asdict(source.uses)}
    return said | ({"as_of": list(as_of)} if as_of is not None else {})
