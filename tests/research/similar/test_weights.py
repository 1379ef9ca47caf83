from dataclasses import replace

import numpy as np
import pytest

from recsys.models.content import model as content
from recsys.models.cooccurrence import projection
from recsys.research.similar.ablation import (
    COOCCURRENCE,
    COSINE,
    PAIRS,
    PRESENT,
    PROJECTION,
    Ablation,
    rated_trials,
    unrated_trials,
)
from recsys.research.similar.hybrid import hybrid_table
from recsys.research.similar.measure import Measured, Relevance, similar_table
from recsys.research.similar.ours import OURS, SERVED
from recsys.research.similar.weights import Effect
from tests.models.planted_likes import N_WORKS, documents, likes, numbers


@pytest.fixture(scope="module")
def measured():
    liked, score = likes(), {"score": np.linspace(1, 9, N_WORKS)}
    known = [{**document, "genre": [f"genre {row % 3}"]} for row, document in enumerate(documents())]
    return Measured(known, [""] * N_WORKS, numbers() | score, liked, Relevance.of(liked, N_WORKS, 0))


def test_the_ablation_finds_what_the_models_find(measured):
    rows = similar_table(measured, OURS[:2], SERVED.name, 0).rows
    for test in (False, True):
        ablation = Ablation(measured, unrated_trials(measured, 0, test=test))
        whole, alone = (half.ndcg for row in rows if (half := row.test if test else row.tuning))
        # The model's projection is kept in half precision.
        assert ablation.ndcg(PRESENT).mean() == pytest.approx(whole, abs=0.005)
        assert ablation.ndcg({**PRESENT, COOCCURRENCE: 0.0}).mean() == pytest.approx(alone, abs=1e-6)
    assert whole > alone + 0.1  # the folds of so small a tuning half leave too few works to learn from


def test_the_ablation_finds_what_the_hybrid_table_finds(measured):
    both = hybrid_table(measured, 0).ndcg[-1][-1]
    halves = [Ablation(measured, rated_trials(measured, 0, test=test)).ndcg(PRESENT) for test in (False, True)]
    assert np.concatenate(halves).mean() == pytest.approx(both, abs=0.01)
    without = [Ablation(measured, rated_trials(measured, 0)).ndcg({**PRESENT, PAIRS: weight}) for weight in (0.0, 1.0)]
    assert without[0].mean() < without[1].mean()


def test_a_weight_tried_is_that_weight_in_the_models(measured, monkeypatch):
    monkeypatch.setitem(content.FIELD_WEIGHTS, "description", 0.5)
    monkeypatch.setitem(projection.FIELD_WEIGHTS, "person", 2.0)
    fresh = Measured(measured.documents, measured.texts, measured.numbers, measured.likes, measured.relevance)
    row = similar_table(fresh, [SERVED], SERVED.name, 0).rows[0]
    assert row.test
    tried = {**PRESENT, COSINE + "description": 0.5, PROJECTION + "person": 2.0}
    ablation = Ablation(measured, unrated_trials(measured, 0, test=True))
    assert ablation.ndcg(tried).mean() == pytest.approx(row.test.ndcg, abs=0.01)
    assert ablation.ndcg(tried).mean() != ablation.ndcg(PRESENT).mean()


def test_what_is_sure():
    assert Effect(0.02, 0.01).is_sure
    assert Effect(-0.02, 0.01).is_sure
    assert not Effect(0.019, 0.01).is_sure
    assert not Effect(0.0, 0.0).is_sure


def test_how_many_works_of_a_franchise_are_listed(measured):
    """Franchises of two films: with the cosine made of them alone, all are listed; where a list is a lottery, few."""
    franchises = [{**document, "collection": [f"pair {row // 2}"]} for row, document in enumerate(measured.documents)]
    ablation = Ablation(replace(measured, documents=franchises), unrated_trials(measured, 0, test=True))
    nothing = {name: 0.0 if name.startswith(COSINE) else weight for name, weight in PRESENT.items()}
    assert ablation.listed_share({**nothing, COOCCURRENCE: 0.0, COSINE + "collection": 1.0}, "collection") == 1
    # The two films of a franchise are never of one genre here.
    assert ablation.listed_share({**nothing, COOCCURRENCE: 0.0, COSINE + "genre": 1.0}, "collection") < 0.3
    assert np.isnan(ablation.listed_share(PRESENT, "director"))  # no director is known
