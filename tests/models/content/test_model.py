import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

from recsys.models.content.model import FIELD_WEIGHTS, ContentModel
from recsys.models.content.tfidf import Document
from recsys.models.similar import SimilarModel
from tests.fixtures.bundles import assert_same_arrays

# Five works over few shared terms: rectangular, with an empty work, a repeated term, and a person in two fields.
DOCUMENTS = [
    {"genre": ["drama", "war"], "director": ["agnès varda"], "description": ["sea", "sea", "sea", "boat"]},
    {"genre": ["drama"], "director": ["agnès varda"], "cast": ["lee: jr"], "description": ["sea"]},
    {"genre": ["war"], "cast": ["agnès varda", "lee: jr"], "description": ["boat", "boat"]},
    {"title": ["alone"], "description": ["nobody"]},
    {"genre": ["drama", "war"], "director": ["agnès varda"], "description": ["sea", "sea", "sea", "boat"]},
]

documents = st.lists(
    st.dictionaries(st.sampled_from(sorted(FIELD_WEIGHTS)), st.lists(st.sampled_from("abcdef"), max_size=4)),
    max_size=9,
)


def dense_similarities(docs):
    """The same by scikit-learn's dense way: one TF-IDF per field, weighted, side by side, cosine of all pairs."""
    blocks = []
    for field, weight in FIELD_WEIGHTS.items():
        texts = [list(document.get(field, ())) for document in docs]
        if any(texts):
            matrix = TfidfVectorizer(analyzer=list, sublinear_tf=True, norm=None).fit_transform(texts).toarray()
            blocks.append(weight * matrix[:, (matrix > 0).sum(axis=0) >= 2])
    joined = np.hstack(blocks) if blocks else np.zeros((len(docs), 0))
    return cosine_similarity(joined) if joined.shape[1] else np.zeros((len(docs), len(docs)))


def shared_terms(model, work, other):
    return model.explain(work, np.array([other]))[0]


def all_similarities(model):
    return np.array([model.similarities(work) for work in range(model.n_works)]).reshape(model.n_works, model.n_works)


def test_a_weight_worked_by_hand():
    # Three works, two of them share a genre and a word; the word stands twice in the first.
    # idf of both, df 2 of n 3: 1 + ln(4/3). Weights before scaling: genre 2 idf, word (1 + ln 2) idf and idf.
    docs = [{"genre": ["war"], "description": ["sea", "sea"]}, {"genre": ["war"], "description": ["sea"]}, {}]
    model = ContentModel.fit(docs, {"genre": 2.0, "description": 1.0})
    twice = 1 + math.log(2)
    cosine = (2 * 2 + twice * 1) / (math.hypot(2, twice) * math.hypot(2, 1))

    assert model.terms == ("description:sea", "genre:war")
    assert model.similarities(0) == pytest.approx([1, cosine, 0], abs=1e-6)
    shared = shared_terms(model, 0, 1)
    length = math.hypot(2, twice) * math.hypot(2, 1)
    assert [(field, term) for field, term, _ in shared] == [("genre", "war"), ("description", "sea")]
    assert [part for _, _, part in shared] == pytest.approx([4 / length, twice / length])


def test_rarer_terms_weigh_more():
    # "noir" in two works of four, "drama" in all: idf 1 + ln(5/3) and 1.
    docs = [{"genre": ["drama", "noir"]}, {"genre": ["drama", "noir"]}, {"genre": ["drama"]}, {"genre": ["drama"]}]
    model = ContentModel.fit(docs, {"genre": 1.0})
    idf = 1 + math.log(5 / 3)
    assert model.similarities(0) == pytest.approx([1, 1, 1 / math.hypot(1, idf), 1 / math.hypot(1, idf)], abs=1e-6)


def test_equal_to_the_dense_way():
    np.testing.assert_allclose(all_similarities(ContentModel.fit(DOCUMENTS)), dense_similarities(DOCUMENTS), atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(documents)
def test_equal_to_the_dense_way_on_any_documents(docs):
    model = ContentModel.fit(docs)
    similarities = all_similarities(model)
    np.testing.assert_allclose(similarities, dense_similarities(docs).reshape(similarities.shape), atol=1e-6)
    np.testing.assert_array_equal(similarities, similarities.T)
    assert ((similarities >= 0) & (similarities <= 1)).all()
    for work in range(model.n_works):
        is_empty = len(model.row(work)[0]) == 0
        assert similarities[work, work] == pytest.approx(0 if is_empty else 1, abs=1e-6)
        for other in range(model.n_works):
            parts = [part for _, _, part in shared_terms(model, work, other)]
            assert sum(parts) == pytest.approx(similarities[work, other], abs=1e-6)
            assert parts == sorted(parts, reverse=True)


def test_by_row_and_by_column_are_one_matrix():
    model = ContentModel.fit(DOCUMENTS)
    by_row = np.zeros((model.n_works, len(model.terms)))
    by_column = np.zeros_like(by_row)
    for work in range(model.n_works):
        terms, weights = model.row(work)
        by_row[work, terms] = weights
    for term in range(len(model.terms)):
        start, end = model.term_starts[term], model.term_starts[term + 1]
        by_column[model.term_rows[start:end], term] = model.term_weights[start:end]
    np.testing.assert_array_equal(by_row, by_column)
    assert by_row.shape == (5, 6)
    assert np.linalg.norm(by_row, axis=1) == pytest.approx([1, 1, 1, 0, 1])


def test_a_term_of_one_work_alone_counts_for_nothing():
    model = ContentModel.fit(DOCUMENTS)
    assert "title:alone" not in model.terms
    assert all_similarities(model)[3].tolist() == [0, 0, 0, 0, 0]
    assert shared_terms(model, 3, 3) == []


def test_director_and_actor_of_one_name_are_not_the_same():
    model = ContentModel.fit(DOCUMENTS)
    shared = {(field, term) for field, term, _ in shared_terms(model, 0, 2)}
    assert shared == {("genre", "war"), ("description", "boat")}
    assert {(field, term) for field, term, _ in shared_terms(model, 1, 2)} == {("cast", "lee: jr")}


def test_a_field_without_a_weight_is_left_out():
    model = ContentModel.fit(DOCUMENTS, {"genre": 1.0})
    assert model.terms == ("genre:drama", "genre:war")


def test_the_order_of_works_is_the_order_of_documents():
    model, turned = ContentModel.fit(DOCUMENTS), ContentModel.fit(DOCUMENTS[::-1])
    np.testing.assert_allclose(all_similarities(model), all_similarities(turned)[::-1, ::-1], atol=1e-6)


def test_the_same_documents_give_the_same_model():
    assert_same_arrays(ContentModel.fit(DOCUMENTS), ContentModel.fit(DOCUMENTS))


@pytest.mark.parametrize("docs", [[], [{}], [{"genre": ["drama"]}], [{"genre": ["drama"]}, {"genre": ["war"]}, {}]])
def test_works_that_share_nothing(docs):
    model = ContentModel.fit(docs)
    assert model.n_works == len(docs)
    assert model.terms == ()
    assert not all_similarities(model).any()


def test_arrays_have_the_declared_types():
    nothing: list[Document] = [{}]
    for model in (ContentModel.fit(DOCUMENTS), ContentModel.fit(nothing)):
        assert {model.row_starts.dtype, model.term_starts.dtype} == {np.dtype(np.int64)}
        assert {model.row_terms.dtype, model.term_rows.dtype} == {np.dtype(np.int32)}
        assert {model.row_weights.dtype, model.term_weights.dtype, model.row(0)[1].dtype} == {np.dtype(np.float32)}


def test_nearest_is_the_dense_ranking_without_the_work_itself():
    model = SimilarModel(ContentModel.fit(DOCUMENTS))
    for work, scores in enumerate(dense_similarities(DOCUMENTS)):
        others = [row for row in range(len(scores)) if row != work and scores[row] > 1e-9]
        expected = sorted(others, key=lambda row: (-round(float(scores[row]), 6), row))
        rows, cosines = model.nearest(work, 2)
        assert rows.tolist() == expected[:2]
        np.testing.assert_allclose(cosines, scores[rows], atol=1e-6)
        allowed = np.arange(len(scores)) != (expected[0] if expected else -1)
        assert model.nearest(work, 99, allowed)[0].tolist() == expected[1:]


@settings(deadline=None)  # the first fit imports scipy
@given(documents.filter(bool), st.data())
def test_the_cosines_of_some_works_are_their_similarities(docs, data):
    model = ContentModel.fit(docs)
    works = np.array(data.draw(st.lists(st.integers(0, len(docs) - 1), min_size=1, unique=True)))
    expected = all_similarities(model)[np.ix_(works, works)]
    np.fill_diagonal(expected, 1)  # a work is like itself, and be nothing known of it
    np.testing.assert_allclose(model.cosines(works), expected, atol=1e-5)


def test_some_works_of_the_model():
    model = ContentModel.fit(DOCUMENTS)
    chosen = np.array([3, 4, 0])
    part = model.take(chosen)
    there = {term for row in chosen.tolist() for term in model.row(row)[0].tolist()}
    assert part.terms == tuple(term for number, term in enumerate(model.terms) if number in there) != model.terms
    for place, work in enumerate(chosen.tolist()):
        np.testing.assert_array_equal(part.similarities(place), model.similarities(work)[chosen])
    assert shared_terms(part, 1, 2) == shared_terms(model, 4, 0)
    assert_same_arrays(model.take(np.arange(model.n_works)), model)
    assert model.take(chosen[:0]).n_works == 0
