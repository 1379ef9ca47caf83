"""What a question calls by name: works, people, services, countries and languages."""

from collections.abc import Iterator

from recsys.domain.countries import country_code
from recsys.domain.languages import language_code
from recsys.domain.services import COMMON_WORDS
from recsys.serving.questions.facts import CatalogueFacts
from recsys.serving.questions.lexicon import Lexicon, Reading
from recsys.serving.questions.tokens import Tokens

_LONGEST_TITLE = 10  # words
_LONGEST_NAME = 4
_SHORTEST_PLACE = 4  # letters: codes of countries are words of some language
_KNOWN_PERSON = 1000  # votes: of names written small, which are words too, only those of known people are read
_KNOWN_SURNAME = 100_000
_TRIES = 3  # of inexact titles, since each is a search
_ARTICLES = {"a", "an", "un", "una", "um", "uma", "some", "any", "algun", "alguna", "algum", "alguma"}
_DETERMINERS = _ARTICLES | {"the", "el", "la", "los", "las", "o", "os", "as"}
_MADE_BY = {"type", "genre"}
LONGEST_SURNAME = 3
# What a title may be although it says something too: «like Dark», but not «like a comedy».
_MAY_BE_A_TITLE = {"mood", "theme", "length"}
_STRONG_CUE = 2  # words: «directed by» says more than «of»

Named = tuple[int, int, tuple[Reading, ...]]


class Names:
    """The names in one question."""

    def __init__(self, tokens: Tokens, words: Lexicon, facts: CatalogueFacts) -> None:
        self._tokens, self._words, self._facts = tokens, words, facts

    def titles(self) -> Iterator[Named]:
        """Titles behind «like», or in quotation marks, and others whose words must not be taken for anything else."""
        tokens = self._tokens
        for first, last in tokens.quoted():
            work = self._facts.title(tokens.slice(first, last))
            if work is not None:
                cue = self._cue_ending(first)
                yield first - cue, last, self._like(work)
        at = 0
        while at < len(tokens):
            filler = self._words.cue("fillers", tokens.keys, at)
            cue = 0 if filler else self._words.cue("like", tokens.keys, at)
            found = self._title_at(at + cue) if cue else None
            if found is None:
                at += max(filler, 1)
                continue
            last, work = found
            yield at, last, self._like(work)
            at = last
            while (more := self._another(at)) is not None:
                first, (at, work) = more
                yield first, at, self._like(work)
        yield from self._mentioned()

    def phrase(self, first: int, last: int) -> tuple[Reading, ...] | None:
        """What a phrase of the lexicon says; None for none. What a work is about is no country that it is from."""
        readings = self._words.meaning(self._tokens.keys[first:last])
        if not readings:
            return None
        if self._is_about(first):
            about = " ".join(self._tokens.keys[first:last])
            return tuple(("theme", about) if kind == "made_in" else (kind, value) for kind, value in readings)
        if readings[0][0] == "made_in" and self._words.cue_before("in", self._tokens.keys, first):
            return self.place(first, last) or readings
        return readings

    def service(self, first: int, last: int) -> tuple[Reading, ...] | None:
        """The service whose name this is; a name that is a word too, where a capital or a word such as «on» says so."""
        name = self._tokens.keys[first:last]
        service = self._facts.services.get(name)
        if service is None:
            return None
        meant = self._tokens.words[first].capital or self._words.cue_before("on", self._tokens.keys, first)
        return (("platforms", service),) if meant or not COMMON_WORDS.issuperset(name) else None

    def person(self, first: int, last: int) -> tuple[Reading, ...] | None:
        """The person whose whole name this is."""
        name = self._tokens.keys[first:last]
        if not 1 < len(name) <= _LONGEST_NAME or self._words.function.intersection((name[0], name[-1])):
            return None
        person = self._facts.person(name)
        if person is None:
            return None
        people, capitals = self._facts.filters.people, all(word.capital for word in self._tokens.words[first:last])
        well_known = people.fame[person] >= _KNOWN_PERSON and not all(self._words.meaning((word,)) for word in name)
        return (("person", people.name(person)),) if capitals or well_known else None

    def surname(self, first: int, last: int) -> tuple[Reading, ...]:
        """The person whom a surname alone means, where a word such as «by», «without» or «like» is before it.

        A director is meant beside what they make, too: «Tarantino movies».
        """
        words, keys = self._tokens.words[first:last], self._tokens.keys
        before = {kind for kind in ("by", "with", "not", "like") if self._words.cue_before(kind, keys, first)}
        if words[-1].key in self._words.function or not (before or self._is_beside_kind(first, last)):
            return ()
        name = " ".join(keys[first:last])
        person = None if "with" in before else self._facts.surnamed(name, director=True)
        if person is None and before - {"like"}:
            person = self._facts.surnamed(name, director=False)
        if person is None:
            return ()
        people = self._facts.filters.people
        common = last - first == 1 and not words[0].capital and self._facts.has_term(f"description:{name}")
        return () if common or people.fame[person] < _KNOWN_SURNAME else (("person", people.name(person)),)

    def place(self, first: int, last: int) -> tuple[Reading, ...] | None:
        """The country or language of that name, by the word before it: from, in, about."""
        name = " ".join(self._tokens.keys[first:last])
        if len(name) < _SHORTEST_PLACE or self._words.function.issuperset(name.split()):
            return None
        inside = self._words.cue_before("in", self._tokens.keys, first)
        if inside and last == first + 1 and (language := language_code(name)) is not None:
            return (("spoken", language),)
        code = country_code(name)
        if code is None:
            return None
        if self._is_about(first):
            return (("theme", name),)
        if (inside and not self._words.cue_before("from", self._tokens.keys, first)) or self._is_shown_there(first):
            return (("country", code),) if code in self._facts.filters.countries else (("made_in", code),)
        return (("made_in", code),)

    def _like(self, work: int) -> tuple[Reading, ...]:
        return (("like", self._facts.catalogue.work_ids.ids[work]),)

    def _cue_ending(self, at: int) -> int:
        """How many words the longest «like» before a place has."""
        keys = self._tokens.keys
        return max((len(cue) for cue in self._words.cues["like"] if keys[max(0, at - len(cue)) : at] == cue), default=0)

    def _title_at(self, first: int) -> tuple[int, int] | None:
        """The longest title that begins at a place: the place behind it, and the work."""
        for last in range(min(first + _LONGEST_TITLE, len(self._tokens)), first, -1):
            if self._may_be_title(first, last):
                work = self._facts.title(self._tokens.slice(first, last))
                if work is not None:
                    return last, work
        return self._mistyped(first)

    def _mistyped(self, first: int) -> tuple[int, int] | None:
        """The longest title that the words up to where the next clause begins are nearly."""
        last = first
        while last < len(self._tokens) and not (last > first and self._begins_clause(last)):
            last += 1
        for end in range(last, max(first, last - _TRIES), -1):
            if self._may_be_title(first, end):
                work = self._facts.nearest_title(self._tokens.slice(first, end))
                if work is not None:
                    return end, work
        return None

    def _begins_clause(self, at: int) -> bool:
        keys = self._tokens.keys
        return self._tokens.words[at].breaks or any(
            self._words.cue(kind, keys, at) for kind in ("but", "on", "with", "not")
        )

    def _may_be_title(self, first: int, last: int) -> bool:
        words = self._tokens.words[first:last]
        if all(word.capital for word in words):
            return True
        kinds = {kind for kind, _ in self._words.meaning(self._tokens.keys[first:last])}
        plain = [word.key for word in words if word.key not in self._words.function]
        told = [word for word in plain if self._words.meaning((word,))]
        if not plain or (words[0].key in _ARTICLES and len(told) == len(plain)):
            return False
        return not kinds - _MAY_BE_A_TITLE and (len(words) == 1 or len(told) < len(plain))

    def _another(self, at: int) -> tuple[int, tuple[int, int]] | None:
        """One more title behind «and», «or» or a comma, written as a name: where it begins, ends, and its work."""
        keys, words = self._tokens.keys, self._tokens.words
        joint = max(self._words.cue(kind, keys, at) for kind in ("and", "or"))
        first = at + joint
        if first >= len(words) or not words[first].capital or not (joint or words[first].breaks):
            return None
        for last in range(min(first + _LONGEST_TITLE, len(words)), first, -1):
            if (work := self._facts.title(self._tokens.slice(first, last))) is not None:
                return first, (last, work)
        return None

    def _mentioned(self) -> Iterator[Named]:
        """Titles of several words written as names: their words are no wishes, «The Big Short» is nothing short."""
        tokens = self._tokens
        first = 0
        while first < len(tokens):
            last = first
            while (
                last < len(tokens) and tokens.words[last].capital and not (last > first and tokens.words[last].breaks)
            ):
                last += 1
            while last - first > 1 and not self._is_mention(first, last):
                last -= 1
            if last - first > 1:
                yield first, last, (("theme", " ".join(tokens.keys[first:last])),)
            first = max(last, first + 1)

    def _is_mention(self, first: int, last: int) -> bool:
        """Whether words are a title of which some say something, and others nothing."""
        told = [bool(self._words.meaning((key,))) for key in self._tokens.keys[first:last]]
        own = [key not in self._words.function for key in self._tokens.keys[first:last]]
        plain = any(mine and not says for mine, says in zip(own, told, strict=True))
        return any(told) and plain and self._facts.title(self._tokens.slice(first, last)) is not None

    def _is_about(self, at: int) -> bool:
        """Whether «about» stands before a place, an article between: «about the Korean war»."""
        while at and self._tokens.keys[at - 1] in _DETERMINERS:
            at -= 1
        return self._words.cue_before("about", self._tokens.keys, at)

    def _is_beside_kind(self, first: int, last: int) -> bool:
        """Whether a type or genre stands right before or behind."""
        beside = [self._tokens.keys[at] for at in (first - 1, last) if 0 <= at < len(self._tokens)]
        return any(kind in _MADE_BY for word in beside for kind, _ in self._words.meaning((word,)))

    def _is_shown_there(self, at: int) -> bool:
        """Whether the words before a place say that something can be watched there."""
        keys = self._tokens.keys
        return any(len(cue) > 1 and keys[max(0, at - len(cue)) : at] == cue for cue in self._words.cues["in"])
