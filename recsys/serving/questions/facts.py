"""What a catalogue knows that a question may name: titles, people, services, genres, countries, words."""

from bisect import bisect_left
from collections.abc import Mapping
from functools import cached_property

import numpy as np
from rapidfuzz.distance import OSA

from recsys.domain.services import SERVICES
from recsys.serving.catalogue import Catalogue
from recsys.serving.filters import FilterIndex
from recsys.serving.locales import LANGUAGES, Locale
from recsys.text import fold, search_key

_MOST_SURNAMES = 20_000  # of so many best known people
_CLEARLY = 2.0  # so many times as well known as the next of the surname
_LETTERS_AN_EDIT = 5  # of a title in which one letter may be mistyped
_PARTICLES = frozenset("van von der de del della di da dos la le el".split())  # «Van Damme», «De Niro»
_NEAR_TITLES = 5  # of those the best known is meant, each letter between them tenfold
_NEWEST = 0.999  # the share of works that are no newer: a few are announced for years to come
_FIELDS = ("keyword", "description", "title")


class CatalogueFacts:
    """The facts of a loaded catalogue, as questions are read by them."""

    def __init__(self, catalogue: Catalogue, filters: FilterIndex) -> None:
        self.catalogue = catalogue
        self.filters = filters
        self._terms = catalogue.bundle.similar.content.terms

    @cached_property
    def newest(self) -> int:
        """The year that «recent» is counted from."""
        return int(np.quantile(self.catalogue.years, _NEWEST)) if len(self.catalogue) else 0

    @cached_property
    def services(self) -> Mapping[tuple[str, ...], str]:
        """The names of all services as phrases, with their ids."""
        names = {}
        for service in SERVICES:
            for name in (service.id, service.name, *service.aliases):
                for spelled in (name.replace("+", " plus "), name.replace("+", " ")):
                    names[tuple(fold(spelled).split())] = service.id
        return names

    @cached_property
    def offered(self) -> frozenset[str]:
        """The ids of the services that show something now."""
        return frozenset(service.id for service in self.filters.services)

    def title(self, text: str) -> int | None:
        """The work whose title this is, the best known of several."""
        found = self.catalogue.titles.exact(text)
        return found[0] if found else None

    def nearest_title(self, text: str) -> int | None:
        """The work with a title that differs by a letter in five at most; None for anything further.

        A much better known one may differ by more: «Parásitos» is «Parasite» rather than «Les parasites».
        """
        key = search_key(text)
        if len(key) < _LETTERS_AN_EDIT:
            return None
        near = {work: self._edits(key, work) for work in self.catalogue.titles.search(text, _NEAR_TITLES)}
        meant = [work for work, edits in near.items() if edits <= (len(key) + 1) // _LETTERS_AN_EDIT]
        return max(meant, key=lambda work: (self.known(work) + 1) / 10 ** near[work], default=None)

    def _edits(self, key: str, work: int) -> int:
        """By how many letters the nearest of a work's names differs."""
        names = {self.catalogue.name(work)} | {self.catalogue.name(work, Locale(one)) for one in LANGUAGES}
        return min(OSA.distance(key, search_key(name)) for name in names)

    def known(self, work: int) -> float:
        """How many ratings and votes a work has."""
        return float(self.catalogue.popularity[work] + self.catalogue.votes[work])

    def person(self, words: tuple[str, ...]) -> int | None:
        """The person whose whole name this is."""
        return self.filters.people.number(" ".join(words))

    def surnamed(self, word: str, director: bool) -> int | None:
        """The director, or anybody, whom a surname alone means: the best known, if clearly so."""
        return (self._directors if director else self._surnames).get(word)

    def has_word(self, word: str) -> bool:
        """Whether descriptions, keywords or titles of the catalogue use a word."""
        return any(self.has_term(f"{field}:{word}") for field in _FIELDS)

    def has_term(self, term: str) -> bool:
        """Whether the content model has a term, «field:term»."""
        return self.term(term) is not None

    def term(self, term: str) -> int | None:
        """The number of a term of the content model, None for one that it has not."""
        at = bisect_left(self._terms, term)
        return at if at < len(self._terms) and self._terms[at] == term else None

    @cached_property
    def _surnames(self) -> dict[str, int]:
        return self._by_surname(directors=False)

    @cached_property
    def _directors(self) -> dict[str, int]:
        return self._by_surname(directors=True)

    def _by_surname(self, directors: bool) -> dict[str, int]:
        people = self.filters.people
        found: dict[str, int] = {}
        doubtful = set()
        for person in people.best_known(min(_MOST_SURNAMES, len(people))):
            *before, surname = people.key(person).split() or [""]
            if not before or (directors and not people.directs[person]):
                continue
            names = [surname]
            while len(before) > 1 and before[-1] in _PARTICLES:
                names.append(f"{before.pop()} {names[-1]}")
            for name in names:
                first = found.setdefault(name, person)
                if first != person and people.fame[first] < _CLEARLY * people.fame[person]:
                    doubtful.add(name)
        return {surname: person for surname, person in found.items() if surname not in doubtful}
