"""The suite `judged-weights`: the weights of titles like one, learned from what people grade and what others list.

It writes them as the models read them (`recsys/models/similar/weights.json`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from recsys.build.content import fit_content
from recsys.build.embedding.step import embed
from recsys.ingest.load import read_data
from recsys.models.similar.model import SimilarModel
from recsys.progress import Progress, silent
from recsys.research.embeddings import can_embed
from recsys.research.judged.ablation import GROUPS, AblationRow, ablation
from recsys.research.judged.examples import Examples
from recsys.research.judged.gold import CHOOSE, LEARN, read_gold
from recsys.research.judged.learn import learn
from recsys.research.judged.linking import WorkFinder
from recsys.research.judged.measure import GRADED, K
from recsys.research.judged.pairs import APART, FIELD, UNIT, PairFeatures
from recsys.research.judged.seeds import Seeds
from recsys.research.judged.systems import Known
from recsys.research.judged.tables import mean_cell
from recsys.research.report_table import NOTHING, ReportTable

JUDGED_WEIGHTS = "judged-weights"
WRITTEN = "similar-weights.json"
SEMANTIC, PLAIN = "semantic", "plain"  # with sentence embeddings and without, as the file calls them
_WORDS = {SEMANTIC: "with sentence embeddings", PLAIN: "without"}


@dataclass(frozen=True)
class Learned:
    """What was learned with embeddings or without, `weights` as they are stored."""

    kind: str
    pairs: int
    weights: dict[str, Any]
    ablation: tuple[AblationRow, ...]


@dataclass(frozen=True)
class WeightsReport:
    """What the suite learned from the opinions on `seeds` graded works among `works`."""

    suite: str
    works: int
    seeds: int
    learned: tuple[Learned, ...]

    @property
    def summary(self) -> str:
        """The data in a sentence."""
        pairs = max(one.pairs for one in self.learned)
        return f"{pairs:,} pairs of works, {self.seeds:,} graded seeds, among {self.works:,} works; {WRITTEN} has all."

    def report_tables(self) -> list[ReportTable]:
        """The tables as people read them."""
        return [_weights_table(self.learned), *map(_ablation_table, self.learned)]


def count_weights_steps() -> int:
    """How many steps the suite reports, at most: reading, embedding, linking, and for each kind the groups."""
    return 3 + (1 + can_embed()) * (2 + len(GROUPS))


def run_weights(data_folder: Path, out: Path, progress: Progress = silent) -> WeightsReport:
    """Learn, and write WRITTEN to `out`; raises DataError when the data or the opinions cannot be read."""
    progress(f"reading {data_folder.name}")
    data = read_data(data_folder)
    tables = vars(data) | data.for_models
    embeddings, _ = embed(tables["works"], progress)
    return weights_report(Known(tables, embeddings), data_folder, out, progress)


def weights_report(known: Known, data_folder: Path, out: Path, progress: Progress = silent) -> WeightsReport:
    """Learn on works that are known."""
    progress("finding the works that opinions name")
    gold = read_gold(data_folder, WorkFinder.of(known.tables))
    seeds = Seeds.of(gold, known.tables["works"])
    model = SimilarModel(*fit_content(known.features, known.embeddings, UNIT), known.cooccurrence)
    kinds = {PLAIN: SimilarModel(model.content, replace(model.pairs, semantic=None), model.cooccurrence)}
    if model.pairs.semantic is not None:
        kinds = {SEMANTIC: model} | kinds
    learned = tuple(_learned(kind, PairFeatures(of_kind), seeds, progress) for kind, of_kind in kinds.items())
    written = {one.kind: one.weights for one in learned}
    (out / WRITTEN).write_text(json.dumps(written, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return WeightsReport(JUDGED_WEIGHTS, model.n_works, len(gold.grades), learned)


def _learned(kind: str, features: PairFeatures, seeds: Seeds, progress: Progress) -> Learned:
    def told(step: str) -> None:
        progress(f"{_WORDS[kind]}: {step}")

    told("comparing pairs")
    choosing, learning = (Examples.of(features, seeds, of_third) for of_third in (CHOOSE, LEARN))
    every = Examples.joined([learning, choosing])
    weights = learn(every, features.names)
    return Learned(kind, len(every.grades), weights.to_json(), tuple(ablation(features, learning, seeds, told)))


def _weights_table(learned: tuple[Learned, ...]) -> ReportTable:
    columns = [_flat(one.weights) for one in learned]
    return ReportTable(
        name="weights",
        words=(
            "Learned on the thirds for learning and for choosing, by ridge regression (`research.judged.learn`); what "
            "counts for nothing is left out."
        ),
        columns=("weight of", *(_WORDS[one.kind] for one in learned)),
        rows=tuple(
            (name, *(f"{column[name]:.4f}" if column.get(name) else NOTHING for column in columns))
            for name in dict.fromkeys(name for column in columns for name in column)
            if any(column.get(name) for column in columns)
        ),
    )


def _flat(weights: Mapping[str, Any]) -> dict[str, float]:
    """Every weight by a name of its own."""
    fields = {FIELD + field: weight for field, weight in weights["fields"].items()}
    single = {name: weight for name, weight in weights.items() if isinstance(weight, float)}
    apart = {APART + genre: weight for genre, weight in weights["apart"].items()}
    return fields | single | apart | dict(zip(("chance: intercept", "chance: slope"), weights["chance"], strict=True))


def _ablation_table(learned: Learned) -> ReportTable:
    return ReportTable(
        name=f"what features are worth, {_WORDS[learned.kind]}",
        words=(
            f"Learned on the third for learning without a group of features; means over graded seeds of the third for "
            f"choosing, ± standard error, the first {K} works as in the suite `judged`."
        ),
        columns=("left out", "seeds", *GRADED),
        rows=tuple((row.left_out, str(row.seeds), *map(mean_cell, row.figures)) for row in learned.ablation),
    )
