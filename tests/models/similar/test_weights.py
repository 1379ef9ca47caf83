"""The weights as they are learned, kept and read."""

import json
import math
from dataclasses import asdict

import pytest

from recsys.build.item_features import CONTENT_FIELDS
from recsys.errors import UnreadableError
from recsys.models.similar.weights import SimilarWeights

MADE = SimilarWeights({"genre": 2.0}, 0.5, 1.5, quality=-0.25, apart={"war": 0.125}, chance=(-1.5, 2.0))


@pytest.mark.parametrize("semantic", [True, False])
def test_the_learned_weights(semantic):
    weights = SimilarWeights.learned(semantic=semantic)
    assert set(weights.fields) == set(CONTENT_FIELDS)
    plain = {name: value for name, value in asdict(weights).items() if isinstance(value, float)}
    assert set(plain) == {"semantic", "liked", "years", "kind", "episode", "fame", "quality", "unlike"}
    # That somebody liked them, or that they are alike, counts against nothing; only quality could.
    counted = {**plain, **weights.fields, **weights.apart}
    del counted["quality"]
    assert min(counted.values()) >= 0
    assert all(math.isfinite(value) for value in (*counted.values(), weights.quality, *weights.chance))
    assert (weights.semantic > 0) == semantic  # there is nothing that it could weigh
    assert weights.chance[1] > 0  # the likelier the higher the score
    assert sum(weights.fields.values()) > 1


def test_weights_are_read_as_they_were_written():
    assert SimilarWeights.from_json(json.loads(json.dumps(MADE.to_json()))) == MADE
    assert SimilarWeights.from_json({"fields": {"cast": 1}}) == SimilarWeights({"cast": 1.0})
    for semantic in (True, False):
        learned = SimilarWeights.learned(semantic=semantic)
        assert SimilarWeights.from_json(learned.to_json()) == learned


@pytest.mark.parametrize(
    "change",
    [
        {"mood": 1.0},
        {"fields": 3.0},
        {"fields": {"genre": "much"}},
        {"fields": ["genre"]},
        {"apart": {"war": None}},
        {"liked": None},
        {"liked": float("nan")},
        {"fame": "much"},
        {"fame": [1.0]},
        {"apart": {"war": float("inf")}},
        {"chance": 1.0},
        {"chance": [1.0]},
        {"chance": [0.0, 1.0, 2.0]},
        {"chance": [0.0, None]},
    ],
    ids=str,
)
def test_other_weights_are_refused(change):
    with pytest.raises(UnreadableError):
        SimilarWeights.from_json(MADE.to_json() | change)


@pytest.mark.parametrize("stored", [None, [], 3.0, "fields", {}])
def test_what_are_no_weights_is_refused(stored):
    with pytest.raises(UnreadableError):
        SimilarWeights.from_json(stored)
