"""Answers to questions in everyday words: what was understood, and the works, best first."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recsys.serving.catalogue import Catalogue, Work
from recsys.serving.filters import FilterIndex
from recsys.serving.questions.facts import CatalogueFacts
from recsys.serving.questions.limits import Limits
from recsys.serving.questions.meaning import Concept, Meanings
from recsys.serving.questions.question import Understood
from recsys.serving.questions.understand import understand
from recsys.serving.recommend.diversity import Diversity, DiversitySettings
from recsys.serving.recommend.standing import known_by, liked_by
from recsys.serving.recommend.users import Profile
from recsys.serving.requests import WordsRequest

# What counts by how much, next to the concepts, which weigh about 1 each.
_GOOD, _KNOWN, _LIKE = 0.7, 0.7, 6.0
_BESIDE_LIKE = 0.7  # what concepts count by where works like another are asked for: «like X but funnier»
_OWN_STARS = 0.8  # for every star that whoever asks is predicted to give more than to others
_CLEAR = 0.3  # a work has so much of a concept for it to be told

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class FoundWork:
    """A work that a question finds: its score, and why: what it has of that which was asked for in words."""

    work: Work
    score: float
    why: list[str]


@dataclass(frozen=True)
class Found:
    """The works for a question, best first, in its `language`.

    `understood` is what limits and orders them, each to be taken back by `key`; `dropped` what was taken back.
    `meant` are other words that were looked for in descriptions, `ignored` those that said nothing.
    """

    text: str
    language: str
    understood: list["Part"]
    dropped: list["Part"]
    meant: list[str]
    ignored: list[str]
    works: int
    results: list[FoundWork]


@dataclass(frozen=True)
class Part:
    """Something understood: see `question.Understood`. `key` takes it back."""

    key: str
    kind: str
    value: str
    label: str
    words: str
    start: int
    end: int

    @classmethod
    def of(cls, one: Understood) -> "Part":
        """The part of an answer that tells of something understood."""
        return cls(one.key, one.kind, one.value, one.label, one.words, one.start, one.end)


class WordsFinder:
    """Answers questions from a catalogue, its filters and its similar model."""

    def __init__(self, catalogue: Catalogue, filters: FilterIndex, diversity: Diversity) -> None:
        self._catalogue = catalogue
        self._similar = catalogue.bundle.similar
        self._diversity = diversity
        self.facts = CatalogueFacts(catalogue, filters)
        self._limits = Limits(catalogue, filters, self.facts.newest)
        self._meanings = Meanings(catalogue, self.facts)
        known = known_by(catalogue.votes + catalogue.popularity)
        self._standing = (_GOOD * liked_by(catalogue) + _KNOWN * known).astype(np.float32)

    def find(self, request: WordsRequest, profile: Profile | None) -> Found:
        """The k best works that a question allows; `profile` is what is known of whoever asks, None for nothing."""
        asked = understand(request.text, self.facts, request.locale.language if request.locale else None)
        dropped = [one for one in asked.understood if one.key in request.dropped]
        question = asked.without(request.dropped)
        seeds = [self._catalogue.work_ids.number(work_id) for work_id in question.values("like")]
        eligible = self._limits.mask(question, seeds, request.limits.platforms, request.limits.country)
        known = [*seeds, *(profile.seen.tolist() if profile else ()), *request.unwanted]
        eligible[known] = False
        concepts, unknown = self._meanings.concepts(question)
        for concept in concepts:
            if concept.theme and concept.wanted:
                eligible = _about(concept.scores, eligible)
        scores = self._scores(profile, seeds, concepts) + self._limits.origins(question)
        rows = self._diversity.chosen(scores, request.k, eligible, DiversitySettings(), known)
        works = self._catalogue.works_at(rows.tolist(), request.locale)
        return Found(
            text=request.text,
            language=asked.language,
            understood=[Part.of(one) for one in question.understood],
            dropped=[Part.of(one) for one in dropped],
            meant=[word for word in question.rest if word not in unknown],
            ignored=[*question.ignored, *unknown],
            works=int(np.count_nonzero(eligible)),
            results=[
                FoundWork(work, float(scores[row]), _why(concepts, row))
                for row, work in zip(rows.tolist(), works, strict=True)
            ],
        )

    def _scores(self, profile: Profile | None, seeds: Sequence[int], concepts: Sequence[Concept]) -> Floats:
        """The score of every work, (n_works,): what it has of the concepts, how like the seeds it is, how good it is
        and, for somebody who is known, how good for them.
        """
        scores = self._standing.copy()
        if profile is not None:
            mean, _ = profile.posterior.overview()
            scores += np.float32(_OWN_STARS) * (mean - mean.mean()).astype(np.float32)
        for seed in seeds:
            chances = self._similar.chances(self._similar.similarities(seed))
            scores += np.float32(_LIKE / len(seeds)) * chances
        for concept in concepts:
            scores += np.float32(_BESIDE_LIKE if seeds else 1.0) * concept.scores
        return scores


def _about(scores: Floats, eligible: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The eligible works that are about something; where there is none those that mention it, else all."""
    about = (eligible & (scores >= _CLEAR), eligible & (scores > 0), eligible)
    return next((works for works in about if works.any()), eligible)


def _why(concepts: Sequence[Concept], row: int) -> list[str]:
    return [concept.label for concept in concepts if concept.wanted and concept.scores[row] >= _CLEAR]
