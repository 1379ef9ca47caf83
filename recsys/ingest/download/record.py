"""The record of what was fetched from where, on which terms: `LICENCES.md` in the data folder."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from recsys.files import sha256

RECORD = "LICENCES.md"


@dataclass(frozen=True)
class FetchedFile:
    """A file below the data folder, and what became of it."""

    path: str
    what: str
    size: int


@dataclass(frozen=True)
class FetchedSource:
    """Where files come from and on which terms."""

    url: str
    version: str
    terms: str
    files: list[FetchedFile]


def record(fetched: FetchedSource, data: Path) -> None:
    """Write the source's section of the record anew, leaving those of other sources."""
    path = data / RECORD
    title = "# Where these files come from, and on which terms\n"
    sections = path.read_text(encoding="utf-8").split("\n## ")[1:] if path.is_file() else []
    files = "\n".join(f"- `{file.path}`, SHA-256 {sha256(data / file.path)}" for file in fetched.files)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    own = f"{fetched.url}\n\n{fetched.version}, fetched {now}\n\nTerms: {fetched.terms}\n\n{files}\n"
    kept = [section for section in sections if not section.startswith(f"{fetched.url}\n")]
    temporary = path.with_name(f".{path.name}")
    temporary.write_text("\n## ".join([title, *kept, own]), encoding="utf-8")
    temporary.replace(path)
