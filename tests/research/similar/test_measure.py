from dataclasses import replace

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

from recsys.errors import DataError
from recsys.models.cooccurrence.likes import Likes
from recsys.research.report_table import table_markdown
from recsys.research.sentences import sentence_vectors
from recsys.research.similar.baselines import REFERENCE, SIMILAR_BASELINES, first_words, text_words, tfidf_cosines
from recsys.research.similar.hybrid import BOUNDS, hybrid_report_table, hybrid_table
from recsys.research.similar.measure import (
    RELEVANT,
    Goodness,
    K,
    Measured,
    Relevance,
    SimilarMethod,
    goodness,
    list_scores,
    similar_report_table,
    similar_table,
)
from recsys.research.similar.ours import OURS, SERVED, STREAMED_FIELDS, as_streamed
from recsys.research.similar.semantic import COSINE_WEIGHT, SEMANTIC
from tests.models.planted_likes import N_WORKS, documents, kinds, likes, numbers

DOCUMENT = {
    "title": ["heat"],
    "genre": ["crime", "science fiction"],
    "tagline": ["saga"],
    "cast": ["al pacino", "val kilmer"],
    "director": ["michael mann"],
}


@pytest.fixture(scope="module")
def measured():
    liked = likes()
    genres = [{**document, "genre": [f"genre {row % 3}"]} for row, document in enumerate(documents())]
    scores = {"score": np.linspace(1, 9, N_WORKS)}
    texts = [" ".join(document["description"]) for document in genres]
    return Measured(genres, texts, numbers() | scores, liked, Relevance.of(liked, N_WORKS, 0))


def test_relevant_is_what_is_liked_together_beyond_chance():
    liked = likes(unrated=(4, 9))
    relevance = Relevance.of(liked, N_WORKS, 0)
    assert relevance.works.tolist() == [work for work in range(N_WORKS) if work not in (4, 9)]
    kind = kinds()[relevance.works]
    assert (kind[relevance.relevant] == kind[:, None]).all()
    assert relevance.relevant.shape == (N_WORKS - 2, RELEVANT)
    found, expected = liked.cooccurrences(relevance.works)
    ratios = found[3] / (expected[3] + 10)
    others = [place for place in range(len(ratios)) if place != 3]
    assert relevance.relevant[3].tolist() == sorted(others, key=lambda place: (-ratios[place], place))[:RELEVANT]
    assert relevance.tuning.sum() == (N_WORKS - 2) // 2
    np.testing.assert_array_equal(relevance.tuning, Relevance.of(liked, N_WORKS, 0).tuning)
    assert (relevance.tuning != Relevance.of(liked, N_WORKS, 1).tuning).any()


def test_too_few_works_cannot_be_measured():
    with pytest.raises(DataError, match="more than 20 works with at least 30 likes to measure, found 0"):
        Relevance.of(Likes.none(), 9, 0)


def test_lists_worked_by_hand():
    scores = np.array([[9.0, 1, 3, 2], [1, 9, np.nan, 0]])
    # The first asks for 0: 2, 3, 1 of which 3 is relevant; the second for 1: 0, 3, and 2 cannot be listed.
    found = list_scores(scores, np.array([0, 1]), np.array([[3], [2]]), k=2)
    assert found.tolist() == [[pytest.approx(1 / np.log2(3)), 1], [0, 0]]
    assert goodness(found).hit == 0.5
    assert np.isnan(goodness(found[:0]).ndcg)


def test_a_perfect_and_a_useless_method(measured):
    def perfect(given, queries, _hidden):
        scores = np.zeros((len(queries), len(given.relevance.works)))
        for row, query in enumerate(queries):
            scores[row, given.relevance.relevant[query]] = 1
        return scores

    table = similar_table(
        measured,
        [
            SimilarMethod("perfect", perfect),
            SimilarMethod("useless", lambda given, queries, hidden: -perfect(given, queries, hidden)),
        ],
        "perfect",
        0,
    )
    best, worst = table.rows
    assert best.tuning == best.test == Goodness(1.0, 1.0)
    assert worst.test
    assert worst.test.ndcg == 0


def test_what_learns_never_sees_the_likes_of_its_queries(measured):
    queried = []

    def spy(given, queries, hidden):
        works = given.relevance.works
        seen = np.unique(given.likes_without(hidden).work_nums)
        assert not set(works[queries].tolist()) & set(seen.tolist())
        assert not set(works[~given.relevance.tuning].tolist()) & set(seen.tolist())
        assert len(seen) == len(works) - hidden.sum()
        queried.extend(queries.tolist())
        return np.zeros((len(queries), len(works)))

    similar_table(measured, [SimilarMethod("spy", spy, learns=True)], "spy", 0)
    assert sorted(queried) == list(range(len(measured.relevance.works)))


def test_ours_wins_where_likes_say_what_words_do_not(measured):
    steps: list[str] = []
    table = similar_table(measured, [*SIMILAR_BASELINES, *OURS], REFERENCE, 0, steps.append)
    by_name = {row.method: row.test.ndcg for row in table.rows if row.test}
    ours = by_name.pop(SERVED.name)
    best_other = max(ndcg for name, ndcg in by_name.items() if name not in {method.name for method in OURS})
    assert ours > 1.2 * best_other
    # The folds of so small a tuning half leave too few works to learn from.
    tuning = next(row.tuning for row in table.rows if row.method == SERVED.name)
    assert tuning
    assert 0 < tuning.ndcg < ours
    assert len(steps) == len(table.rows)
    report = similar_report_table(table)
    assert len(report.rows) == len(table.rows)
    assert f"test NDCG@{K}" in table_markdown(report)
    assert (
        dict(zip([row[0] for row in report.rows], [row[-1] for row in report.rows], strict=True))[REFERENCE] == "1.00"
    )


def test_what_cannot_run_is_left_out_and_says_why(measured):
    nobodys = SimilarMethod("nobody's", lambda *_: pytest.fail("must not run"), lacks=lambda: "No luck.")
    steps: list[str] = []
    table = similar_table(measured, [nobodys, SIMILAR_BASELINES[0]], nobodys.name, 0, steps.append)
    assert steps == ["measuring popularity alone"]
    assert table.rows[0].test is None
    text = table_markdown(similar_report_table(table))
    assert "| nobody's | – | – | – | – | – |" in text
    assert "- nobody's: No luck.\n" in text


def test_what_the_streaming_catalogue_alone_knows(measured):
    hidden = np.zeros(N_WORKS, dtype=bool)
    hidden[[3, 8]] = True
    known = [{**document, "keyword": ["robot"]} for document in measured.documents]
    streamed = as_streamed(replace(measured, documents=known), hidden)
    assert set(streamed.documents[3]) == set(STREAMED_FIELDS)
    assert streamed.documents[3]["genre"] == measured.documents[3]["genre"]
    assert streamed.documents[4]["keyword"] == ["robot"]
    assert np.isnan(streamed.numbers["score"]).nonzero()[0].tolist() == [3, 8]
    np.testing.assert_array_equal(streamed.numbers["year"], measured.numbers["year"])


def test_embeddings_alone_and_added_to_our_model(measured):
    queries, hidden = np.array([3, 8]), np.zeros(N_WORKS, dtype=bool)
    embedded = replace(measured)
    # As if the texts said nothing but the kind of a work.
    embedded.__dict__["embeddings"] = np.eye(4, dtype=np.float32)[kinds()]
    alone, added, projected = (method.score(embedded, queries, hidden) for method in SEMANTIC)
    assert alone.tolist() == [(kinds() == kinds()[query]).astype(float).tolist() for query in queries]
    ours = SERVED.score(measured, queries, hidden)
    np.testing.assert_allclose(added - COSINE_WEIGHT * alone, ours, atol=1e-6)
    same = alone > 0
    assert (projected - ours)[same].min() > 0.02 > np.abs(projected - ours)[~same].mean()
    embedded.__dict__["embeddings"] = np.zeros((N_WORKS, 4), dtype=np.float32)
    np.testing.assert_allclose(SEMANTIC[2].score(embedded, queries, hidden), ours, atol=0.01)


def test_without_an_encoder_its_rows_say_so(measured):
    table = similar_table(measured, SEMANTIC, SERVED.name, 0)
    assert [row.note for row in table.rows] == ["No encoder is wanted (RECSYS_ENCODER=none)."] * 3


def test_sentences_that_mean_the_same_are_near(encoder_folder, monkeypatch, tmp_path):
    monkeypatch.setenv("RECSYS_ENCODER", str(encoder_folder))
    monkeypatch.setenv("RECSYS_CACHE", str(tmp_path))
    vectors = sentence_vectors(["A king rules a castle.", "The queen's palace.", "How to change a car's tyres."])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    cosines = vectors @ vectors.T
    assert cosines[0, 1] > 0.3 > cosines[0, 2]
    assert all(method.lacks() == "" for method in SEMANTIC)


def test_words_of_the_baselines():
    assert text_words(DOCUMENT, ("title", "cast")) == ["heat", "al", "pacino", "val", "kilmer"]
    words = ["crime", "science", "fiction", "saga", "al", "pacino", "michael", "mann"]
    assert first_words(DOCUMENT) == [
        *words, "crime science", "science fiction", "fiction saga", "saga al", "al pacino", "pacino michael",
        "michael mann",
    ]  # fmt: skip
    assert first_words({}) == []


def test_cosines_are_those_of_scikit_learn():
    tokens = [["a", "b", "b"], ["a"], ["b", "c"], [], ["c", "a", "d"]]
    works = np.array([0, 2, 3, 4])
    expected = cosine_similarity(TfidfVectorizer(analyzer=list).fit_transform(tokens))
    np.testing.assert_allclose(tfidf_cosines(tokens, works), expected[np.ix_(works, works)], atol=1e-12)


def test_within_a_genre_nothing_else_is_listed(measured):
    method = next(method for method in SIMILAR_BASELINES if "rarest genre" in method.name)
    scores = method.score(measured, np.array([0, 4]), np.zeros(N_WORKS, dtype=bool))
    listed = ~np.isnan(scores)
    assert listed[0].tolist() == [work % 3 == 0 for work in range(N_WORKS)]
    assert listed[1].tolist() == [work % 3 == 1 for work in range(N_WORKS)]


def test_the_hybrid_table(measured):
    table = hybrid_table(measured, 0)
    assert sum(table.works[:-1]) == table.works[-1]
    assert len(table.works) == len(BOUNDS) + 1
    features, counted, both = (figures[-1] or 0 for figures in table.ndcg)
    assert both > 0.9 * max(features, counted)
    report = hybrid_report_table(table)
    assert [row[0] for row in report.rows] == ["works", "features alone", "co-occurrence alone", "both"]
    assert all(len(row) == len(report.columns) for row in report.rows)
    assert "–" in table_markdown(report)  # nobody here has so few likes
