import dataclasses
import json

import pytest

from recsys.models.similar.weights import SimilarWeights
from recsys.research.judged import gold
from recsys.research.judged.ablation import GROUPS, NOTHING_LEFT_OUT
from recsys.research.judged.gold import CHOOSE, third
from recsys.research.suites import judged_weights
from recsys.research.suites.judged_weights import PLAIN, SEMANTIC, WRITTEN, WeightsReport
from recsys.research.suites.run import count_steps, evaluate
from tests.research.judged.graded_sample import FILMS, SERIES, no_grades, some_embeddings, write_graded_sample


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """The graded sample, and no grades beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gold, "OWN_GRADES", no_grades(tmp_path_factory.mktemp("own")))
        yield write_graded_sample(tmp_path_factory.mktemp("raw"))


def test_without_an_encoder_there_are_the_weights_that_need_none(data, tmp_path):
    steps: list[str] = []
    report = evaluate("judged-weights", data, tmp_path, progress=steps.append)
    assert isinstance(report, WeightsReport)
    assert len(steps) == len(set(steps)) <= count_steps("judged-weights")
    assert [one.kind for one in report.learned] == [PLAIN]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["judged-weights.json", "judged-weights.md", WRITTEN]
    saved = json.loads((tmp_path / "judged-weights.json").read_text())
    assert saved == json.loads(json.dumps(dataclasses.asdict(report)))
    written = json.loads((tmp_path / WRITTEN).read_text())
    weights = SimilarWeights.from_json(written[PLAIN])
    assert weights.to_json() == report.learned[0].weights
    assert weights.semantic == 0
    assert min([*weights.fields.values(), *weights.apart.values(), weights.kind]) >= 0


def test_with_one_both_are_learned_and_every_group_is_left_out(data, tmp_path, monkeypatch):
    monkeypatch.setattr(judged_weights, "embed", lambda works, _: (some_embeddings(works.num_rows), {}))
    monkeypatch.setattr(judged_weights, "can_embed", lambda: True)
    steps: list[str] = []
    report = evaluate("judged-weights", data, tmp_path, progress=steps.append)
    assert isinstance(report, WeightsReport)
    assert len(steps) < count_steps("judged-weights")
    written = json.loads((tmp_path / WRITTEN).read_text())
    assert set(written) == {SEMANTIC, PLAIN}
    with_them, without = report.learned
    assert with_them.pairs == without.pairs
    rows = [row.left_out for row in with_them.ablation]
    assert rows[0] == NOTHING_LEFT_OUT
    assert rows[1:] == [group for group in GROUPS if group in rows]
    assert "semantic" in rows
    assert "semantic" not in [row.left_out for row in without.ablation]
    chosen = sum(third(*work) == CHOOSE for work in (*SERIES, *FILMS))
    assert {row.seeds for row in (*with_them.ablation, *without.ablation)} == {chosen}
    # Without embeddings is what leaving them out comes to.
    left_out = next(row for row in with_them.ablation if row.left_out == "semantic")
    assert left_out.figures[1].mean == pytest.approx(without.ablation[0].figures[1].mean)
    text = (tmp_path / "judged-weights.md").read_text()
    for name in ("weights", "what features are worth, with sentence embeddings", "what features are worth, without"):
        assert f"## {name}\n" in text
    assert f"| quality | {with_them.weights['quality']:.4f} | {without.weights['quality']:.4f} |" in text
