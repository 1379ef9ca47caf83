"""The page of lists, in Markdown, from a service's public answers."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from recsys.domain.schema import TYPES
from recsys.errors import NotFoundError
from recsys.ingest.linking.matching import YEAR_SLACK, series_years_apart
from recsys.progress import Progress, silent
from recsys.research.lists.people import PEOPLE
from recsys.research.lists.reasons import in_words
from recsys.research.lists.titles import FILMS, SERIES, Person, Shown
from recsys.serving.catalogue import Work
from recsys.serving.service import Service

K = 10
STARS = 5
_KINDS = dict(zip(TYPES, ("film", "series"), strict=True))
_MARKS = re.compile(r"([\\`*_\[\]<>|#])")
STEPS = 3


@dataclass(frozen=True)
class ListsPage:
    """The page, how many lists stand on it, and what the bundle does not have of what they are asked for."""

    text: str
    lists: int
    left_out: tuple[str, ...]


def lists_page(service: Service, progress: Progress = silent) -> ListsPage:
    """The lists of all titles and people; without ratings in the bundle those of titles alone."""
    parts: list[_Part] = []
    for heading, titles in (("Series like this one", SERIES), ("Films like this one", FILMS)):
        progress(heading.lower())
        parts.append(_Part(heading, [_similar(service, title) for title in titles]))
    progress("lists for people")
    if service.people is not None:
        parts.append(_Part("For you", [_for_person(service, person) for person in PEOPLE]))
    sections = [section for part in parts for section in part.sections]
    head = (
        f"# Lists to look at\n\nWhat a bundle of {len(service.catalogue):,} works answers, the first {K} of each list "
        "with what speaks most for them. Made by `python -m recsys lists`.\n"
    )
    text = "\n".join([head, *(part.markdown() for part in parts)])
    left_out = tuple(missing for section in sections for missing in section.missing)
    return ListsPage(text, sum(bool(section.lines) for section in sections), left_out)


@dataclass(frozen=True)
class _Section:
    """A list with its heading; `missing` are the titles that the bundle does not have."""

    heading: str
    words: str = ""
    lines: Sequence[str] = ()
    missing: Sequence[str] = ()

    def markdown(self) -> str:
        absent = [f"Not in the bundle: {_plain(', '.join(self.missing))}.\n"] if self.missing else []
        words = [f"{self.words}\n"] if self.words else []
        numbered = [f"{place}. {line}" for place, line in enumerate(self.lines, start=1)]
        return "\n".join([f"### {self.heading}\n", *words, *absent, *numbered, *([""] if numbered else [])])


@dataclass(frozen=True)
class _Part:
    heading: str
    sections: Sequence[_Section]

    def markdown(self) -> str:
        return "\n".join([f"## {self.heading}\n", *(section.markdown() for section in self.sections)])


def _similar(service: Service, wanted: Shown) -> _Section:
    if _found(service, wanted) is None:
        return _Section(_plain(str(wanted)), missing=[str(wanted)])
    results = service.recommend(str(wanted), k=K).results
    lines = [_line(result.work, in_words(result.shared)) for result in results]
    return _Section(_plain(str(wanted)), lines=lines)


def _for_person(service: Service, person: Person) -> _Section:
    known = {wanted: _found(service, wanted) for wanted in person.likes}
    missing = [str(wanted) for wanted, work in known.items() if work is None]
    liked = [work for work in known.values() if work is not None]
    heading = f"Somebody who likes {person.taste}"
    if not liked:
        return _Section(heading, missing=missing)
    results = service.for_user(ratings=[f"{work.work_id}={STARS}" for work in liked], k=K).results
    lines = [
        _line(result.work, [f"because of {reason.title} ({reason.year})" for reason in result.reasons])
        for result in results
    ]
    words = f"{STARS} stars for {_plain(', '.join(f'{work.title} ({work.year})' for work in liked))}."
    return _Section(heading, words, lines, missing)


def _found(service: Service, wanted: Shown) -> Work | None:
    """The work that is meant, and not whatever else a title and year may come to."""
    try:
        work = service.work(str(wanted))
    except NotFoundError:
        return None
    if work.type == TYPES[0]:
        fits = abs(work.year - wanted.year) <= YEAR_SLACK
    else:  # of some series only the newest season's year is known
        fits = series_years_apart(wanted.year, work.year, work.year, work.duration or 0) is not None
    return work if fits and work.type == wanted.type else None


def _line(work: Work, reasons: Iterable[str]) -> str:
    because = "; ".join(reasons)
    named = f"**{_plain(work.title)}** ({work.year}, {_KINDS[work.type]})"
    return f"{named}: {_plain(because)}" if because else named


def _plain(text: str) -> str:
    """The text without meaning to Markdown."""
    return _MARKS.sub(r"\\\1", text)
