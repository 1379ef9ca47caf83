"""What a layout is: one kind of document that one exporter writes, how it is recognised and what its rows say."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from recsys.serving.imports.dates import Order
from recsys.serving.imports.documents import Document
from recsys.serving.imports.entries import Entry, Refused

Read = Callable[[Document], Iterator[Entry | Refused]]


@dataclass(frozen=True)
class Layout:
    """One kind of document.

    `source` is who exported it («Letterboxd»), `kind` what it is («ratings», «diary», «watchlist»). `fits` recognises a
    document by its content (its path only where layouts share their columns); `read` makes entries of it, and may rely
    on `fits`. `scale` is the highest value of its ratings, a function of the document where that says so itself, None
    where the values must tell. `dates` is the order of day and month, None where the rows must tell. `columns`, folded,
    are those by which an unknown table is told which layout is nearest.
    """

    source: str
    kind: str
    fits: Callable[[Document], bool]
    read: Read
    scale: float | Callable[[Document], float | None] | None = None
    dates: Order | None = None
    columns: tuple[str, ...] = ()
