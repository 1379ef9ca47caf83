"""Whose the raw data of a bundle are, and what they allow."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Terms:
    """What the files of a source are, and on which terms they can be had; `name` is that of the source."""

    name: str
    what: str
    terms: str


SAMPLE = Terms("sample", "the embedded sample, written for this project, ratings simulated, nobody's own", "MIT")


def sources_of(sources: Mapping[str, Mapping[str, str]], *, sample: bool) -> list[Terms]:
    """The terms of the sources that a bundle was built from, as its manifest names them: `{name: {what, terms}}`.

    >>> [one.name for one in sources_of({"tmdb": {"what": "films", "terms": "CC0"}}, sample=False)]
    ['tmdb']
    """
    if sample:
        return [SAMPLE]
    return [Terms(name, one["what"], one["terms"]) for name, one in sources.items()]
