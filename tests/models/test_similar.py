import math
import subprocess
import sys
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.models.lifts import Lifts
from recsys.models.likes import Likes
from recsys.models.projection import FACTORS, FEWEST_LIKED, STEPS, Projection, together_factors
from recsys.models.similar import (
    LIFT_FIELD,
    LIFT_WEIGHT,
    SHARED_FIELDS,
    SHARED_WEIGHT,
    SimilarModel,
)
from recsys.models.terms import TermRows
from tests.bundles import assert_same_arrays
from tests.models.planted_likes import KINDS, N_WORKS, documents, kinds, likes, numbers

UNRATED = tuple(range(100, N_WORKS))


@pytest.fixture(scope="module")
def model():
    return SimilarModel.fit(documents(), numbers(), likes(unrated=UNRATED))


def all_similarities(model):
    return np.stack([model.similarities(work) for work in range(model.n_works)])


def test_without_likes_it_is_the_cosine_of_the_terms_shared():
    docs = [
        {"person": ["varda"], "description": ["sea", "boat"], "genre": ["drama"]},
        {"person": ["varda"], "genre": ["drama"]},
        {"description": ["sea", "boat"], "genre": ["drama"]},
        {},
    ]
    fitted = SimilarModel.fit(docs, {}, Likes.none())
    # Both fields weigh 1 and their parts are as long; the genre is none of the fields that count for themselves.
    half = SHARED_WEIGHT * 0.5**0.5
    assert fitted.factors.shape == (4, 0)
    assert fitted.similarities(0) == pytest.approx([SHARED_WEIGHT, half, half, 0], abs=1e-6)
    assert fitted.similarities(3).tolist() == [0, 0, 0, 0]
    assert fitted.nearest(0, 9)[0].tolist() == [1, 2]  # a tie, by row
    ((field, term, part),) = fitted.shared_terms(0, 1)
    assert (field, term) == ("person", "varda")
    assert part == pytest.approx(half)
    assert fitted.cosines(np.array([0, 1])).tolist() == [[1, 0], [0, 1]]


def test_unrated_works_are_placed_by_what_people_like_together(model):
    """Of a kind's two words half of its works say one: that both mean the same only likes can tell."""
    kind = kinds()
    other_word = np.arange(N_WORKS) // KINDS % 2
    for work in UNRATED:
        rows, _ = model.nearest(work, 10)
        assert (kind[rows] == kind[work]).mean() >= 0.9
        unknown = model.similarities(work)[list(UNRATED)]
        far = kind[list(UNRATED)] != kind[work]
        same = (kind[list(UNRATED)] == kind[work]) & (other_word[list(UNRATED)] != other_word[work])
        assert unknown[same].min() > unknown[far].max()


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
    for work in (0, 7, 50, 101):
        scores = model.similarities(work)
        for other in range(N_WORKS):
            parts = model.shared_terms(work, other)
            values = [part for _, _, part in parts]
            assert sum(values) == pytest.approx(scores[other], abs=2e-6)
            assert values == sorted(values, reverse=True)
            assert len({(field, term) for field, term, _ in parts}) == len(parts)


def test_parts_name_what_both_have_and_put_the_rest_together(model):
    work, other = 0, 8  # of one kind, and both say its first word
    parts = {(field, term): part for field, term, part in model.shared_terms(work, other)}
    assert parts["description", "kind 0 a"] > 0
    assert parts[LIFT_FIELD, ""] == pytest.approx(LIFT_WEIGHT * model.lifts.of(work, np.array([other]))[0])
    assert {term for field, term in parts if field in STEPS} <= {""}
    mine, theirs = (set(documents()[row]["person"]) for row in (work, other))
    assert {term for field, term in parts if field == "person"} - {""} == mine & theirs
    unrated = model.shared_terms(work, 100)
    assert LIFT_FIELD not in {field for field, _, _ in unrated}


def test_many_are_explained_as_one_is(model):
    others = np.array([8, 100, 3, 8])
    for work in (0, 100):
        for other, parts in zip(others.tolist(), model.explain(work, others), strict=True):
            alone = model.shared_terms(work, other)
            assert [part[:2] for part in parts] == [part[:2] for part in alone]
            assert [part[2] for part in parts] == pytest.approx([part[2] for part in alone], abs=1e-7)
    assert model.explain(0, others[:0]) == []


def test_parts_worked_out_term_by_term(model):
    """As the docstring says it, one term after the other."""
    for work, other in ((0, 8), (8, 0), (0, 1), (3, 100), (115, 111)):
        expected: dict[tuple[str, str], float] = defaultdict(float)
        x, y = (dict(zip(*(array.tolist() for array in model.rows.row(row)), strict=True)) for row in (work, other))
        lengths = [
            math.sqrt(sum(weight**2 for column, weight in known.items() if model.is_shared[column])) for known in (x, y)
        ]
        for column in {*x, *y}:
            field, term = model.rows.terms[column].split(":", 1)
            key = (field, term if column in x and column in y and field not in STEPS else "")
            if column in x and column in y and field in SHARED_FIELDS:
                expected[key] += SHARED_WEIGHT * x[column] * y[column] / (lengths[0] * lengths[1])
            for known, one, another in ((x, work, other), (y, other, work)):
                along = float(model.projection[column].astype(float) @ model.factors[another].astype(float))
                expected[key] += 0.5 * known.get(column, 0.0) * float(model.scales[one]) * along
        if lift := float(model.lifts.of(work, np.array([other]))[0]):
            expected[LIFT_FIELD, ""] = LIFT_WEIGHT * lift
        found = {(field, term): part for field, term, part in model.shared_terms(work, other)}
        assert found == pytest.approx(dict(expected), abs=1e-6)


def test_lifts_count_beside_the_features():
    rows = TermRows.of(documents(), numbers(), {"description": 1.0}, STEPS)
    liked = likes()
    projection, lifts = Projection.fit(rows, liked), Lifts.fit(liked, N_WORKS)
    without = SimilarModel.of(rows, projection, Lifts.none(N_WORKS))
    full = SimilarModel.of(rows, projection, lifts)
    works, values = lifts.row(6)
    expected = without.similarities(6)
    expected[works] += np.float32(LIFT_WEIGHT) * values
    np.testing.assert_array_equal(full.similarities(6), expected)


def test_the_same_bytes_each_time(model):
    assert_same_arrays(model, SimilarModel.fit(documents(), numbers(), likes(unrated=UNRATED)))


def test_some_works_of_the_model(model):
    chosen = np.array([115, 3, 44, 7, 100])
    part = model.take(chosen)
    np.testing.assert_array_equal(all_similarities(part), all_similarities(model)[np.ix_(chosen, chosen)])
    assert part.shared_terms(0, 2) == model.shared_terms(115, 44)
    everything = np.arange(N_WORKS)
    assert_same_arrays(model.take(everything), model)


def test_cosines_within_a_list(model):
    found = model.cosines(np.array([0, 4, 1, 100]))
    np.testing.assert_array_equal(found, found.T)
    assert np.diag(found).tolist() == [1, 1, 1, 1]
    assert ((found >= 0) & (found <= 1)).all()
    assert found[0, 1] > found[0, 2]


def test_too_few_liked_works_teach_nothing():
    rows = TermRows.of(documents(), numbers(), {"description": 1.0}, STEPS)
    few = likes(unrated=range(FEWEST_LIKED - 1, N_WORKS))
    assert Projection.fit(rows, few).weights.shape == (len(rows.terms), 0)
    enough = likes(unrated=range(FEWEST_LIKED, N_WORKS))
    found = Projection.fit(rows, enough)
    assert found.weights.shape == (len(rows.terms), FACTORS)
    assert found.liked.tolist() == list(range(FEWEST_LIKED))


def test_factors_come_near_what_is_liked_together():
    works = np.arange(N_WORKS)
    factors = together_factors(likes(), works, 4)
    assert factors.shape == (N_WORKS, 4)
    products = factors @ factors.T
    same = kinds()[:, None] == kinds()
    np.fill_diagonal(same, False)
    assert products[same].mean() > 0.3
    assert products[kinds()[:, None] != kinds()].mean() < 0.1
    strengths = (factors**2).sum(axis=0)
    assert (np.diff(strengths) <= 1e-9).all()


words = st.lists(st.sampled_from("abcdef"), max_size=3)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.fixed_dictionaries({}, optional={"genre": words, "person": words, "title": words}), max_size=7),
    st.floats(1900, 2030),
)
def test_any_documents(docs, year):
    years = {"year": np.full(len(docs), year)}
    fitted = SimilarModel.fit(docs, years, Likes.none())
    assert fitted.n_works == len(docs)
    for work in range(len(docs)):
        scores = fitted.similarities(work)
        for other in range(len(docs)):
            assert scores[other] == fitted.similarities(other)[work]
            parts = fitted.shared_terms(work, other)
            assert sum(part for _, _, part in parts) == pytest.approx(scores[other], abs=1e-6)


def test_serving_needs_neither_scipy_nor_scikit_learn():
    code = "import sys, recsys.models.similar; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"scipy", "sklearn", "pandas"} & set(done.stdout.split())
