"""`python -m tests.bench.spark_compare SPARK STAGES HERE`: a bundle built on a cluster beside that of one machine.

SPARK and HERE are the bundles' folders, made of the same data with the same seed, STAGES that of the stages of the
first. Printed are which tables are the same, what both reports and verdicts say, errors on the same held-out ratings
beside those of the fast engine, how far lists agree, and which questions the app answers alike with both.
"""

import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from recsys.build.dataset import dataset_of
from recsys.build.evaluation.report import rating_report
from recsys.build.item_features import training_features
from recsys.build.pipeline import stage_value
from recsys.bundle.bundle import load_bundle
from recsys.domain.schema import TABLES
from recsys.files import read_json
from recsys.ingest.tables import TRAINING
from recsys.models.ratings.engines import ALS, FAST
from recsys.publish.compare import compare
from recsys.serving.service import Service
from recsys.spark.graph import SPARK_GRAPH
from tests.bench.__main__ import print_table
from tests.bench.server import server
from tests.fixtures.channels import get
from tests.fixtures.questions import GOOD

Rows = list[tuple[str, ...]]
REPORTED = ("files", "rejected", "sources", "links", "link_sources", "doubtful", "superseded_ratings", "works")
# What is asked of tables, and of works by the models that have nothing of the engine; users of the sample are not here.
GOLDEN = ("platforms_", "movies_", "search", "arrivals", "departures")


def print_comparison(spark: Path, stages: Path, here: Path) -> None:
    """All tables. The fast engine is fitted anew, on one machine, on what both learned from."""
    print_table("tables", ("table", "rows", "rows of both", "bytes of both"), tables(spark, here))
    print_table("reports", ("part", "of both"), reports(spark, here))
    print_table("RMSE on the same ratings", ("model", "RMSE", "× fast"), errors(spark, stages, here))
    print_table("do titles mean something?", ("ratings of", "cluster", "one machine"), verdicts(spark, here))
    print_table("lists of ten", ("answer", "lists", "in common", "the same"), lists(spark, here))
    print_table("questions to the app", ("answer", "asked", "answered alike"), questions(spark, here))


def tables(spark: Path, here: Path) -> Rows:
    """Which tables have the same rows in the same order, and which files are the same."""
    rows: Rows = []
    for name in TABLES:
        ours, theirs = (folder / f"{name}.parquet" for folder in (spark, here))
        one, other = pq.read_table(ours), pq.read_table(theirs)
        bytes_same = ours.read_bytes() == theirs.read_bytes()
        same = bytes_same or (one.schema.names == other.schema.names and one.to_pylist() == other.to_pylist())
        rows.append((name, f"{other.num_rows:,}", _word(same), _word(bytes_same)))
    return rows


def reports(spark: Path, here: Path) -> Rows:
    """Which parts of the reports, of what is the data's and not the models', are the same."""
    ours, theirs = (read_json(folder / "report.json") for folder in (spark, here))
    return [(name, _word(ours[name] == theirs[name])) for name in REPORTED]


def errors(spark: Path, stages: Path, here: Path) -> Rows:
    """The errors that both builds measured, and those of the fast engine by the same split and people."""
    bundle = load_bundle(here)
    taught = {name: stage_value(stages, name, SPARK_GRAPH) for name in TRAINING}
    dataset = dataset_of(bundle.works, bundle.ratings, training_features(**taught))
    assert dataset is not None
    fast = rating_report(dataset, FAST, int(bundle.manifest["settings"]["seed"]))
    ours, theirs = (read_json(folder / "metrics.json") for folder in (spark, here))
    assert fast["split"] == ours["split"] == theirs["split"]
    assert fast["ratings"] == ours["ratings"] == theirs["ratings"]
    reference = fast["models"][FAST]["rmse"]
    by_name = {
        FAST: reference,
        ALS: ours["models"][ALS]["rmse"],
        theirs["engine"]: theirs["models"][theirs["engine"]]["rmse"],
        "biases": theirs["models"]["biases"]["rmse"],
        "biases in the cluster": ours["models"]["biases"]["rmse"],
    }
    return [(name, f"{found:.4f}", f"{found / reference:.4f}") for name, found in by_name.items()]


def verdicts(spark: Path, here: Path) -> Rows:
    """The test of honesty, of all ratings and of each source's."""
    ours, theirs = (read_json(folder / "metrics.json")["titles"] for folder in (spark, here))
    names = [*theirs["sources"]]
    pairs = [("all", ours, theirs), *((name, ours["sources"][name], theirs["sources"][name]) for name in names)]
    return [(name, _verdict(one), _verdict(other)) for name, one, other in pairs]


def lists(spark: Path, here: Path) -> Rows:
    """How far the lists of the same works and people agree (`recsys.publish.compare`)."""
    moved = compare(load_bundle(here), load_bundle(spark)).lists
    return [(one.answer, str(one.sample), _share(one.overlap), _share(one.same)) for one in moved]


def questions(spark: Path, here: Path) -> Rows:
    """The same questions over HTTP to the app with one bundle and with the other, without personal ones."""
    golden = {name: asked for name, asked in GOOD.items() if name.startswith(GOLDEN)}
    ours, theirs = (_answers(folder, golden) for folder in (spark, here))
    return [
        (name, str(len(asked)), str(sum(one == other for one, other in zip(ours[name], theirs[name], strict=True))))
        for name, asked in golden.items()
    ]


def _answers(bundle: Path, asked: dict[str, list[dict[str, Any]]]) -> dict[str, list[Any]]:
    service = Service(load_bundle(bundle))
    with server(bundle) as app:
        return {
            name: [
                (answer.status_code, answer.json()) for one in some for answer in [get(app.client, service, name, one)]
            ]
            for name, some in asked.items()
        }


def _word(same: bool) -> str:
    return "the same" if same else "others"


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"


def _verdict(found: dict[str, Any]) -> str:
    return f"{'yes' if found['signal'] else 'no'}, p {found['p']:.4f}, explained {found['explained']:.4f}"


if __name__ == "__main__":
    print_comparison(*map(Path, sys.argv[1:4]))
