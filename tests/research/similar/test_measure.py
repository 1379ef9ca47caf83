from dataclasses import replace

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

from recsys.errors import DataError
from recsys.models.content.model import ContentModel
from recsys.models.cooccurrence.likes import Likes
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.cooccurrence.pairs import PairScores
from recsys.models.similar.facts import ItemFacts
from recsys.models.similar.model import PairModel, SimilarModel
from recsys.models.similar.semantic import SemanticModel
from recsys.models.similar.weights import SimilarWeights
from recsys.research.report_table import table_markdown
from recsys.research.similar.baselines import REFERENCE, SIMILAR_BASELINES, first_words, text_words, tfidf_cosines
from recsys.research.similar.hybrid import BOUNDS, WAYS, hybrid_report_table, hybrid_table
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
from recsys.research.similar.ours import OURS, SERVED
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
    weights = SimilarWeights({"genre": 0.25, "description": 1.0}, semantic=1.0, liked=1.0)
    known = {name: np.ones(N_WORKS) for name in ("year", "runtime", "fame", "quality")}
    facts = ItemFacts.of(known, np.zeros(N_WORKS, dtype=bool), [document["genre"] for document in genres])
    similar = SimilarModel(ContentModel.fit(genres, weights.fields), PairModel(facts, weights))
    return Measured(genres, numbers() | scores, similar, liked, Relevance.of(liked, N_WORKS, 0))


def embedded(measured, vectors):
    """The same works, each with a vector."""
    semantic = SemanticModel(N_WORKS, np.arange(N_WORKS, dtype=np.int32), vectors)
    similar = measured.similar
    return replace(measured, similar=replace(similar, pairs=replace(similar.pairs, semantic=semantic)))


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
    assert len(steps) == len(table.rows) - 1  # nobody embeds descriptions here
    report = similar_report_table(table)
    assert len(report.rows) == len(table.rows)
    assert f"test NDCG@{K}" in table_markdown(report)
    assert (
        dict(zip([row[0] for row in report.rows], [row[-1] for row in report.rows], strict=True))[REFERENCE] == "1.00"
    )


def test_without_embeddings_what_wants_them_is_left_out_and_says_why(measured):
    steps: list[str] = []
    wanting = SimilarMethod("wanting", lambda *_: pytest.fail("must not run"), wants_vectors=True)
    table = similar_table(measured, [wanting, SIMILAR_BASELINES[0]], wanting.name, 0, steps.append)
    assert steps == ["measuring popularity alone"]
    assert table.rows[0].test is None
    text = table_markdown(similar_report_table(table))
    assert "| wanting | – | – | – | – | – |" in text
    assert "- wanting: left out, there are no sentence embeddings.\n" in text


def method(name):
    return next(method.score for method in OURS if method.name.startswith(name))


def test_embeddings_alone_and_in_ours(measured):
    queries, hidden = np.array([3, 8]), np.zeros(N_WORKS, dtype=bool)
    # As if the descriptions said nothing but the kind of a work.
    known = embedded(measured, np.eye(4, dtype=np.float32)[kinds()])
    alone = method("sentence embeddings")(known, queries, hidden)
    assert alone.tolist() == [(kinds() == kinds()[query]).astype(float).tolist() for query in queries]
    with_them, without = (np.nan_to_num(SERVED.score(given, queries, hidden)) for given in (known, measured))
    np.testing.assert_allclose(with_them - alone, without, atol=1e-5)
    with pytest.raises(ValueError, match="needs them"):
        method("sentence embeddings")(measured, queries, hidden)


def test_ours_is_the_served_model_without_the_likes_that_are_hidden(measured):
    queries, hidden = np.array([3, 8]), np.arange(N_WORKS) % 2 == 1
    likes_of_others = measured.likes_without(hidden)
    cooccurrence = CooccurrenceModel.fit(measured.documents, measured.numbers, likes_of_others, Likes.none())
    assert cooccurrence is not None
    predicted = replace(cooccurrence, pairs=PairScores.none(N_WORKS))
    expected = [replace(measured.similar, cooccurrence=predicted).scored(query) for query in queries.tolist()]
    found = SERVED.score(measured, queries, hidden)
    np.testing.assert_allclose(found, [np.where(related, scores, np.nan) for scores, related in expected], atol=1e-5)
    np.testing.assert_allclose(
        np.nan_to_num(method("ours without")(measured, queries, hidden)), [measured.similar.similarities(3),
        measured.similar.similarities(8)], atol=1e-5,
    )  # fmt: skip
    yesterdays = method("yesterday's")(measured, queries, hidden)
    both = measured.one_cosine(3).astype(np.float32)
    predicted.add_to(both, 3, 1.0)
    np.testing.assert_allclose(yesterdays[0], np.where(both > 0, both, np.nan), atol=1e-5)


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
    within = next(method for method in SIMILAR_BASELINES if "rarest genre" in method.name)
    scores = within.score(measured, np.array([0, 4]), np.zeros(N_WORKS, dtype=bool))
    listed = ~np.isnan(scores)
    assert listed[0].tolist() == [work % 3 == 0 for work in range(N_WORKS)]
    assert listed[1].tolist() == [work % 3 == 1 for work in range(N_WORKS)]


def test_the_hybrid_table(measured):
    table = hybrid_table(measured, 0)
    assert sum(table.works[:-1]) == table.works[-1]
    assert len(table.works) == len(BOUNDS) + 1
    predicted, counted, both = (figures[-1] or 0 for figures in table.ndcg)
    assert both > 0.9 * max(predicted, counted)
    report = hybrid_report_table(table)
    assert [row[0] for row in report.rows] == ["works", *WAYS]
    assert all(len(row) == len(report.columns) for row in report.rows)
    assert "–" in table_markdown(report)  # nobody here has so few likes
