from dataclasses import replace

import numpy as np
import pytest

from recsys.build.evaluation.metrics import ndcg
from recsys.models.content.model import ContentModel
from recsys.models.ranking.ease import EaseModel
from recsys.models.ranking.ranker import AS_THEY_ARE, BY_HAND, WEIGHTS, Choice, Ranker, content_of_liked, list_signals
from recsys.models.ranking.topk import top_k
from recsys.models.similar.model import SimilarModel
from recsys.models.similar.neighbours import NeighbourIndex
from tests.fixtures.catalogue import pair_model

N_WORKS = 40
FIELDS = {"genre": 1.0, "country": 0.5}
DOCUMENTS = [{"genre": ["drama"] * (n % 2) + ["war"] * (n % 3 == 0), "country": ["chile"][: n % 5]} for n in range(9)]


def choices(weights, n_users=60, noise=0.0):
    """Users who choose the six unseen works that a mix of three signals puts first, of any scale and origin."""
    rng = np.random.default_rng(4)
    made = []
    for _ in range(n_users):
        eligible = rng.random(N_WORKS) < 0.8
        table = rng.normal(size=(N_WORKS, 3))
        signals = {"a": 10 * table[:, 0] + 3, "b": table[:, 1] * rng.uniform(1, 9), "c": table[:, 2]}
        inside = table[eligible]
        standard = (table - inside.mean(axis=0)) / inside.std(axis=0)
        wanted = standard @ weights + noise * rng.normal(size=N_WORKS)
        made.append(Choice(signals, eligible, top_k(wanted, 6, eligible), np.ones(6)))
    return made


def mean_ndcg(mix, made):
    lists = [top_k(mix.scores(choice.signals, choice.eligible), 10) for choice in made]
    return np.mean([ndcg(listed, choice.chosen, 10) for listed, choice in zip(lists, made, strict=True)])


def test_scores_by_hand():
    mix = Ranker({"a": 1.0, "b": -0.5})
    signals = {"b": np.array([4.0, 0.0, 99.0, 2.0]), "a": np.array([1.0, 3.0, -50.0, 2.0]), "unused": np.ones(4)}
    scores = mix.scores(signals, np.array([True, True, False, True]))
    # Over the eligible, a is (1, 3, 2) with mean 2, b is (4, 0, 2) with mean 2; both standardise to ±√1.5 and 0.
    root = 1.5**0.5
    np.testing.assert_allclose(scores, [-root - root / 2, root + root / 2, np.nan, 0], rtol=1e-6)


def test_a_signal_that_says_the_same_of_all_counts_for_nothing():
    eligible = np.ones(7, dtype=bool)
    popularity = np.arange(7.0)
    mix = Ranker({"popularity": 0.1, "ease": 1.0})
    scores = mix.scores({"popularity": popularity, "ease": np.full(7, 0.1)}, eligible)
    assert top_k(scores, 7).tolist() == [6, 5, 4, 3, 2, 1, 0]
    assert np.isfinite(scores).all()


@pytest.mark.parametrize("weights", [(1.0, 0.5, 0.0), (0.5, 0.0, 1.0), (0.0, 0.0, 1.0)])
def test_planted_weights_are_found(weights):
    made = choices(np.array(weights))
    mix = Ranker.fit(made)
    found = np.array([mix.weights[name] for name in "abc"])
    np.testing.assert_allclose(found / found.max(), weights, atol=0.01)
    assert mean_ndcg(mix, made) > 0.97


def test_what_is_learned_is_no_worse_than_any_signal_alone():
    made = choices(np.array([0.5, 1.0, 0.2]), noise=1.5)
    mix = Ranker.fit(made)
    units = [Ranker({name: float(name == alone) for name in "abc"}) for alone in "abc"]
    assert mean_ndcg(mix, made) >= max(mean_ndcg(unit, made) for unit in units)
    assert set(mix.weights.values()) <= {*WEIGHTS}
    assert Ranker.fit(made) == mix


def test_what_is_worth_more_is_put_first():
    """Signal a tells what half of the choices were, b the other half: the half that is worth more decides."""
    eligible = np.ones(N_WORKS, dtype=bool)
    signals = {"a": (np.arange(N_WORKS) < 10) * 1.0, "b": (np.arange(N_WORKS) >= 30) * 1.0}
    chosen = np.array([*range(10), *range(30, N_WORKS)])
    for worth, first in (([2.0] * 10 + [1.0] * 10, 0), ([1.0] * 10 + [2.0] * 10, 30)):
        mix = Ranker.fit([Choice(signals, eligible, chosen, np.array(worth))])
        assert top_k(mix.scores(signals, eligible), 10).tolist() == [*range(first, first + 10)]


def test_a_signal_that_is_taken_as_it_is():
    """Of `similar` the size counts: nothing is much like all of what somebody likes who likes many things."""
    (name,) = AS_THEY_ARE
    signals = {"ease": np.array([1.0, 3.0]), name: np.array([0.25, 0.125])}
    for scale in (1.0, 0.01):
        found = Ranker({"ease": 1.0, name: 40.0}).scores({**signals, name: scale * signals[name]}, np.ones(2, bool))
        np.testing.assert_allclose(found, [-1 + 10 * scale, 1 + 5 * scale], rtol=1e-6)


def test_weights_that_are_given_by_hand_are_not_learned():
    """Though the choices follow one of them alone, and the others are learned beside it."""
    for planted, learned in ((1.0, 0.45, 0.5), {"ease": 1.0, "liking": 0.5}), ((0.0, 1.0, 0.0), {}):
        made = [
            replace(choice, signals=dict(zip(("ease", "watched", "liking"), choice.signals.values(), strict=True)))
            for choice in choices(np.array(planted))
        ]
        found = Ranker.fit(made).weights
        assert found["watched"] == BY_HAND["watched"]
        assert found == {**found, **learned}


def test_there_must_be_choices():
    with pytest.raises(ValueError, match="choices"):
        Ranker.fit([])


def test_content_is_the_sum_of_similarities():
    content = ContentModel.fit(DOCUMENTS, FIELDS)
    liked = np.array([1, 4, 6])
    expected = sum(content.similarities(work) for work in liked)
    np.testing.assert_allclose(content_of_liked(content, liked), expected, atol=1e-5)
    assert (content_of_liked(content, liked[:0]) == 0).all()


def test_a_liked_work_of_which_nothing_is_known_is_like_no_other():
    content = ContentModel.fit([{"genre": ["war"]}, {}, {"genre": ["war"]}], FIELDS)
    assert content_of_liked(content, np.array([1])).tolist() == [0, 0, 0]
    np.testing.assert_allclose(content_of_liked(content, np.array([1, 0])), [1, 0, 1], rtol=1e-6)


def test_the_signals_of_a_user():
    content = ContentModel.fit(DOCUMENTS, FIELDS)
    users, works = np.array([0, 0, 1, 1, 2], np.int32), np.array([0, 1, 0, 1, 1], np.int32)
    ease = EaseModel.fit(users, works, 3, 9, reg=1.0, fewest_ratings=1)
    history, ratings = np.array([0, 4]), np.array([3.5, 4.0])
    popularity, liking = np.bincount(works, minlength=9), np.linspace(0, 1, 9)
    signals = list_signals(history, ratings, popularity, ease, liking, content)
    np.testing.assert_allclose(signals["popularity"][:3], np.log([3, 4, 1]))
    np.testing.assert_array_equal(signals["ease"], ease.scores(history))
    assert signals["liking"] is liking
    np.testing.assert_allclose(signals["content"], content.similarities(4), atol=1e-6)  # 3.5 is no liking
    assert set(list_signals(history, ratings, popularity, ease, liking)) == {"popularity", "ease", "liking"}
    assert set(signals) == {"popularity", "ease", "liking", "content"}


def test_the_signal_of_works_like_those_that_were_liked():
    content = ContentModel.fit(DOCUMENTS, FIELDS)
    neighbours = NeighbourIndex(SimilarModel(content, pair_model(9, chance=(-1.0, 2.0))))
    ease = EaseModel.fit(np.zeros(0, np.int32), np.zeros(0, np.int32), 0, 9)
    history, ratings = np.array([0, 4, 7]), np.array([3.5, 4.0, 5.0])
    signals = list_signals(history, ratings, np.zeros(9, int), ease, np.ones(9), content, None, neighbours)
    # 3.5 is no liking.
    of_both = neighbours.scores(np.array([4]), np.array([4.0])) + neighbours.scores(np.array([7]), np.array([5.0]))
    np.testing.assert_allclose(signals["similar"], 100 * (of_both / 2) ** 4, rtol=1e-5)
    rows, scores = neighbours.model.nearest(4, 9)
    assert (of_both[rows] >= neighbours.model.chances(scores) - 1e-6).all()
    assert not list_signals(history[:1], ratings[:1], np.zeros(9, int), ease, np.ones(9), None, None, neighbours)[
        "similar"
    ].any()
