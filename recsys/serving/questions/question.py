"""A question as it was understood."""

from dataclasses import dataclass

NEGATIVE = "not_"


@dataclass(frozen=True)
class Understood:
    """Something that a question asks for.

    `kind` is one of type, genre, length, minutes_to, minutes_from, seasons_to, years, made_in, spoken, platforms,
    country, audience, person, which limit; mood, theme, which rank; like, a work, and change, how the works wanted
    differ from it. With `not_` before it the opposite is asked for. `value` is what programs compare, `label` what
    people of the question's language call it, `words` the question's own, from `start` to before `end` in its text.
    """

    kind: str
    value: str
    label: str
    words: str
    start: int
    end: int

    @property
    def key(self) -> str:
        """What names it among all that was understood: «genre:comedy»."""
        return f"{self.kind}:{self.value}"


@dataclass(frozen=True)
class Question:
    """What a text asks for: `understood` in the order of its words, `rest` the words that may still mean something,
    `unwanted` those that it says shall not be, `ignored` what was understood and cannot be granted.
    """

    text: str
    language: str
    understood: tuple[Understood, ...] = ()
    rest: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    def values(self, kind: str) -> list[str]:
        """What was understood of a kind."""
        return [one.value for one in self.understood if one.kind == kind]

    def without(self, dropped: frozenset[str]) -> "Question":
        """The same with some of what was understood taken back, by its keys; its words say nothing then."""
        kept = tuple(one for one in self.understood if one.key not in dropped)
        return Question(self.text, self.language, kept, self.rest, self.unwanted, self.ignored)
