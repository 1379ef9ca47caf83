from collections import defaultdict

import numpy as np
import pytest

from recsys.models.content.term_rows import TermRows
from recsys.models.cooccurrence.likes import Likes
from recsys.models.cooccurrence.model import COOCCURRENCE_FIELD, CooccurrenceModel
from recsys.models.cooccurrence.pairs import PairScores
from recsys.models.cooccurrence.projection import FACTORS, FEWEST_LIKED, STEPS, Projection, cooccurrence_factors
from tests.fixtures.bundles import assert_same_arrays
from tests.models.planted_likes import KINDS, N_WORKS, documents, kinds, likes, numbers

UNRATED = tuple(range(100, N_WORKS))


@pytest.fixture(scope="module")
def model():
    return CooccurrenceModel.fit(documents(), numbers(), likes(unrated=UNRATED), Likes.none())


def scores_of(model, work):
    scores = np.zeros(model.n_works, dtype=np.float32)
    model.add_to(scores, work, 1.0)
    return scores


def all_scores(model):
    return np.stack([scores_of(model, work) for work in range(model.n_works)])


def test_unrated_works_are_placed_by_cooccurrence(model):
    """Of a kind's two words half of its works say one: that both mean the same only likes can show."""
    kind = kinds()
    other_word = np.arange(N_WORKS) // KINDS % 2
    scores = all_scores(model)
    np.fill_diagonal(scores, -np.inf)
    for work in UNRATED:
        rows = np.argsort(-scores[work], kind="stable")[:10]
        assert (kind[rows] == kind[work]).mean() >= 0.9
        unknown = scores[work, list(UNRATED)]
        far = kind[list(UNRATED)] != kind[work]
        same = (kind[list(UNRATED)] == kind[work]) & (other_word[list(UNRATED)] != other_word[work])
        assert unknown[same].min() > unknown[far].max()


def test_symmetric(model):
    """But for rounding: products are added up in an order that numpy chooses. Nothing is compared across rows."""
    scores = all_scores(model)
    np.testing.assert_allclose(scores, scores.T, atol=2e-6)
    assert scores.dtype == np.float32


def test_scores_are_added_to_what_is_there(model):
    scores = np.full(N_WORKS, 2.0, dtype=np.float32)
    model.add_to(scores, 6, 1.0)
    np.testing.assert_allclose(scores, 2 + scores_of(model, 6), rtol=1e-6)
    model.add_to(scores, 6, -0.25)
    np.testing.assert_allclose(scores, 2 + 0.75 * scores_of(model, 6), rtol=1e-5)
    before = scores.copy()
    model.add_to(scores, 6, 0.0)
    np.testing.assert_array_equal(scores, before)


def watched_by(n_users=60):
    """Everybody watches works 100 and 105, which nobody rated, or neither, and one work of their own."""
    half = n_users // 2
    users = np.concatenate([np.arange(half), np.arange(half), np.arange(n_users)])
    works = np.concatenate([np.full(half, 100), np.full(half, 105), np.arange(n_users)])
    return Likes(users.astype(np.int32), works.astype(np.int32), np.zeros(n_users, np.int32))


def test_what_people_watch_counts_for_pairs_alone(model):
    liked, watched = likes(unrated=UNRATED), watched_by()
    both = CooccurrenceModel.fit(documents(), numbers(), liked, watched)
    assert both is not None
    # Nothing else is predicted of any work.
    for name in ("rows", "projection", "factors", "scales"):
        mine, theirs = getattr(both, name), getattr(model, name)
        (assert_same_arrays if name == "rows" else np.testing.assert_array_equal)(mine, theirs)
    assert_same_arrays(both.pairs, PairScores.fit(liked.joined(watched), N_WORKS))
    assert model.pairs.of(100, np.array([105]))[0] == 0
    # 30 watch both, where 30 · 30 / 60 would by chance.
    assert both.pairs.of(100, np.array([105]))[0] == pytest.approx(np.log((30 + 30) / (15 + 30)), abs=1e-3)


def test_where_nobody_rates_pairs_are_all_there_is():
    fitted = CooccurrenceModel.fit(documents(), numbers(), Likes.none(), watched_by())
    assert fitted is not None
    expected = np.zeros(N_WORKS, np.float32)
    expected[105] = np.log(60 / 45)
    np.testing.assert_allclose(scores_of(fitted, 100), expected, atol=1e-3)
    ((found,), nothing) = fitted.explain(100, np.array([105, 104]))
    assert found[:2] == (COOCCURRENCE_FIELD, "")
    assert nothing == []
    assert fitted.take(np.array([105, 100])).pairs.of(0, np.array([1]))[0] > 0
    assert_same_arrays(CooccurrenceModel.from_arrays(fitted.to_arrays()), fitted)
    assert CooccurrenceModel.fit(documents(), numbers(), Likes.none(), Likes.none()) is None


def test_a_work_of_which_nothing_is_known_is_near_nothing():
    docs = documents()
    docs[5], unknown = {}, numbers()
    unknown["year"][5] = np.nan
    fitted = CooccurrenceModel.fit(docs, unknown, likes(unrated=(5,)), Likes.none())
    assert fitted is not None
    assert not scores_of(fitted, 5).any()
    assert fitted.explain(5, np.array([6])) == [[]]


def test_parts_add_up_to_the_score(model):
    others = np.arange(N_WORKS)
    for work in (0, 7, 50, 101):
        scores = scores_of(model, work)
        for other, parts in enumerate(model.explain(work, others)):
            values = [part for _, _, part in parts]
            assert sum(values) == pytest.approx(scores[other], abs=2e-6)
            assert values == sorted(values, reverse=True)
            assert len({(field, term) for field, term, _ in parts}) == len(parts)
    assert model.explain(0, others[:0]) == []


def test_parts_name_what_both_have_and_put_the_rest_together(model):
    work, other = 0, 8  # of one kind, and both say its first word
    listed, unrated = model.explain(work, np.array([other, 100]))
    parts = {(field, term): part for field, term, part in listed}
    assert parts["description", "kind 0 a"] > 0
    assert parts[COOCCURRENCE_FIELD, ""] == model.pairs.of(work, np.array([other]))[0]
    assert {term for field, term in parts if field in STEPS} <= {""}
    mine, theirs = (set(documents()[row]["person"]) for row in (work, other))
    assert {term for field, term in parts if field == "person"} - {""} == mine & theirs
    assert COOCCURRENCE_FIELD not in {field for field, _, _ in unrated}


def test_parts_worked_out_term_by_term(model):
    """As the docstring says it, one term after the other."""
    for work, other in ((0, 8), (8, 0), (0, 1), (3, 100), (115, 111)):
        expected: dict[tuple[str, str], float] = defaultdict(float)
        x, y = (dict(zip(*(array.tolist() for array in model.rows.row(row)), strict=True)) for row in (work, other))
        for column in {*x, *y}:
            field, term = model.rows.terms[column].split(":", 1)
            key = (field, term if column in x and column in y and field not in STEPS else "")
            for known, one, another in ((x, work, other), (y, other, work)):
                along = float(model.projection[column].astype(float) @ model.factors[another].astype(float))
                expected[key] += 0.5 * known.get(column, 0.0) * float(model.scales[one]) * along
        if score := float(model.pairs.of(work, np.array([other]))[0]):
            expected[COOCCURRENCE_FIELD, ""] = score
        (parts,) = model.explain(work, np.array([other]))
        assert {(field, term): part for field, term, part in parts} == pytest.approx(dict(expected), abs=1e-6)


def test_pairs_are_added_to_the_features():
    rows = TermRows.of(documents(), numbers(), {"description": 1.0}, STEPS)
    liked = likes()
    projection, pairs = Projection.fit(rows, liked), PairScores.fit(liked, N_WORKS)
    expected = scores_of(CooccurrenceModel.of(rows, projection, PairScores.none(N_WORKS)), 6)
    works, values = pairs.row(6)
    expected[works] += values
    np.testing.assert_array_equal(scores_of(CooccurrenceModel.of(rows, projection, pairs), 6), expected)


def test_terms_without_weight_are_dropped():
    docs = documents()
    docs[100]["person"] = docs[101]["person"] = ["nobody known"]  # of unrated works alone
    fitted = CooccurrenceModel.fit(docs, {}, likes(unrated=UNRATED), Likes.none())
    assert fitted is not None
    assert "person:nobody known" not in fitted.rows.terms
    assert len(fitted.projection) == len(fitted.rows.terms)
    assert fitted.projection.any(axis=1).all()


def test_the_same_bytes_each_time(model):
    assert_same_arrays(model, CooccurrenceModel.fit(documents(), numbers(), likes(unrated=UNRATED), Likes.none()))


def test_some_works_of_the_model(model):
    chosen = np.array([115, 3, 44, 7, 100])
    part = model.take(chosen)
    # Fewer rows may be added up in another order.
    np.testing.assert_allclose(all_scores(part), all_scores(model)[np.ix_(chosen, chosen)], atol=2e-6)
    assert part.explain(0, np.array([2])) == model.explain(115, np.array([44]))
    assert_same_arrays(model.take(np.arange(N_WORKS)), model)


def test_too_few_liked_works_teach_nothing():
    rows = TermRows.of(documents(), numbers(), {"description": 1.0}, STEPS)
    few = likes(unrated=range(FEWEST_LIKED - 1, N_WORKS))
    assert Projection.fit(rows, few).weights.shape == (len(rows.terms), 0)
    enough = likes(unrated=range(FEWEST_LIKED, N_WORKS))
    found = Projection.fit(rows, enough)
    assert found.weights.shape == (len(rows.terms), FACTORS)
    assert found.liked.tolist() == list(range(FEWEST_LIKED))
    pairs_alone = CooccurrenceModel.fit(documents(), numbers(), few, Likes.none())
    assert pairs_alone is not None
    assert not pairs_alone.factors.any()
    assert_same_arrays(pairs_alone.pairs, PairScores.fit(few, N_WORKS))
    # Nor are there pairs of works that fewer than five like.
    fewer = few.where(few.user_nums < 4)
    assert CooccurrenceModel.fit(documents(), numbers(), fewer, Likes.none()) is None


def test_factors_come_near_the_cooccurrences():
    works = np.arange(N_WORKS)
    factors = cooccurrence_factors(likes(), works, 4)
    assert factors.shape == (N_WORKS, 4)
    products = factors @ factors.T
    same = kinds()[:, None] == kinds()
    np.fill_diagonal(same, False)
    assert products[same].mean() > 0.3
    assert products[kinds()[:, None] != kinds()].mean() < 0.1
    strengths = (factors**2).sum(axis=0)
    assert (np.diff(strengths) <= 1e-9).all()
