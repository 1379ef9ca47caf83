"""From a question in everyday words to what it asks for: exact where it can be, the rest left as words."""

from recsys.serving.questions.facts import CatalogueFacts
from recsys.serving.questions.labels import label
from recsys.serving.questions.lexicon import Lexicon, Reading, language_of, lexicon
from recsys.serving.questions.question import NEGATIVE, Question, Understood
from recsys.serving.questions.spans import Span, SpanFinder
from recsys.serving.questions.tokens import Tokens
from recsys.serving.questions.topics import topics

# What a negation turns into something else; other kinds are left out where they are denied.
_OPPOSITES: dict[Reading, Reading] = {
    ("type", "movie"): ("type", "tv show"),
    ("type", "tv show"): ("type", "movie"),
    ("length", "long"): ("length", "medium"),
    ("audience", "kids"): ("audience", "adults"),
    ("years", "old"): ("years", "recent"),
    ("change", "longer"): ("change", "shorter"),
}
_DENIABLE = {"genre", "made_in", "spoken", "person", "mood", "theme", "years"}
_ALTERNATIVES = {"genre", "person"}  # of which all must be there, unless «or» stands between them


def understand(text: str, facts: CatalogueFacts, language: str | None = None) -> Question:
    """What a question in any of LANGUAGES asks for; `language` decides where its words could be of several.

    The same text and catalogue are always understood alike.
    """
    tokens = Tokens.of(text)
    words = lexicon(language_of(tokens.keys, language))
    sentence = _Sentence(tokens, words)
    spans = SpanFinder(tokens, words, facts).find()
    sentence.read(sorted([*spans, *topics(tokens, words, facts, spans)]))
    understood: dict[str, Understood] = {}
    for span, (kind, value) in sentence.said:
        if not _offered(kind, value, facts):
            sentence.ignored.append(tokens.slice(span.first, span.last))
            continue
        start, end = tokens.words[span.first].start, tokens.words[span.last - 1].end
        one = Understood(kind, value, label(kind, value, words, facts), text[start:end], start, end)
        understood.setdefault(one.key, one)
    left = (tuple(sentence.rest), tuple(sentence.unwanted), tuple(sentence.ignored))
    return Question(text, words.language, tuple(understood.values()), *left)


def _offered(kind: str, value: str, facts: CatalogueFacts) -> bool:
    """Whether the catalogue can limit by it: it may have neither the service nor the genre."""
    kind = kind.removeprefix(NEGATIVE)
    if kind == "platforms":
        return value in facts.offered
    if kind == "genre":
        return any(genre in facts.filters.genres for genre in value.split("|"))
    return True


class _Sentence:
    """What is said and what is denied, as a sentence goes on.

    `said` are the readings with their spans, `rest` the words that are left, `unwanted` those of them that are denied,
    `ignored` what is denied and has no opposite.
    """

    def __init__(self, tokens: Tokens, words: Lexicon) -> None:
        self._tokens, self._words = tokens, words
        self._denied = self._carried = False
        self.said: list[tuple[Span, Reading]] = []
        self.rest: list[str] = []
        self.unwanted: list[str] = []
        self.ignored: list[str] = []

    def read(self, spans: list[Span]) -> None:
        """Go through the words, of which those of `spans` have readings."""
        starts, at = {span.first: span for span in spans}, 0
        while at < len(self._tokens):
            if self._tokens.words[at].breaks:
                self._denied = self._carried = False
            span = starts.get(at)
            if span is not None:
                self._say(span)
                at = span.last
                continue
            denying = self._denial(at, min((other for other in starts if other > at), default=len(self._tokens)))
            if denying:
                self._denied = True
                at += denying
                continue
            self._pass(at)
            at += 1

    def _say(self, span: Span) -> None:
        for reading in span.readings:
            granted = _denied(reading) if self._denied else reading
            if granted is None:
                self.ignored.append(self._tokens.slice(span.first, span.last))
            elif not self._is_alternative(span, granted):
                self.said.append((span, granted))
        if span.readings:
            self._over()

    def _over(self) -> None:
        """Something was said: what stands behind «or» is denied as it was."""
        self._carried, self._denied = self._denied, False

    def _denial(self, at: int, before: int) -> int:
        """How many words the longest negation at a place has that ends before another."""
        return max(self._words.cue(kind, self._tokens.keys[:before], at) for kind in ("not", "less"))

    def _pass(self, at: int) -> None:
        """A word that says nothing of what is known: it joins or parts what does, or is left over."""
        word = self._tokens.keys[at]
        if any(self._words.cue(kind, self._tokens.keys, at) for kind in ("or", "and")):
            self._denied = self._denied or self._carried
        elif self._words.cue("but", self._tokens.keys, at):
            self._denied = self._carried = False
        elif word not in self._words.function:
            (self.unwanted if self._denied else self.rest).append(word)
            self._over()

    def _is_alternative(self, span: Span, reading: Reading) -> bool:
        """Whether it is a genre or person behind another and «or», which are then one: «comedy or drama»."""
        if not self.said or reading[0] not in _ALTERNATIVES or self.said[-1][1][0] != reading[0]:
            return False
        before, (kind, value) = self.said[-1]
        between = self._tokens.keys[before.last : span.first]
        if not between or not self._words.cue("or", between, 0) or not self._words.function.issuperset(between):
            return False
        self.said[-1] = (Span(before.first, span.last, ()), (kind, f"{value}|{reading[1]}"))
        return True


def _denied(reading: Reading) -> Reading | None:
    """The opposite of something; None where it has none."""
    kind, value = reading
    if kind == "minutes_from":
        return "minutes_to", value
    if kind == "years" and (value[0] == "-" or value[-1] == "-"):  # nothing before 2015: since then
        year = int(value.strip("-"))
        return "years", f"-{year - 1}" if value[-1] == "-" else f"{year + 1}-"
    if reading in _OPPOSITES:
        return _OPPOSITES[reading]
    return (NEGATIVE + kind, value) if kind in _DENIABLE else None
