import dataclasses
import json

import numpy as np
import pytest

from recsys.errors import RecsysError
from recsys.models.content.model import ContentModel
from recsys.models.cooccurrence.likes import Likes
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.cooccurrence.pairs import PairScores
from recsys.models.similar.facts import ItemFacts
from recsys.models.similar.model import PairModel, SimilarModel
from recsys.models.similar.semantic import SemanticModel
from recsys.models.similar.weights import SimilarWeights
from recsys.research.processes import Ran
from recsys.research.report_table import table_markdown
from recsys.research.suites import scaling, scaling_steps
from recsys.research.suites.run import count_steps, evaluate
from recsys.research.suites.scaling import SCALING, SIZES, STEPS, ScalingReport, ScalingRow, run_scaling
from recsys.research.suites.scaling_steps import STAGES, Answered, Fitted, fit
from recsys.research.synthetic import SyntheticCatalogue

SMALL = (300, 6_000)  # likes enough to learn from in the second alone


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    steps: list[str] = []
    out = tmp_path_factory.mktemp("out")
    return run_scaling(out, steps.append, SMALL), steps, out


def test_small_catalogues_for_real(run):
    report, _, out = run
    assert [row.works for row in report.rows] == list(SMALL)
    small, large = report.rows
    for row in report.rows:
        assert 0 < row.answered.median <= row.answered.p99
        assert 2e7 < row.fitted.peak < 3e9
        assert 2e7 < row.answered.peak < 3e9
        assert min(row.fitted.seconds, row.answered.load, row.answered.processor) > 0
        assert row.answered.stream > 1e8
    assert small.fitted.files < large.fitted.files / 5
    assert large.answered.must_read > SMALL[1] * 32 * 4  # the factors alone
    assert list(out.iterdir()) == []


def test_every_stage_is_told(run):
    _, steps, _ = run
    assert len(steps) == len(SMALL) * STEPS / len(SIZES)
    assert steps[0] == "300 works: fit"
    assert steps[-2:] == ["6,000 works: saved", "6,000 works: answer"]
    assert [step for step in steps if step.startswith("300")][1:-1] == [f"300 works: {stage}" for stage in STAGES]
    assert count_steps(SCALING) == STEPS


def test_what_an_answer_must_read():
    documents = [{"genre": ["war"]}, {"genre": ["war", "love"]}, {"genre": ["love"]}, {}]
    content = ContentModel.fit(documents, {"genre": 1.0})
    known = {name: np.ones(4) for name in ("year", "runtime", "fame", "quality")}
    facts = ItemFacts.of(known, np.zeros(4, dtype=bool), [document.get("genre", ()) for document in documents])
    model = SimilarModel(content, PairModel(facts, SimilarWeights({})))
    of_facts = 4 * (5 * 4 + 1)  # five numbers of 4 bytes and whether it is a series, of all works
    # A work's number and a weight, of 4 bytes each, for both works of each genre.
    assert [scaling_steps._must_read(model, work) - of_facts for work in range(4)] == [16, 32, 16, 0]
    semantic = SemanticModel(4, np.array([1, 3], np.int32), np.ones((2, 5), np.float32))
    embedded = dataclasses.replace(model, pairs=dataclasses.replace(model.pairs, semantic=semantic))
    assert scaling_steps._must_read(embedded, 3) == of_facts + 2 * 4 + 2 * 5 * 4
    pairs = PairScores(np.array([0, 1, 2, 2, 2]), np.array([1, 0], np.int32), np.ones(2, np.float16))
    catalogue = SyntheticCatalogue(6_000)
    cooccurrence = CooccurrenceModel.fit(catalogue, catalogue.numbers(), catalogue.likes(), Likes.none())
    assert cooccurrence is not None
    some = dataclasses.replace(cooccurrence.take(np.arange(4)), pairs=pairs)
    liked = dataclasses.replace(model, cooccurrence=some)
    assert scaling_steps._must_read(liked, 0) == of_facts + 16 + 4 * some.factors.shape[1] * 4 + 4 + 2


def test_drawing_works_is_not_counted(tmp_path, monkeypatch):
    documents = list(SyntheticCatalogue(50))

    class Slow(SyntheticCatalogue):
        def __iter__(self):
            moments.append(1)
            yield from documents

    moments: list[int] = []
    clock = iter(range(100_000))
    monkeypatch.setattr(scaling_steps, "SyntheticCatalogue", Slow)
    monkeypatch.setattr(scaling_steps, "perf_counter", lambda: float(next(clock)))
    fitted = fit(tmp_path, 50, lambda _: None)
    assert len(moments) == 3
    # A second a look at the clock: at the beginning, twice for each document and for each end, and at the end.
    assert fitted.seconds == 1 + 3 * 51
    assert fitted.files == sum(path.stat().st_size for path in tmp_path.iterdir()) > 0


def test_the_suite_and_its_tables(tmp_path, monkeypatch):
    row = ScalingRow(2_000_000, Fitted(50.0, 10**9, 2 * 10**8), Answered(1.5, 0.03, 0.04, 0.02, 7 * 10**8, 1e8, 2e10))
    monkeypatch.setattr("recsys.research.suites.run.run_scaling", lambda *_: ScalingReport(SCALING, 0, (row,)))
    report = evaluate(SCALING, tmp_path / "none", tmp_path / "out")
    fitting, answering = map(table_markdown, report.report_tables())
    assert "| 2,000,000 | 50.0 | 25 | 1,000 | 200 |" in fitting
    # 100 MB in 20 ms are 5 of 20 GB a second.
    assert "| 2,000,000 | 1.5 | 700 | 30.00 | 40.00 | 20.00 | 100.0 | 25% |" in answering
    assert "20.0 GB/s" in answering
    saved = json.loads((tmp_path / "out" / "scaling.json").read_text())
    assert saved["rows"][0]["answered"]["must_read"] == 1e8


def test_a_process_that_fails_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(scaling, "run_measured", lambda *_: Ran(1, 1, 1, 1, "", "Traceback\nno disk\n"))
    with pytest.raises(RecsysError, match="300 works: the process must end well, ended with 1: no disk"):
        run_scaling(tmp_path, sizes=SMALL)
