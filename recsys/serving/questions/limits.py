"""The works that a question allows: each thing that it asks for is one of the filters that all answers have."""

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from recsys.serving.catalogue import Catalogue
from recsys.serving.filters import FilterIndex
from recsys.serving.questions.lexicon import weights
from recsys.serving.questions.question import NEGATIVE, Question

SHORT_MINUTES, MEDIUM_MINUTES, LONG_MINUTES = 99, 120, 140
SHORT_SEASONS, MEDIUM_SEASONS = 2, 3
RECENT_YEARS = 5
_ORIGIN = 0.8
CLASSIC_TO, OLD_TO = 1979, 1989
_MATURITY = {"kids": "7+", "family": "7+", "teens": "13+"}
_NOT_FOR_ADULTS = ("kids", "family")
_ANIME = "anime"  # a genre that only some sources have

Mask = NDArray[np.bool_]


class Limits:
    """What questions allow of one catalogue; all masks are of shape (n_works,)."""

    def __init__(self, catalogue: Catalogue, filters: FilterIndex, newest: int) -> None:
        self._filters = filters
        self._catalogue = catalogue
        self._newest = newest
        runtime = catalogue.bundle.works.column("runtime").fill_null(0).to_numpy()
        seasons = catalogue.bundle.works.column("seasons").fill_null(0).to_numpy()
        self._countries = np.maximum(
            pc.list_value_length(catalogue.bundle.works.column("countries")).to_numpy(), 1
        ).astype(np.float32)
        self._length = np.where(catalogue.is_movie, runtime, seasons)

    def mask(self, question: Question, seeds: Sequence[int], platforms: Sequence[str], country: str | None) -> Mask:
        """The works that a question allows, which asks for works like `seeds`.

        `platforms` and `country` are whoever asks' own, which count where the question names no others.
        """
        services = question.values("platforms") or list(platforms)
        places: list[str | None] = [*question.values("country")] or [country]
        shown = [self._passing(platforms=services, country=place) for place in places]
        return reduce(and_, [_any(shown), *self._asked(question), *self._changed(question, seeds)])

    def origins(self, question: Question) -> NDArray[np.float32]:
        """What a work is the better for, the more it is of the countries asked for, (n_works,).

        A film of four countries is not what people mean by a Spanish one.
        """
        scores = np.zeros(len(self._catalogue), dtype=np.float32)
        for value in question.values("made_in"):
            scores[self._made_in(value)] = 1
        scores *= np.float32(_ORIGIN) / self._countries
        return scores

    def _asked(self, question: Question) -> list[Mask]:
        """For each kind the works that pass: one of several types, years, countries and languages, all else at once."""
        kinds = set(question.values("type"))
        passing = [_any([self._passing(type=kind) for kind in kinds])] if len(kinds) == 1 else []
        for kind, of in (("years", self._years), ("made_in", self._made_in), ("spoken", self._spoken)):
            if values := question.values(kind):
                passing.append(_any([of(value) for value in values]))
            passing += [~of(value) for value in question.values(NEGATIVE + kind)]
        for kind, of in (("genre", self._genre), ("person", self._person)):
            passing += [of(value) for value in question.values(kind)]
            passing += [~of(value) for value in question.values(NEGATIVE + kind)]
        passing += [self._audience(value) for value in question.values("audience")]
        passing += [self._lasting(value, kinds) for value in question.values("length")]
        for kind in ("minutes_to", "minutes_from", "seasons_to"):
            passing += [self._passing(**{kind: int(value)}) for value in question.values(kind)]
        return passing

    def _passing(self, **filters: object) -> Mask:
        return self._filters.mask(self._filters.parse(**filters))

    def _years(self, value: str) -> Mask:
        named = {"recent": f"{self._newest + 1 - RECENT_YEARS}-", "classic": f"-{CLASSIC_TO}", "old": f"-{OLD_TO}"}
        first, _, last = named.get(value, value).partition("-")
        return self._passing(year_from=first, year_to=last)

    def _made_in(self, value: str) -> Mask:
        codes = weights()["regions"].get(value, [value])
        return self._passing(made_in=there) if (there := self._known_origins(codes)) else self._none()

    def _known_origins(self, codes: Sequence[str]) -> list[str]:
        known = set(self._filters.origins)
        return [code for code in codes if code in known]

    def _spoken(self, value: str) -> Mask:
        return self._passing(spoken=value) if value in self._filters.languages else self._none()

    def _person(self, value: str) -> Mask:
        """The works of a person, or of one of several."""
        return _any([self._passing(person=[name]) for name in value.split("|")])

    def _genre(self, value: str) -> Mask:
        """The works of a genre, or of one of several; of anime too what is animated and Japanese."""
        named = [genre for genre in value.split("|") if genre in self._filters.genres]
        masks = [self._passing(genre=genre) for genre in named]
        if _ANIME in named and "animation" in self._filters.genres:
            masks.append(self._passing(genre="animation") & self._made_in("JP"))
        return _any(masks)

    def _audience(self, value: str) -> Mask:
        if value in _MATURITY:
            return self._passing(maturity=_MATURITY[value])
        genres = [genre for genre in _NOT_FOR_ADULTS if genre in self._filters.genres]
        return self._passing(not_genre=genres)

    def _lasting(self, value: str, kinds: set[str]) -> Mask:
        """Short and middling films and series, each by its own measure; of series it is not known which are long."""
        if value == "long":
            films = self._passing(minutes_from=LONG_MINUTES)
            return films | self._passing(type="tv show") if "tv show" in kinds else films
        minutes, seasons = (SHORT_MINUTES, SHORT_SEASONS) if value == "short" else (MEDIUM_MINUTES, MEDIUM_SEASONS)
        return self._passing(minutes_to=minutes) | self._passing(seasons_to=seasons)

    def _changed(self, question: Question, seeds: Sequence[int]) -> list[Mask]:
        return [self._change(change, seeds) for change in question.values("change")]

    def _change(self, change: str, seeds: Sequence[int]) -> Mask:
        """The works that are shorter, longer, newer or older than the first of those they shall be like."""
        if not seeds:
            plain = {"shorter": ("length", "short"), "longer": ("length", "long"), "newer": ("years", "recent")}
            kind, value = plain.get(change, ("years", "old"))
            return self._lasting(value, set()) if kind == "length" else self._years(value)
        seed = seeds[0]
        year, years = self._catalogue.year(seed), self._catalogue.years
        if change in ("newer", "older"):
            return np.asarray(years > year if change == "newer" else years < year)
        length, movie = int(self._length[seed]), self._catalogue.is_movie
        known = (self._length > 0) & (movie == movie[seed])
        if not length:
            return self._lasting("short" if change == "shorter" else "long", set())
        return np.asarray(known & (self._length < length if change == "shorter" else self._length > length))

    def _none(self) -> Mask:
        return np.zeros(len(self._catalogue), dtype=bool)


def _any(masks: Sequence[Mask]) -> Mask:
    return reduce(or_, masks)
