import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.models.content.model import ContentModel
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.similar import SimilarModel
from tests.models.planted_likes import N_WORKS, documents, likes, numbers


@pytest.fixture(scope="module")
def model():
    docs = documents()
    return SimilarModel(
        ContentModel.fit(docs), CooccurrenceModel.fit(docs, numbers(), likes(unrated=range(100, N_WORKS)))
    )


def all_similarities(model):
    return np.stack([model.similarities(work) for work in range(model.n_works)])


def test_the_sum_of_cosine_and_cooccurrence(model):
    assert model.cooccurrence is not None
    for work in (0, 7, 110):
        expected = model.content.similarities(work)
        model.cooccurrence.add_to(expected, work)
        np.testing.assert_array_equal(model.similarities(work), expected)
        alone = SimilarModel(model.content).similarities(work)
        np.testing.assert_array_equal(alone, model.content.similarities(work))


def test_symmetric_and_never_itself(model):
    scores = all_similarities(model)
    np.testing.assert_array_equal(scores, scores.T)
    assert scores.dtype == np.float32
    for work in range(N_WORKS):
        rows, values = model.nearest(work, 500)
        assert work not in rows.tolist()
        np.testing.assert_array_equal(values, scores[work, rows])
        expected = sorted(
            (row for row in range(N_WORKS) if row != work and scores[work, row] > 0),
            key=lambda row: (-scores[work, row], row),
        )
        assert rows.tolist() == expected
        assert model.nearest(work, 3)[0].tolist() == expected[:3]


def test_eligible_works_alone(model):
    allowed = np.arange(N_WORKS) % 3 == 1
    rows, _ = model.nearest(1, 7, allowed)
    assert len(rows) == 7
    assert allowed[rows].all()
    assert 1 not in rows.tolist()
    assert allowed[1]  # not mutated


def test_parts_add_up_to_the_score(model):
    others = np.arange(N_WORKS)
    for work in (0, 7, 50, 101):
        scores = model.similarities(work)
        for other, parts in enumerate(model.explain(work, others)):
            if other == work:
                continue  # rounding takes its cosine a hair above 1, where it is cut
            values = [part for _, _, part in parts]
            assert sum(values) == pytest.approx(scores[other], abs=2e-6)
            assert values == sorted(values, reverse=True)
            assert len({(field, term) for field, term, _ in parts}) == len(parts)


def test_a_term_that_counts_twice_is_told_once(model):
    assert model.cooccurrence is not None
    (parts,) = model.explain(0, np.array([8]))
    (of_cooccurrence,) = model.cooccurrence.explain(0, np.array([8]))
    (content,) = model.content.explain(0, np.array([8]))
    shared = {(field, term): part for field, term, part in content}
    both = {(field, term): part for field, term, part in of_cooccurrence}
    key = ("description", "kind 0 a")
    assert {(field, term): part for field, term, part in parts}[key] == pytest.approx(shared[key] + both[key])
    assert SimilarModel(model.content).explain(0, np.array([8])) == [content]


words = st.lists(st.sampled_from("abcdef"), max_size=3)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.fixed_dictionaries({}, optional={"genre": words, "cast": words, "title": words}), max_size=7))
def test_any_documents(docs):
    fitted = SimilarModel(ContentModel.fit(docs))
    for work in range(len(docs)):
        scores = fitted.similarities(work)
        for other, parts in enumerate(fitted.explain(work, np.arange(len(docs)))):
            assert scores[other] == fitted.similarities(other)[work]
            assert sum(part for _, _, part in parts) == pytest.approx(scores[other], abs=1e-6)


def test_serving_needs_neither_scipy_nor_scikit_learn():
    code = "import sys, recsys.models.similar; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"scipy", "sklearn", "pandas"} & set(done.stdout.split())
