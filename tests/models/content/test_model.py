import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

from recsys.models.content.model import ContentModel
from recsys.models.content.tfidf import Document
from recsys.models.similar.model import SimilarModel
from tests.fixtures.bundles import assert_same_arrays
from tests.fixtures.catalogue import pair_model

WEIGHTS = {"title": 0.25, "genre": 2.0, "director": 1.0, "cast": 0.5, "description": 4.0}

# Five works over few shared terms: rectangular, with an empty work, a repeated term, and a person in two fields.
DOCUMENTS = [
    {"genre": ["drama", "war"], "director": ["agnès varda"], "description": ["sea", "sea", "sea", "boat"]},
    {"genre": ["drama"], "director": ["agnès varda"], "cast": ["lee: jr"], "description": ["sea"]},
    {"genre": ["war"], "cast": ["agnès varda", "lee: jr"], "description": ["boat", "boat"]},
    {"title": ["alone"], "description": ["nobody"]},
    {"genre": ["drama", "war"], "director": ["agnès varda"], "description": ["sea", "sea", "sea", "boat"]},
]

documents = st.lists(
    st.dictionaries(st.sampled_from(sorted(WEIGHTS)), st.lists(st.sampled_from("abcdef"), max_size=4)),
    max_size=9,
)


def dense_similarities(docs, shrunk=()):
    """The same by scikit-learn's dense way: of each field TF-IDF and the cosine of all pairs, added up by weight.

    That of a shrunk field is divided by √(1 + (m/|v|)²) of both, m the median length.
    """
    scores = np.zeros((len(docs), len(docs)))
    for field, weight in WEIGHTS.items():
        texts = [list(document.get(field, ())) for document in docs]
        if any(texts):
            matrix = TfidfVectorizer(analyzer=list, sublinear_tf=True, norm=None).fit_transform(texts).toarray()
            kept = matrix[:, (matrix > 0).sum(axis=0) >= 2]
            if kept.shape[1]:
                lengths = np.sqrt(np.square(kept).sum(axis=1))
                known = lengths > 0
                shrink = np.zeros(len(docs))
                shrink[known] = 1 / np.sqrt(1 + (np.median(lengths[known]) / lengths[known]) ** 2)
                scores += weight * cosine_similarity(kept) * (np.outer(shrink, shrink) if field in shrunk else 1)
    return scores


def most(docs):
    """How alike each document is to itself: the weights of the fields that have a term of two documents."""
    there = [{(field, term) for field, terms in document.items() for term in terms} for document in docs]
    return [
        sum(
            weight
            for field, weight in WEIGHTS.items()
            if any(field == f and sum((f, t) in o for o in there) > 1 for f, t in own)
        )
        for own in there
    ]


def shared_terms(model, work, other):
    return model.explain(work, np.array([other]))[0]


def all_similarities(model):
    return np.array([model.similarities(work) for work in range(model.n_works)]).reshape(model.n_works, model.n_works)


def test_a_weight_worked_by_hand():
    # Three works, two of them share a genre and two words; one word stands twice in the first.
    # All have df 2 of n 3, so that of each field the idf cancels out. Descriptions: (1, 1 + ln 2) and (1, 1).
    docs = [
        {"genre": ["war"], "description": ["sea", "ship", "ship"]},
        {"genre": ["war"], "description": ["sea", "ship"]},
        {},
    ]
    model = ContentModel.fit(docs, {"genre": 2.0, "description": 0.5})
    twice = 1 + math.log(2)
    length = math.hypot(1, twice) * math.hypot(1, 1)

    assert model.terms == ("description:sea", "description:ship", "genre:war")
    assert model.similarities(0) == pytest.approx([2.5, 2 + 0.5 * (1 + twice) / length, 0], abs=1e-6)
    shared = shared_terms(model, 0, 1)
    assert [(field, term) for field, term, _ in shared] == [
        ("genre", "war"),
        ("description", "ship"),
        ("description", "sea"),
    ]
    assert [part for _, _, part in shared] == pytest.approx([2, 0.5 * twice / length, 0.5 / length])


def test_a_work_of_a_genre_alone_is_alike_by_its_genre_alone():
    """Where one cosine over all fields would make it as like as can be to every other of its genre."""
    full = {"genre": ["war"], "director": ["ana"], "description": ["sea"]}
    scores = ContentModel.fit([full, full, {"genre": ["war"]}, {"genre": ["war"]}], WEIGHTS).similarities(2)
    assert scores == pytest.approx([2, 2, 2, 2], abs=1e-6)
    assert ContentModel.fit([full, full, {"genre": ["war"]}], WEIGHTS).similarities(0) == pytest.approx([7, 7, 2])


def test_rarer_terms_weigh_more():
    # "noir" in two works of four, "drama" in all: idf 1 + ln(5/3) and 1.
    docs = [{"genre": ["drama", "noir"]}, {"genre": ["drama", "noir"]}, {"genre": ["drama"]}, {"genre": ["drama"]}]
    model = ContentModel.fit(docs, {"genre": 1.0})
    idf = 1 + math.log(5 / 3)
    assert model.similarities(0) == pytest.approx([1, 1, 1 / math.hypot(1, idf), 1 / math.hypot(1, idf)], abs=1e-6)


def test_a_cosine_counts_for_less_where_less_is_known():
    """Worked by hand: six works, each genre in two or more, so that idf is 1 + ln(7/3) or 1 + ln(7/7) = 1 for drama."""
    docs = [{"genre": genres} for genres in (["drama"], ["drama"], *[["drama", "war"]] * 2, *[["drama", "noir"]] * 2)]
    rare = 1 + math.log(7 / 3)
    both = math.hypot(1, rare)  # the length of four of the six, and so the median
    alone, full = 1 / math.hypot(1, both), 1 / math.hypot(both, both)
    model = ContentModel.fit(docs, {"genre": 2.0}, shrunk={"genre"})
    assert model.similarities(0)[[0, 1, 2]] == pytest.approx([2 * alone**2, 2 * alone**2, 2 * alone * full], abs=1e-6)
    assert model.similarities(2)[3] == pytest.approx(1.0)  # all of 2 that half of √2 twice leaves


def test_equal_to_the_dense_way():
    np.testing.assert_allclose(
        all_similarities(ContentModel.fit(DOCUMENTS, WEIGHTS)), dense_similarities(DOCUMENTS), atol=1e-6
    )


@settings(max_examples=60, deadline=None)
@given(documents, st.sets(st.sampled_from(sorted(WEIGHTS))))
def test_equal_to_the_dense_way_on_any_documents(docs, shrunk):
    model = ContentModel.fit(docs, WEIGHTS, shrunk)
    similarities = all_similarities(model)
    np.testing.assert_allclose(similarities, dense_similarities(docs, shrunk).reshape(similarities.shape), atol=1e-6)
    np.testing.assert_array_equal(similarities, similarities.T)
    assert (similarities >= 0).all()
    if not shrunk:
        assert similarities.diagonal() == pytest.approx(most(docs), abs=1e-5)
    for work in range(model.n_works):
        for other in range(model.n_works):
            parts = [part for _, _, part in shared_terms(model, work, other)]
            assert sum(parts) == pytest.approx(similarities[work, other], abs=1e-6)
            assert parts == sorted(parts, reverse=True)


def test_by_row_and_by_column_are_one_matrix():
    model = ContentModel.fit(DOCUMENTS, WEIGHTS)
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
    assert (by_row**2).sum(axis=1) == pytest.approx([7, 7.5, 6.5, 0, 7])


def test_a_term_of_one_work_alone_counts_for_nothing():
    model = ContentModel.fit(DOCUMENTS, WEIGHTS)
    assert "title:alone" not in model.terms
    assert all_similarities(model)[3].tolist() == [0, 0, 0, 0, 0]
    assert shared_terms(model, 3, 3) == []


def test_director_and_actor_of_one_name_are_not_the_same():
    model = ContentModel.fit(DOCUMENTS, WEIGHTS)
    shared = {(field, term) for field, term, _ in shared_terms(model, 0, 2)}
    assert shared == {("genre", "war"), ("description", "boat")}
    assert {(field, term) for field, term, _ in shared_terms(model, 1, 2)} == {("cast", "lee: jr")}


def test_a_field_without_a_weight_is_left_out():
    assert ContentModel.fit(DOCUMENTS, {"genre": 1.0}).terms == ("genre:drama", "genre:war")
    assert ContentModel.fit(DOCUMENTS, {"genre": 1.0, "cast": 0.0}).terms == ("genre:drama", "genre:war")


def test_the_order_of_works_is_the_order_of_documents():
    model, turned = ContentModel.fit(DOCUMENTS, WEIGHTS), ContentModel.fit(DOCUMENTS[::-1], WEIGHTS)
    np.testing.assert_allclose(all_similarities(model), all_similarities(turned)[::-1, ::-1], atol=1e-6)


def test_the_same_documents_give_the_same_model():
    assert_same_arrays(ContentModel.fit(DOCUMENTS, WEIGHTS), ContentModel.fit(DOCUMENTS, WEIGHTS))


@pytest.mark.parametrize("docs", [[], [{}], [{"genre": ["drama"]}], [{"genre": ["drama"]}, {"genre": ["war"]}, {}]])
def test_works_that_share_nothing(docs):
    model = ContentModel.fit(docs, WEIGHTS)
    assert model.n_works == len(docs)
    assert model.terms == ()
    assert not all_similarities(model).any()


def test_arrays_have_the_declared_types():
    nothing: list[Document] = [{}]
    for model in (ContentModel.fit(DOCUMENTS, WEIGHTS), ContentModel.fit(nothing, WEIGHTS)):
        assert {model.row_starts.dtype, model.term_starts.dtype} == {np.dtype(np.int64)}
        assert {model.row_terms.dtype, model.term_rows.dtype} == {np.dtype(np.int32)}
        assert {model.row_weights.dtype, model.term_weights.dtype, model.row(0)[1].dtype} == {np.dtype(np.float32)}


def test_nearest_is_the_dense_ranking_without_the_work_itself():
    model = SimilarModel(ContentModel.fit(DOCUMENTS, WEIGHTS), pair_model(len(DOCUMENTS)))
    for work, scores in enumerate(dense_similarities(DOCUMENTS)):
        others = [row for row in range(len(scores)) if row != work and scores[row] > 1e-9]
        expected = sorted(others, key=lambda row: (-round(float(scores[row]), 6), row))
        rows, found = model.nearest(work, 2)
        assert rows.tolist() == expected[:2]
        np.testing.assert_allclose(found, scores[rows], atol=1e-6)
        allowed = np.arange(len(scores)) != (expected[0] if expected else -1)
        assert model.nearest(work, 99, allowed)[0].tolist() == expected[1:]


@settings(deadline=None)  # the first fit imports scipy
@given(documents.filter(bool), st.data())
def test_similarities_to_some_works(docs, data):
    model = ContentModel.fit(docs, WEIGHTS)
    works = np.array(data.draw(st.lists(st.integers(0, len(docs) - 1), min_size=1)))
    for work in range(len(docs)):
        np.testing.assert_allclose(model.similarities_to(work, works), model.similarities(work)[works], atol=1e-6)


def test_some_works_of_the_model():
    model = ContentModel.fit(DOCUMENTS, WEIGHTS)
    chosen = np.array([3, 4, 0])
    part = model.take(chosen)
    there = {term for row in chosen.tolist() for term in model.row(row)[0].tolist()}
    assert part.terms == tuple(term for number, term in enumerate(model.terms) if number in there) != model.terms
    for place, work in enumerate(chosen.tolist()):
        np.testing.assert_array_equal(part.similarities(place), model.similarities(work)[chosen])
    assert shared_terms(part, 1, 2) == shared_terms(model, 4, 0)
    assert_same_arrays(model.take(np.arange(model.n_works)), model)
    assert model.take(chosen[:0]).n_works == 0
