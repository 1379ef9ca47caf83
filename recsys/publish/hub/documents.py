"""The documents that a page of the working tree shows or links: pictures, pages, notebooks."""

import posixpath
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

# Where documents lie; what else is linked is the code's own, or somebody's.
FOLDERS = ("docs/", "notebooks/")


def linked_documents(root: Path, page: str) -> list[str]:
    """The files below FOLDERS that the page shows or links, and those that the pages among them do, by name."""
    found: set[str] = set()
    pages = [page]
    while pages:
        new = {name for name in _linked(root, pages.pop()) if name.startswith(FOLDERS) and (root / name).is_file()}
        pages += [name for name in new - found if name.endswith(".md")]
        found |= new
    return sorted(found)


def _linked(root: Path, page: str) -> Iterator[str]:
    """Where the page's links and pictures without a host lead, seen from `root`."""
    for token in _tokens(MarkdownIt().parse((root / page).read_text(encoding="utf-8"))):
        address = urlsplit(str(token.attrs.get("href") or token.attrs.get("src") or ""))
        if address.path and not address.scheme and not address.netloc:
            yield posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(address.path)))


def _tokens(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _tokens(token.children or [])
