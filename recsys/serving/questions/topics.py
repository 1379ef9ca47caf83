"""What works shall be about, in words that no lexicon has: «about the moon landing»."""

from collections.abc import Iterator, Sequence

from recsys.serving.questions.facts import CatalogueFacts
from recsys.serving.questions.lexicon import Lexicon
from recsys.serving.questions.spans import Span
from recsys.serving.questions.tokens import Tokens

_LONGEST = 2  # words: what of three stands together in a description is rarely meant together


def topics(tokens: Tokens, words: Lexicon, facts: CatalogueFacts, spans: Sequence[Span]) -> Iterator[Span]:
    """The words right behind each «about» that the catalogue knows and that say nothing else, as themes."""
    taken = {at for span in spans for at in range(span.first, span.last)}
    for cue_at in range(len(tokens)):
        first = cue_at + words.cue("about", tokens.keys, cue_at)
        while first > cue_at and first < len(tokens) and tokens.keys[first] in words.function:
            first += 1
        last = first
        while first > cue_at and last < min(first + _LONGEST, len(tokens)) and _is_topic(last, tokens, words, facts):
            if last in taken or (last > first and tokens.words[last].breaks):
                break
            last += 1
        if last > first:
            taken.update(range(first, last))
            yield Span(first, last, (("theme", " ".join(tokens.keys[first:last])),))


def _is_topic(at: int, tokens: Tokens, words: Lexicon, facts: CatalogueFacts) -> bool:
    return tokens.keys[at] not in words.function and facts.has_word(tokens.keys[at])
