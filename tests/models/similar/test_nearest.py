"""The nearest works of many seeds at a time are those of each seed alone, to the last digit."""

import numpy as np
import pytest

from recsys.models.content.model import ContentModel
from recsys.models.content.term_rows import TermRows
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.cooccurrence.pairs import PairScores
from recsys.models.similar.blocks import nearest_works
from recsys.models.similar.facts import ItemFacts
from recsys.models.similar.model import PairModel, SimilarModel
from recsys.models.similar.nearest import MOST_KEPT, NearestWorks
from recsys.models.similar.semantic import SemanticModel
from recsys.models.similar.weights import SimilarWeights
from recsys.models.storage import Arrays
from tests.fixtures.bundles import assert_same_arrays
from tests.fixtures.catalogue import content_model, pair_model

N_WORKS = 3_001
GENRES: tuple[list[str], ...] = (["drama"], ["war", "drama"], [], ["comedy"], ["war", "short"])
EVERYTHING = {"liked": 0.5, "semantic": 0.5, "apart": {"drama": 0.25, "short": 1.0}}
WEIGHTS = {
    "all of it": EVERYTHING
    | {"years": 0.125, "kind": 0.5, "episode": 0.25, "fame": 0.125, "quality": 0.5, "unlike": 0.03},
    "what is apart brings together": EVERYTHING
    | {"apart": {"drama": -0.25, "short": -1.0}}
    | {"years": -0.125, "kind": -0.5, "episode": -0.25, "fame": -0.125, "quality": -0.5, "unlike": -0.03},
    # Most of the best by their scores are then works that have nothing to do with a seed.
    "the good ones": {"quality": 9.0},
}


def drawn(weights, *, learned=True):
    """Works with words, facts and vectors drawn at random; of some there are none."""
    rng = np.random.default_rng(3)
    numbers = {
        "year": 1930.0 + rng.integers(95, size=N_WORKS),
        "runtime": np.where(rng.random(N_WORKS) < 0.3, np.nan, 20.0 + rng.integers(90, size=N_WORKS)),
        "fame": 5 * rng.random(N_WORKS),
        "quality": 10 * rng.random(N_WORKS),
    }
    genres = [GENRES[rng.integers(5)] for _ in range(N_WORKS)]
    facts = ItemFacts.of(numbers, rng.random(N_WORKS) < 0.4, genres)
    words = [[f"w{number}" for number in rng.integers(500, size=rng.integers(9))] for _ in range(N_WORKS)]
    content = ContentModel.fit([{"description": of} for of in words], {"description": 2.0})
    told = np.flatnonzero(rng.random(N_WORKS) < 0.6)
    semantic = SemanticModel.of(N_WORKS, told, rng.normal(size=(len(told), 12))) if learned else None
    factors = rng.normal(size=(N_WORKS, 7)).astype(np.float32) * (rng.random((N_WORKS, 1)) < 0.8)
    rows = TermRows((), np.zeros(N_WORKS + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32))
    liked = np.array([1, 9, 3_000], np.int32)
    starts = np.zeros(N_WORKS + 1, np.int64)
    starts[8:] = 3
    pairs = PairScores(starts, liked, np.array([0.5, 2.0, 3.0], np.float16))
    none = np.zeros((0, 7), np.float16), factors.astype(np.float32), np.ones(N_WORKS, np.float32)
    cooccurrence = CooccurrenceModel(rows, *none, pairs) if learned else None
    return SimilarModel(content, PairModel(facts, SimilarWeights({}, **weights), semantic), cooccurrence)


@pytest.mark.parametrize("learned", [True, False])
@pytest.mark.parametrize("weights", WEIGHTS.values(), ids=WEIGHTS)
def test_many_at_a_time_are_each_alone(weights, learned):
    model = drawn(weights, learned=learned)
    seeds = np.array([0, 5, 7, *range(100, 180), 3_000])
    kept = nearest_works(model, seeds, threads=2)
    for seed in seeds.tolist():
        rows, scores = model.nearest(seed, MOST_KEPT)
        found = kept.to(seed)
        assert found is not None
        assert (found.rows.tolist(), found.scores.tolist()) == (rows.tolist(), scores.tolist())
    some = np.random.default_rng(1).integers(N_WORKS, size=300)
    scores, related = model.scored(7)
    for few in (some, some[:1], some[:0]):
        found_scores, found_related = model.scored_among(7, few)
        assert found_scores.tolist() == scores[few].tolist()
        assert found_related.tolist() == related[few].tolist()
    assert kept.to(6) is kept.to(3_001) is kept.to(181) is None


def test_of_few_works_all_that_have_to_do_with_a_seed_are_kept():
    model = SimilarModel(content_model([{"genre:war": 1.0}, {}, {"genre:war": 0.5}]), pair_model(3))
    kept = nearest_works(model, np.arange(3), threads=1)
    assert [found and (found.rows.tolist(), found.scores.tolist()) for found in map(kept.to, range(3))] == [
        ([2], [0.5]),
        ([], []),
        ([0], [0.5]),
    ]


@pytest.mark.parametrize("seeds", [[], [2, 5]])
def test_what_is_kept_is_read_back(seeds):
    model = drawn(WEIGHTS["all of it"])
    kept = nearest_works(model, np.array(seeds, np.int64), threads=1)
    arrays: Arrays = kept.to_arrays()
    assert_same_arrays(NearestWorks.from_arrays(arrays), kept)
    assert {name: array.dtype.name for name, array in arrays.items()} == {
        "seeds": "int32",
        "starts": "int64",
        "rows": "int32",
        "scores": "float32",
        "n_works": "int64",
    }
