"""Everything that was made, as a bundle with its report and its card."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from recsys.build.collaborative import engine_for
from recsys.build.evaluation.plot import reliability_svg
from recsys.build.report import BuildReport, build_report
from recsys.bundle.bundle import Bundle, save_bundle
from recsys.bundle.card import PLOT, model_card
from recsys.ingest.tables import Account
from recsys.models.content.cosine import CosineModel
from recsys.models.cooccurrence.model import CooccurrenceModel
from recsys.models.ranking.model import RankingModel
from recsys.models.ratings.collaborative import CollaborativeModel
from recsys.models.ratings.point_estimate import PointEstimate
from recsys.models.ratings.svd import SvdParameters
from recsys.models.search.index import TitleIndex
from recsys.models.similar.model import PairModel, SimilarModel
from recsys.models.similar.nearest import NearestWorks
from recsys.text import as_cell


def assemble(
    *,
    works: pa.Table,
    names: pa.Table,
    credits: pa.Table,
    titles: pa.Table,
    offers: pa.Table,
    snapshots: pa.Table,
    ratings: pa.Table,
    rejected: pa.Table,
    account: Account,
    embedded: dict[str, Any],
    content: CosineModel,
    pairs: PairModel,
    cooccurrence: CooccurrenceModel | None,
    nearest: NearestWorks,
    collaborative: CollaborativeModel | None,
    svd: PointEstimate | None,
    metrics: dict[str, Any],
    ranker: RankingModel | None,
    search: TitleIndex,
    target: Path,
    seed: int,
    engine: str | None,
    train_on: tuple[str, ...],
) -> BuildReport:
    """Write the bundle to the folder `target`, and say what is in it. Raises BundleError where it cannot be written."""
    manifest = {
        "built": datetime.now(UTC).isoformat(timespec="seconds"),
        "sample": account.sample,
        "inputs": account.inputs,
        "sources": account.sources,
        "settings": {
            "seed": seed,
            "engine": metrics.get("engine") or engine_for(ratings.num_rows, engine),
            "svd": asdict(SvdParameters(seed=seed)) if svd is not None else None,
            "train_on": ", ".join(train_on) or None,
            "similar_weights": pairs.weights.to_json(),
        },
    }
    similar = SimilarModel(content.content, pairs, cooccurrence, nearest)
    tables = (works, names, credits, titles, offers, snapshots, ratings)
    bundle = Bundle(*tables, similar, collaborative, svd, ranker, metrics, manifest, search)
    report = build_report(bundle, rejected, account, embedded)
    documents = {
        "report.json": json.dumps(asdict(report), indent=2, ensure_ascii=False) + "\n",
        "rejected.csv": rejected_csv(rejected),
        "README.md": model_card(manifest, asdict(report)),
    }
    if metrics:
        documents[PLOT] = reliability_svg(metrics["calibration"]["bins"], metrics["calibration"]["liked_from"])
    save_bundle(bundle, target, documents)
    return report


def rejected_csv(rejected: pa.Table) -> str:
    """The rejected rows as CSV; their values are as others wrote them."""
    cells = rejected.to_pandas().map(lambda cell: as_cell(cell) if isinstance(cell, str) else cell)
    return str(cells.to_csv(index=False))
