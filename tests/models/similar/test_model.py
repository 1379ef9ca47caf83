"""Scores of pairs: worked by hand, by their parts, and what is like a work at all."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.models.content.model import ContentModel
from recsys.models.content.term_rows import TermRows
from recsys.models.cooccurrence.likes import Likes
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.cooccurrence.pairs import PairScores
from recsys.models.similar.facts import ItemFacts
from recsys.models.similar.model import PairModel, SimilarModel
from recsys.models.similar.semantic import SemanticModel
from recsys.models.similar.weights import SimilarWeights
from recsys.models.storage import part
from tests.fixtures.bundles import assert_same_arrays, assert_same_similar
from tests.fixtures.catalogue import content_model, pair_model
from tests.models.planted_likes import N_WORKS, documents, likes, numbers

GENRES: tuple[list[str], ...] = (["drama"], ["war", "drama"], [], ["comedy"], ["war"])
WEIGHTS = SimilarWeights(
    {"description": 2.0, "person": 0.75},
    semantic=0.5,
    liked=0.25,
    years=0.125,
    kind=0.5,
    episode=0.25,
    fame=0.125,
    quality=0.0625,
    unlike=0.03,
    apart={"drama": 0.25, "war": 0.125},
    chance=(-1.0, 2.0),
)


@pytest.fixture(scope="module")
def model():
    """Works of four kinds (`planted_likes`), with facts and embeddings drawn at random; all weights count."""
    rng = np.random.default_rng(5)
    docs = documents()
    given = {
        "year": 1980.0 + rng.integers(40, size=N_WORKS),
        "runtime": 20.0 + rng.integers(90, size=N_WORKS),
        "fame": 4 * rng.random(N_WORKS),
        "quality": 10 * rng.random(N_WORKS),
    }
    facts = ItemFacts.of(given, rng.random(N_WORKS) < 0.4, [GENRES[rng.integers(5)] for _ in range(N_WORKS)])
    told = np.flatnonzero(rng.random(N_WORKS) < 0.8)
    semantic = SemanticModel.of(N_WORKS, told, rng.normal(size=(len(told), 5)))
    return SimilarModel(
        ContentModel.fit(docs, WEIGHTS.fields),
        PairModel(facts, WEIGHTS, semantic),
        CooccurrenceModel.fit(docs, numbers(), likes(unrated=range(100, N_WORKS)), Likes.none()),
    )


def test_some_similarities_are_those_of_all(model):
    others = np.array([7, 3, 3, 0, N_WORKS - 1])
    for work in (0, 3, 50):
        np.testing.assert_allclose(model.similarities_to(work, others), model.similarities(work)[others], atol=1e-5)


def test_how_alike_works_are_is_the_mean_of_both_chances(model):
    """By the naive way: each from the scores with all works; the model's chances have intercept -1 and slope 2."""
    works = [5, 0, 60]
    found = model.alike(np.array(works))
    for a, one in enumerate(works):
        for b, other in enumerate(works):
            both = [float(model.similarities(i)[j]) for i, j in ((one, other), (other, one))]
            expected = 1 if a == b else np.mean([1 / (1 + np.exp(1 - 2 * score)) for score in both])
            assert found[a, b] == pytest.approx(expected, abs=1e-5)


def all_similarities(model):
    return np.stack([model.similarities(work) for work in range(model.n_works)])


# Three works, worked by hand: a film, another, and a series. The first two share a genre, the first and third a person.
TINY_CONTENT = [{"genre:war": 1.0, "cast:ana": 0.5}, {"genre:war": 2.0}, {"cast:ana": 1.0}]
TINY_FACTS = ItemFacts.of(
    {
        "year": np.array([1980, 1995, 2020]),
        "runtime": np.array([100, 90, 30]),
        "fame": np.array([3, 1, 2.5]),
        "quality": np.array([8, 6, 4]),
    },
    np.array([False, False, True]),
    [["war"], ["war", "drama"], ["comedy"]],
)
# Of the last two works, cosine 0.6.
TINY_SEMANTIC = SemanticModel(3, np.array([1, 2], np.int32), np.array([[1, 0], [0.6, 0.8]], np.float32))


def tiny_cooccurrence():
    """By features the first two are liked by the same people, by 0.5, by their likes the first and third, by 1.5."""
    return CooccurrenceModel(
        rows=TermRows(("year:1980",), np.array([0, 1, 2, 2]), np.array([0, 0], np.int32), np.ones(2, np.float32)),
        projection=np.array([[1, 0]], np.float16),
        factors=np.array([[1, 0], [0.5, 0], [0, 0]], np.float32),
        scales=np.array([1, 0.5, 0], np.float32),
        pairs=PairScores(np.array([0, 1, 1, 2]), np.array([2, 0], np.int32), np.array([1.5, 1.5], np.float16)),
    )


def tiny(**weights):
    pairs = PairModel(TINY_FACTS, SimilarWeights({}, **weights), TINY_SEMANTIC)
    return SimilarModel(content_model(TINY_CONTENT), pairs, tiny_cooccurrence())


@pytest.mark.parametrize(
    ("seed", "weights", "expected"),
    [
        # Content alone, whose weights lie in its rows.
        (0, {}, [1.25, 2, 0.5]),
        (1, {}, [2, 4, 0]),
        (1, {"semantic": 0.5}, [2, 4.5, 0.3]),
        (0, {"semantic": 0.5}, [1.25, 2, 0.5]),
        (0, {"liked": 2.0}, [3.25, 3, 3.5]),
        (0, {"years": 0.1}, [1.25, 1.85, 0.2]),
        (0, {"kind": 0.1}, [1.25, 2, 0.4]),
        (0, {"fame": 0.1}, [1.25, 1.8, 0.45]),
        (0, {"quality": 0.1}, [1.55, 2.1, 0.4]),
        (0, {"unlike": 0.1}, [1.25, 1.8, 0.1]),
        (0, {"apart": {"war": 0.1, "comedy": 0.25, "drama": 0.5}}, [1.25, 1.5, 0.15]),
        (2, {"episode": 0.5}, [0.5, 0, 1]),
        (
            1,
            {"semantic": 0.5, "liked": 2.0, "years": 0.1, "kind": 0.1, "quality": 0.1, "apart": {"drama": 0.5}},
            [2 + 1 - 0.15 + 0.3 - 0.5, 4 + 0.5 + 0.5 + 0.1, 0.3 - 0.25 - 0.1 - 0.1 - 0.5],
        ),
    ],
)
def test_a_score_by_hand(seed, weights, expected):
    model = tiny(**weights)
    assert model.similarities(seed) == pytest.approx(expected, abs=1e-6)
    sums = [sum(value for _, _, value in parts) for parts in model.explain(seed, np.arange(3))]
    assert sums == pytest.approx(expected, abs=1e-6)


def test_the_fields_of_parts():
    model = tiny(semantic=0.5, liked=2.0, years=0.1, apart={"drama": 0.5})
    of_second, of_third = model.explain(0, np.array([1, 2]))
    assert [(field, term) for field, term, _ in of_second] == [("genre", "war"), ("year", ""), ("genre", "")]
    assert [value for _, _, value in of_second] == pytest.approx([2, 2 * 0.5 - 0.15, -0.5])
    assert [(field, term) for field, term, _ in of_third] == [("liked together", ""), ("cast", "ana"), ("year", "")]
    ((*description,), *_) = model.explain(1, np.array([2]))[0]
    assert description == ["description", "", pytest.approx(0.3)]


def test_what_has_no_weight_is_no_part():
    parts = tiny().explain(0, np.array([1, 2]))
    assert [[(field, term) for field, term, _ in of] for of in parts] == [[("genre", "war")], [("cast", "ana")]]


def test_the_sum_of_what_the_pair_has_in_common_and_not(model):
    """Without facts, embeddings or co-occurrence these count for nothing."""
    for work in (0, 7, 110):
        expected = model.content.similarities(work)
        alone = SimilarModel(model.content, pair_model(N_WORKS))
        np.testing.assert_array_equal(alone.similarities(work), expected)
        model.cooccurrence.add_to(expected, work, WEIGHTS.liked)
        model.pairs.semantic.add_to(expected, work, WEIGHTS.semantic)
        model.pairs.facts.add_to(expected, work, WEIGHTS)
        np.testing.assert_allclose(model.similarities(work), expected, atol=1e-5)


def test_only_how_well_liked_the_other_is_tells_the_two_ways_apart(model):
    scores, quality = all_similarities(model), model.pairs.facts.quality
    apart = WEIGHTS.quality * (quality[None, :] - quality[:, None])
    np.testing.assert_allclose(scores - scores.T, apart, atol=1e-5)
    assert scores.dtype == np.float32


def test_the_nearest_best_first_never_itself(model):
    scores = all_similarities(model)
    for work in range(N_WORKS):
        rows, values = model.nearest(work, 500)
        np.testing.assert_array_equal(values, scores[work, rows])
        related = model.scored(work)[1]
        expected = sorted(
            (row for row in range(N_WORKS) if row != work and related[row]), key=lambda row: (-scores[work, row], row)
        )
        assert rows.tolist() == expected
        assert model.nearest(work, 3)[0].tolist() == expected[:3]
        assert 0 < len(expected) < N_WORKS - 1


def test_ties_go_by_row_number():
    rows, values = SimilarModel(content_model([{"genre:war": 1.0}] * 6), pair_model(6)).nearest(3, 4)
    assert (rows.tolist(), values.tolist()) == ([0, 1, 2, 4], [1, 1, 1, 1])


def test_eligible_works_alone(model):
    allowed = np.arange(N_WORKS) % 3 == 1
    before = allowed.copy()
    rows, _ = model.nearest(1, 7, allowed)
    assert len(rows) == 7
    assert allowed[rows].all()
    assert 1 not in rows.tolist()
    np.testing.assert_array_equal(allowed, before)  # not mutated


def test_works_that_have_nothing_to_do_with_it_are_none_whatever_their_score():
    """Much liked, of the year and kind, and as well known: but nothing ties the last work to the others."""
    same = {name: np.full(5, 7.0) for name in ("year", "runtime", "fame", "quality")}
    facts = ItemFacts.of(same, np.zeros(5, bool), [["war"], [], ["war"], [], []])
    content = content_model([{"cast:ana": 1.0}, {"cast:ana": 1.0}, {}, {}, {}])
    pairs = PairModel(facts, SimilarWeights({}, quality=1.0, liked=0.5))
    liked = CooccurrenceModel(
        TermRows((), np.zeros(6, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32)),
        np.zeros((0, 0), np.float16),
        np.zeros((5, 0), np.float32),
        np.zeros(5, np.float32),
        PairScores(np.array([0, 1, 1, 1, 2, 2]), np.array([3, 0], np.int32), np.array([0.5, 0.5], np.float16)),
    )
    model = SimilarModel(content, pairs, liked)
    scores, related = model.scored(0)
    assert scores == pytest.approx([3, 3, 2, 2.25, 2])
    # By a person, by a genre that has no weight, by who likes both.
    assert related.tolist() == [True, True, True, True, False]
    assert model.nearest(0, 9)[0].tolist() == [1, 3, 2]
    assert model.nearest(4, 9)[0].tolist() == []
    assert model.nearest(0, 9, np.arange(5) > 2)[0].tolist() == [3]
    # And one that has something to do with it stays, however low its score.
    disliked = SimilarModel(content, PairModel(facts, SimilarWeights({}, quality=-9.0)), liked)
    assert disliked.nearest(0, 9)[0].tolist() == [1, 2]
    assert (disliked.nearest(0, 9)[1] < 0).all()


def test_what_descriptions_mean_relates_works():
    semantic = SemanticModel(3, np.arange(3, dtype=np.int32), np.array([[1, 0], [0.6, 0.8], [-0.6, 0.8]], np.float32))
    pairs = PairModel(pair_model(3).facts, SimilarWeights({}, semantic=0.5), semantic)
    model = SimilarModel(content_model([{}] * 3), pairs)
    assert model.scored(0)[1].tolist() == [True, True, False]
    assert model.nearest(0, 3)[0].tolist() == [1]


def test_a_work_of_a_genre_alone_is_not_as_like_as_can_be():
    """To a work of which much is known, one that shares much of it is nearer than one of which only the genre is
    known; to that one all works of its genre are alike by the genre alone.
    """
    full = {"genre": ["war"], "cast": ["ana", "bo"], "description": ["sea", "ship"]}
    docs = [full, {**full, "cast": ["ana"], "description": ["sea"]}, {"genre": ["war"]}, {"genre": ["war"]}]
    model = SimilarModel(ContentModel.fit(docs, {"genre": 0.5, "cast": 1.0, "description": 2.0}), pair_model(4))
    full_ones, sparse = model.similarities(0), model.similarities(2)
    assert full_ones[1] > 1.5 > full_ones[2]
    assert full_ones[2:] == pytest.approx([0.5, 0.5])
    assert sparse == pytest.approx([0.5] * 4)
    assert full_ones[0] == pytest.approx(3.5)
    assert (model.chances(sparse) < model.chances(full_ones[1:2])).all()


def test_parts_add_up_to_the_score(model):
    others = np.arange(N_WORKS)
    for work in (0, 7, 50, 101):
        scores = model.similarities(work)
        for other, parts in enumerate(model.explain(work, others)):
            values = [part for _, _, part in parts]
            assert sum(values) == pytest.approx(scores[other], abs=1e-5)
            assert values == sorted(values, reverse=True)
            assert len({(field, term) for field, term, _ in parts}) == len(parts)
    assert model.explain(0, others[:0]) == []


def test_a_term_that_counts_twice_is_told_once(model):
    (parts,) = model.explain(0, np.array([8]))
    (of_cooccurrence,) = model.cooccurrence.explain(0, np.array([8]))
    (content,) = model.content.explain(0, np.array([8]))
    shared = {(field, term): part for field, term, part in content}
    both = {(field, term): part for field, term, part in of_cooccurrence}
    key = ("description", "kind 0 a")
    expected = shared[key] + WEIGHTS.liked * both[key]
    assert {(field, term): part for field, term, part in parts}[key] == pytest.approx(expected)
    assert SimilarModel(model.content, pair_model(N_WORKS)).explain(0, np.array([8])) == [content]


def test_some_works_of_the_model(model):
    chosen = np.array([115, 3, 44, 7, 100, 8])
    few = model.take(chosen)
    expected = all_similarities(model)[np.ix_(chosen, chosen)]
    # Products of fewer rows are added up in another order, so that a last bit may differ.
    np.testing.assert_allclose(all_similarities(few), expected, atol=1e-5)
    for place, work in enumerate(chosen.tolist()):
        np.testing.assert_array_equal(few.scored(place)[1], model.scored(work)[1][chosen])
    (one,), (other,) = few.explain(1, np.array([5])), model.explain(3, np.array([8]))
    assert {(field, term): part for field, term, part in one} == pytest.approx(
        {(field, term): part for field, term, part in other}, abs=1e-5
    )
    assert few.pairs.weights == model.pairs.weights
    assert_same_similar(model.take(np.arange(N_WORKS)), model)
    without = SimilarModel(model.content, pair_model(N_WORKS)).take(chosen)
    assert (without.cooccurrence, without.pairs.semantic, without.n_works) == (None, None, 6)


def test_chances_by_the_formula():
    model = SimilarModel(content_model([{}]), pair_model(1, chance=(-1.5, 2.0)))
    scores = np.array([[-2.0, 0.75], [0.0, 2.5]], np.float32)
    expected = 1 / (1 + np.exp(1.5 - 2 * scores.astype(float)))
    np.testing.assert_allclose(model.chances(scores), expected, rtol=1e-6)
    assert model.chances(scores)[0, 1] == 0.5  # where the log-odds are 0
    assert model.chances(scores).dtype == np.float32


@given(st.lists(st.floats(-20, 20, width=32), min_size=2, max_size=9), st.sampled_from([True, False]))
def test_chances_grow_with_the_score(scores, semantic):
    weights = SimilarWeights.learned(semantic=semantic)
    model = SimilarModel(content_model([{}]), PairModel(pair_model(1).facts, weights))
    chances = model.chances(np.sort(np.array(scores, np.float32)))
    assert (np.diff(chances) >= 0).all()
    assert ((chances >= 0) & (chances <= 1)).all()
    assert model.chances(np.array([0.5, 1.0]))[0] < model.chances(np.array([0.5, 1.0]))[1]


def test_parts_of_different_works_are_refused(model):
    with pytest.raises(ValueError, match="PairModel of 5 works for 120"):
        SimilarModel(model.content, pair_model(5))
    with pytest.raises(ValueError, match="CooccurrenceModel of 3 works for 120"):
        SimilarModel(model.content, model.pairs, tiny_cooccurrence())


def test_pairs_are_read_as_they_were_written(model):
    arrays = model.pairs.to_arrays()
    assert_same_arrays(PairModel.from_arrays(arrays), model.pairs)
    assert part("semantic_", arrays)
    without = PairModel(model.pairs.facts, WEIGHTS)
    assert_same_arrays(PairModel.from_arrays(without.to_arrays()), without)
    read = SimilarModel(model.content, PairModel.from_arrays(arrays), model.cooccurrence)
    np.testing.assert_array_equal(read.similarities(3), model.similarities(3))


words = st.lists(st.sampled_from("abcdef"), max_size=3)
weights = st.floats(0, 2).map(lambda value: round(value, 2))


@settings(max_examples=40)
@given(
    st.lists(
        st.fixed_dictionaries({}, optional={"genre": words, "cast": words, "title": words}), min_size=1, max_size=7
    ),
    st.builds(
        SimilarWeights,
        st.fixed_dictionaries({"genre": weights, "cast": weights, "title": weights}),
        semantic=weights,
        liked=weights,
        years=weights,
        kind=weights,
        fame=weights,
        quality=weights,
        unlike=weights,
        apart=st.dictionaries(st.sampled_from("abcdef"), weights),
    ),
    st.integers(0, 2**32 - 1),
)
def test_any_works(docs, weights, seed):
    rng, n = np.random.default_rng(seed), len(docs)
    made = {name: np.round(3 * rng.random(n), 2) for name in ("year", "runtime", "fame", "quality")}
    facts = ItemFacts.of(made, rng.random(n) < 0.5, [document.get("genre", []) for document in docs])
    told = np.flatnonzero(rng.random(n) < 0.7)
    semantic = SemanticModel.of(n, told, rng.normal(size=(len(told), 3)))
    fitted = SimilarModel(ContentModel.fit(docs, weights.fields), PairModel(facts, weights, semantic))
    scores = all_similarities(fitted)
    for work in range(n):
        for other, parts in enumerate(fitted.explain(work, np.arange(n))):
            assert sum(part for _, _, part in parts) == pytest.approx(scores[work, other], abs=1e-4)
            assert 0 not in [part for _, _, part in parts]
        rows, values = fitted.nearest(work, n)
        assert work not in rows.tolist()
        assert (np.diff(values) <= 0).all()
        assert fitted.scored(work)[1][rows].all()
    order = rng.permutation(n)
    np.testing.assert_allclose(all_similarities(fitted.take(order)), scores[np.ix_(order, order)], atol=1e-4)


@pytest.mark.parametrize("module", ["model", "neighbours"])
def test_serving_needs_neither_scipy_nor_scikit_learn(module):
    code = f"import sys, recsys.models.similar.{module}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"scipy", "sklearn", "pandas"} & set(done.stdout.split())
