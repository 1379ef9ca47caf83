"""How well works answer what a question asks for in words: moods, audiences, themes, and what no filter says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.serving.catalogue import Catalogue
from recsys.serving.questions.facts import CatalogueFacts
from recsys.serving.questions.lexicon import weights
from recsys.serving.questions.question import NEGATIVE, Question
from recsys.text import fold

# What a word counts by where it stands: somebody chose the keywords, descriptions mention much.
_KEYWORD, _DESCRIBED = 1.0, 0.75
# A title's word is no topic by itself: «Reservoir Dogs». It confirms one, and alone counts for less than any of these.
_TITLE_BESIDE, _TITLE_ALONE = 0.2, 0.1
_BESIDE = 0.35  # what a second field counts by
_OFF_TOPIC = 0.1  # what is left of a word where the description means something else by it
_WORDS_OF_A_MOOD = 0.5  # next to its genres, which weigh 1 at most
_UNWANTED = 2.0  # what shall not be weighs more than what shall
_THEME, _AUDIENCE = 1.5, 0.6
_PAIR = 2  # words that stand in one description are a phrase there: «North Korea»; of more that is chance

Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Concept:
    """Something that a question wants or does not want, and how much each work has of it, (n_works,).

    Without a `theme` that is wanted a work is no answer.
    """

    label: str
    scores: Scores
    wanted: bool = True
    theme: bool = False


class Meanings:
    """Scores of concepts by the words and genres of one catalogue, which its content model has by term."""

    def __init__(self, catalogue: Catalogue, facts: CatalogueFacts) -> None:
        self._content = catalogue.bundle.similar.content
        self._descriptions = catalogue.bundle.works.column("descriptions")
        self._semantic = catalogue.bundle.similar.pairs.semantic
        self._n_works = len(catalogue)
        self._facts = facts

    def concepts(self, question: Question) -> tuple[list[Concept], list[str]]:
        """What a question asks for in words, and the words that no work has."""
        meanings: dict[str, Callable[[str], Scores]] = {
            "mood": lambda value: self._weighed(weights()["moods"][value]),
            "audience": lambda value: np.float32(_AUDIENCE) * self._weighed(weights()["audiences"][value]),
            "theme": lambda value: np.float32(_THEME) * self._topic(weights()["themes"].get(value, [value])),
        }
        found = []
        for one in question.understood:
            kind = one.kind.removeprefix(NEGATIVE)
            if kind in meanings:
                scores, wanted = meanings[kind](one.value), kind == one.kind
                found.append(Concept(one.label, scores if wanted else _against(scores), wanted, kind == "theme"))
        words, unknown = self._rest(question.rest)
        found += [Concept(word, scores) for word, scores in words]
        unwanted, denied = self._rest(question.unwanted)
        found += [Concept(word, _against(scores), wanted=False) for word, scores in unwanted]
        return found, [*unknown, *denied]

    def _rest(self, words: Sequence[str]) -> tuple[list[tuple[str, Scores]], list[str]]:
        """The words that works have, with the scores of each, and the others. Rarer words say more."""
        told, unknown = [], []
        for word in words:
            scores = self._topic([word])
            count = int(np.count_nonzero(scores))
            if count:
                rarity = np.log(self._n_works / count) / np.log(max(self._n_works, 2))
                told.append((word, (np.float32(_THEME * rarity) * scores)))
            else:
                unknown.append(word)
        return told, unknown

    def _weighed(self, meaning: Mapping[str, Mapping[str, float] | list[str]]) -> Scores:
        """The sum of weights of a work's genres, and the words."""
        scores = np.zeros(self._n_works, dtype=np.float32)
        genres, words = meaning["genres"], meaning["words"]
        if isinstance(genres, Mapping):
            for genre, weight in genres.items():
                scores[self._having(f"genre:{genre}")] += np.float32(weight)
        np.clip(scores, -1, 1.25, out=scores)
        return scores + np.float32(_WORDS_OF_A_MOOD) * self._words(list(words))

    def _words(self, words: Sequence[str]) -> Scores:
        """How much works have of any of some words, from 0 to 1, or to 1.5 where more than one field has one."""
        keyword, title = self._having_any("keyword", words), self._having_any("title", words)
        described = self._having_any("description", words)
        for work in np.flatnonzero(described & title & ~keyword).tolist():
            described[work] = self._describes(work, words)
        both = keyword & described
        scores = np.where(keyword, _KEYWORD, described * _DESCRIBED) + both * (_BESIDE * _DESCRIBED)
        scores += title * np.where(keyword | described, _TITLE_BESIDE, _TITLE_ALONE)
        return np.asarray(scores, dtype=np.float32)

    def _describes(self, work: int, words: Sequence[str]) -> bool:
        """Whether a description of a work has any of some words: where its title has one, its tagline may play with it,
        which the content model has among the description's words.
        """
        texts = self._descriptions[work].as_py()
        told = {word for text in texts for word in fold(text["text"]).split()}
        return any(told.issuperset(form.split()) for word in words for form in _forms(word))

    def _topic(self, words: Sequence[str]) -> Scores:
        """How much works are about any of some words: those that have one, the more the nearer their description is to
        all such descriptions together, by the sentence embeddings where the bundle has them.
        """
        scores = self._words(words)
        said = None if self._semantic is None else scores[self._semantic.works]
        if self._semantic is None or said is None or not (said > _TITLE_ALONE).any():
            return scores
        vectors = self._semantic.vectors
        middle = said @ vectors
        cosines = vectors @ (middle / max(float(np.linalg.norm(middle)), 1e-9))
        typical = float(np.quantile(cosines[said > _TITLE_ALONE], 0.9))
        near = np.clip(cosines / max(typical, 1e-9), 0, 1)
        scores[self._semantic.works] *= np.float32(_OFF_TOPIC) + np.float32(1 - _OFF_TOPIC) * near
        return scores

    def _having_any(self, field: str, words: Sequence[str]) -> NDArray[np.bool_]:
        """The works whose field has any of some words, (n_works,)."""
        having = np.zeros(self._n_works, dtype=bool)
        for word in words:
            having |= self._all_of(field, word)
        return having

    def _all_of(self, field: str, word: str) -> NDArray[np.bool_]:
        """The works whose field has a word or keyword, or both words of a phrase of two, (n_works,)."""
        having = self._any_form(field, word)
        parts = word.split()
        if len(parts) == _PAIR and not having.any():
            having = np.logical_and.reduce([self._any_form(field, part) for part in parts])
        return having

    def _any_form(self, field: str, word: str) -> NDArray[np.bool_]:
        having = np.zeros(self._n_works, dtype=bool)
        for form in _forms(word):
            having[self._having(f"{field}:{form}")] = True
        return having

    def _having(self, term: str) -> NDArray[np.int32]:
        """The works that have a term of the content model."""
        column = self._facts.term(term)
        if column is None:
            return np.zeros(0, dtype=np.int32)
        start, end = self._content.term_starts[column], self._content.term_starts[column + 1]
        return self._content.term_rows[start:end]


def _against(scores: Scores) -> Scores:
    """The scores of what shall not be: to have less than nothing of it is no merit."""
    return np.float32(-_UNWANTED) * np.maximum(scores, np.float32(0))


def _forms(word: str) -> list[str]:
    """The word, and its plural or singular by the rule that most have."""
    if " " in word:
        return [word]
    return [word, word[:-1]] if word.endswith("s") and len(word) > 3 else [word, word + "s"]
