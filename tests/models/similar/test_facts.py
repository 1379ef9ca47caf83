"""What counts for and against two works beside their words, worked by hand and by the slow way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.errors import UnreadableError
from recsys.models.similar.facts import ItemFacts
from recsys.models.similar.weights import SimilarWeights

NAN = float("nan")
# A film, and four series: of half an hour, of a length that nobody knows, of three quarters and of two hours.
FILM, SHORT, UNKNOWN, MEDIUM, LONG = range(5)
FACTS = ItemFacts.of(
    {
        "year": np.array([1980, 1995, 2020, 1996, 1995]),
        "runtime": np.array([100, 30, NAN, 45, 120]),
        "fame": np.array([3, 1, 2, 1, 1.5]),
        "quality": np.array([8, 6, 5, 6, 4]),
    },
    np.array([False, True, True, True, True]),
    [["war", "drama"], ["war"], [], ["comedy", "war"], ["war"]],
)


def added(facts, seed, weights):
    scores = np.zeros(facts.n_works, dtype=np.float32)
    facts.add_to(scores, seed, weights)
    return scores


def parts_of(facts, seed, weights):
    return facts.explain(seed, np.arange(facts.n_works), weights)


@pytest.mark.parametrize(
    ("seed", "weights", "expected"),
    [
        # For each ten years, of which no more than three count.
        (FILM, {"years": 2.0}, [0, -3, -6, -3.2, -3]),
        (LONG, {"years": 2.0}, [-3, 0, -5, -0.2, 0]),
        (FILM, {"kind": 0.5}, [0, -0.5, -0.5, -0.5, -0.5]),
        (SHORT, {"kind": 0.5}, [-0.5, 0, 0, 0, 0]),
        # For each hour between two lengths that are known, of which one counts; a film has no episodes.
        (SHORT, {"episode": 2.0}, [0, 0, 0, -0.5, -2]),
        (MEDIUM, {"episode": 2.0}, [0, -0.5, 0, 0, -2]),
        (UNKNOWN, {"episode": 2.0}, [0, 0, 0, 0, 0]),
        (FILM, {"episode": 2.0}, [0, 0, 0, 0, 0]),
        (FILM, {"fame": 0.5}, [0, -1, -0.5, -1, -0.75]),
        # Of the other work alone, whatever the seed: 5 is neither for nor against it.
        (FILM, {"quality": 0.5}, [1.5, 0.5, 0, 0.5, -0.5]),
        (LONG, {"quality": 0.5}, [1.5, 0.5, 0, 0.5, -0.5]),
        (FILM, {"unlike": 0.5}, [0, -1, -1.5, -1, -2]),
        # For each genre that one has and the other has not; war counts for nothing here.
        (FILM, {"apart": {"drama": 1.0, "comedy": 0.25, "opera": 9.0}}, [0, -1, -1, -1.25, -1]),
        (UNKNOWN, {"apart": {"drama": 1.0, "comedy": 0.25, "war": 0.5}}, [-1.5, -0.5, 0, -0.75, -0.5]),
        (FILM, {"years": 2.0, "quality": 0.5, "apart": {"drama": 1.0}}, [1.5, -3.5, -7, -3.7, -4.5]),
        (FILM, {}, [0, 0, 0, 0, 0]),
    ],
)
def test_what_each_weight_counts_for(seed, weights, expected):
    found = SimilarWeights({}, **weights)
    assert added(FACTS, seed, found) == pytest.approx(expected, abs=1e-6)
    parts = [sum(part for _, _, part in of) for of in parts_of(FACTS, seed, found)]
    assert parts == pytest.approx(expected, abs=1e-6)


def test_it_is_added_to_what_is_there():
    scores = np.full(5, 2.0, np.float32)
    FACTS.add_to(scores, FILM, SimilarWeights({}, kind=0.5, apart={"drama": 1.0}))
    assert scores.tolist() == [2, 0.5, 0.5, 0.5, 0.5]


def test_parts_have_the_fields_that_they_are_of():
    weights = SimilarWeights({}, years=1, kind=1, episode=1, fame=1, quality=1, unlike=1, apart={"comedy": 1.0})
    (parts,) = FACTS.explain(SHORT, np.array([LONG]), weights)
    assert {(field, term) for field, term, _ in parts} == {(name, "") for name in ("runtime", "votes", "score")}
    (parts,) = FACTS.explain(FILM, np.array([MEDIUM]), weights)
    assert {field for field, _, _ in parts} == {"year", "type", "votes", "score", "genre"}
    assert FACTS.explain(FILM, np.array([FILM]), SimilarWeights({}, years=1, kind=1)) == [[]]


def test_which_works_share_a_genre():
    assert FACTS.share_genre(FILM).tolist() == [True, True, False, True, True]
    assert FACTS.share_genre(UNKNOWN).tolist() == [False] * 5
    # Works of the same genres, in whatever order they stand, have one set.
    turned = ItemFacts.of({name: np.zeros(3) for name in ("year", "runtime", "fame", "quality")}, np.zeros(3, bool), [
        ["b", "a", "b"], ["a", "b"], ["c"],
    ])  # fmt: skip
    assert turned.genre_set.tolist() == [0, 0, 1]
    assert turned.genre_sets.tolist() == [[True, True, False], [False, False, True]]


def test_no_works():
    nothing = ItemFacts.of(
        {name: np.zeros(0) for name in ("year", "runtime", "fame", "quality")}, np.zeros(0, bool), []
    )
    assert nothing.n_works == 0
    assert ItemFacts.from_arrays(nothing.to_arrays()).n_works == 0


@pytest.mark.parametrize(
    ("name", "array", "words"),
    [
        ("fame", np.zeros(4, np.float32), r"fame must have the shape \(5\), found \(4,\)"),
        ("is_series", np.zeros((5, 1), bool), r"is_series must have the shape \(5\), found \(5, 1\)"),
        ("genre_sets", np.zeros((4, 2), bool), r"genre_sets must have the shape \(any, 3\), found \(4, 2\)"),
        ("genre_sets", np.zeros(3, bool), "genre_sets must have the shape"),
        ("genre_set", np.zeros(5, np.float32), "genre_set must be of numbers of the kind i, found float32"),
        ("genre_set", np.array([0, 1, 2, 3, 4], np.int32), "genre_set must be from 0 to below 4"),
        ("genre_set", np.array([0, 1, 2, 3, -1], np.int32), "genre_set must be from 0 to below 4"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(name, array, words):
    with pytest.raises(UnreadableError, match=words):
        ItemFacts.from_arrays(FACTS.to_arrays() | {name: array})


GENRES = ["comedy", "drama", "war", "western"]
numbers = st.floats(0, 3).map(lambda value: round(value, 2))
works = st.lists(
    st.fixed_dictionaries(
        {
            "year": st.integers(1900, 2025),
            "runtime": st.sampled_from([NAN, 10.0, 25.0, 60.0, 180.0]),
            "fame": numbers,
            "quality": st.floats(0, 10).map(lambda value: round(value, 1)),
            "series": st.booleans(),
            "genres": st.lists(st.sampled_from(GENRES), max_size=4),
        }
    ),
    min_size=1,
    max_size=8,
)
weights = st.builds(
    SimilarWeights,
    st.just({}),
    years=numbers,
    kind=numbers,
    episode=numbers,
    fame=numbers,
    quality=numbers,
    unlike=numbers,
    apart=st.dictionaries(st.sampled_from(GENRES), numbers),
)


def facts_of(found):
    columns = {name: np.array([one[name] for one in found]) for name in ("year", "runtime", "fame", "quality")}
    return ItemFacts.of(columns, np.array([one["series"] for one in found]), [one["genres"] for one in found])


def slowly(one, other, weights):
    """A pair's score as it is described."""
    score = -weights.years * min(abs(one["year"] - other["year"]), 30) / 10
    score -= weights.kind * (one["series"] != other["series"])
    lengths = [work["runtime"] for work in (one, other)]
    if one["series"] and other["series"] and not np.isnan(lengths).any():
        score -= weights.episode * min(abs(lengths[0] - lengths[1]), 60) / 60
    score -= weights.fame * abs(one["fame"] - other["fame"])
    score += weights.quality * (other["quality"] - 5) - weights.unlike * abs(one["quality"] - other["quality"])
    return score - sum(weights.apart.get(genre, 0) for genre in {*one["genres"]} ^ {*other["genres"]})


@settings(max_examples=50)
@given(works, weights, st.data())
def test_equal_to_the_slow_way(found, weights, data):
    facts = facts_of(found)
    chosen = np.array(data.draw(st.permutations(range(len(found))))[: data.draw(st.integers(0, len(found)))], int)
    part = facts.take(chosen)
    for seed, one in enumerate(found):
        scores = added(facts, seed, weights)
        assert scores == pytest.approx([slowly(one, other, weights) for other in found], abs=1e-4)
        for other, parts in enumerate(parts_of(facts, seed, weights)):
            assert sum(value for _, _, value in parts) == pytest.approx(scores[other], abs=1e-4)
            assert 0 not in [value for _, _, value in parts]
        shared = [bool({*one["genres"]} & {*other["genres"]}) for other in found]
        assert facts.share_genre(seed).tolist() == shared
    for place, seed in enumerate(chosen.tolist()):
        np.testing.assert_array_equal(added(part, place, weights), added(facts, seed, weights)[chosen])
        np.testing.assert_array_equal(part.share_genre(place), facts.share_genre(seed)[chosen])
