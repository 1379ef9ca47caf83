"""The code of others that the bench times finds what the evaluation's baselines say they find."""

import numpy as np
import pytest

from recsys.models.ranking.topk import top_k
from recsys.research.similar.baselines import BEST_IN_GENRE_FIELDS, first_words, text_words, tfidf_cosines
from tests.bench import others
from tests.bench.others import K, film_frame, kept, rebuilt

N_FILMS = 80


@pytest.fixture(scope="module")
def documents():
    rng = np.random.default_rng(0)

    def words(letters: str, most: int) -> list[str]:
        return [f"{rng.choice(list(letters))}word" for _ in range(rng.integers(1, most))]

    return [
        {
            "title": words("abcdef", 4),
            "genre": sorted(set(words("st", 3))) + ["comedy"] * bool(row % 2),
            "tagline": words("ghij", 5),
            "description": words("klmnopqr", 20),
            "cast": [f"{name} {other}" for name, other in zip(words("uvw", 3), words("xyz", 3), strict=False)],
            "director": words("abcdwxyz", 3),
        }
        for row in range(N_FILMS)
    ]


@pytest.fixture(scope="module")
def scores():
    return np.random.default_rng(1).integers(1, 60, N_FILMS).astype(float)


def test_what_is_kept(documents, scores):
    titles = [str(row) for row in range(N_FILMS)]
    ask = kept(film_frame(documents, titles, scores))
    cosines = tfidf_cosines([first_words(document) for document in documents], np.arange(N_FILMS))
    for row in range(N_FILMS):
        found = [int(title) for title in ask(row)]
        expected = top_k(cosines[row], K, np.arange(N_FILMS) != row)
        assert cosines[row, found] == pytest.approx(cosines[row, expected])


def test_what_is_rebuilt(documents, scores, monkeypatch):
    """The matrix is made of the chosen films alone, so its weights are theirs."""
    monkeypatch.setattr(others, "BEST_IN_GENRE", 20)
    ask = rebuilt(film_frame(documents, [str(row) for row in range(N_FILMS)], scores))
    counts = {
        genre: sum(genre in document["genre"] for document in documents) for genre in ("sword", "tword", "comedy")
    }
    words = [text_words(document, BEST_IN_GENRE_FIELDS) for document in documents]
    for row in range(0, N_FILMS, 7):
        rarest = min(documents[row]["genre"], key=lambda genre: (counts[genre], genre))
        having = np.array([rarest in document["genre"] for document in documents])
        best = [film for film in top_k(scores, 20, having).tolist() if film != row]
        known = {word for film in best for word in words[film]}
        texts = [[word for word in words[film] if word in known] for film in [*best, row]]
        # The asked film counts for no word's rarity.
        weights = {word: 1 + np.log((1 + len(best)) / (1 + sum(word in text for text in texts[:-1]))) for word in known}
        vectors = np.array([[text.count(word) * weights[word] for word in sorted(known)] for text in texts])
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        cosines = dict(zip(best, vectors[:-1] @ vectors[-1], strict=True))
        found = [cosines[int(title)] for title in ask(row)]
        assert found == pytest.approx(sorted(cosines.values(), reverse=True)[:K])
