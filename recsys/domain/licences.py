"""Whose the raw data of a bundle are, and what they allow."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """Raw files below `folder` of the data folder: what they are and on which terms they can be had."""

    folder: str
    what: str
    terms: str


SOURCES = (
    Source(
        "platforms",
        "the catalogues of Netflix, Amazon Prime Video, Hulu and Disney+ that Kaggle holds",
        "published there as CC0",
    ),
    Source(
        "movielens",
        "ratings of MovieLens, by GroupLens (Harper and Konstan, 2015, https://doi.org/10.1145/2827872)",
        "not for commercial use; `ml-latest-small` may be given on under its own terms, `ml-100k` and `ml-1m` not "
        "without GroupLens' permission",
    ),
    Source(
        "tmdb",
        "a catalogue of films from The Movie Database (TMDB) that Kaggle holds",
        "published there as CC0; TMDB neither endorses nor certifies any of this",
    ),
    Source("ratings", "ratings of people", "those of whoever gathered them"),
    Source("scores", "mean ratings of titles", "those of whoever gathered them"),
)
SAMPLE = Source("", "the embedded sample, written for this project, ratings simulated, nobody's own", "MIT")


def sources_of(inputs: Iterable[str], *, sample: bool) -> list[Source]:
    """The sources of the raw files with these names, which begin with their folder."""
    if sample:
        return [SAMPLE]
    folders = {name.partition("/")[0] for name in inputs}
    return [source for source in SOURCES if source.folder in folders]
