"""The cards of what is published: the front matter that the Hub reads, and the text for people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from huggingface_hub import CardData, DatasetCardData, EvalResult, ModelCardData

from recsys.bundle.bundle import Bundle
from recsys.bundle.card import data_and_licences, joined, model_card
from recsys.bundle.contents import contents
from recsys.bundle.manifest import (
    CREDITS_FILE,
    NAMES_FILE,
    OFFERS_FILE,
    RATINGS_FILE,
    SNAPSHOTS_FILE,
    TABLE_FILES,
    TITLES_FILE,
    WORKS_FILE,
)
from recsys.publish.hub.reference import PREFIX

_ADDRESS = "https://huggingface.co"
_TAGS = ["recommender-system", "collaborative-filtering", "content-based", "movies", "streaming"]
_ABOUT = {
    WORKS_FILE: "one row for each film or series, with what is known of it and from which source",
    NAMES_FILE: "the titles that works go by, with their language or region where it is known",
    CREDITS_FILE: "who took part, as each source has it",
    TITLES_FILE: "a service's listing of a work, as its source gave it",
    OFFERS_FILE: "which service shows a work, in which country, since when and as of which snapshot",
    SNAPSHOTS_FILE: "the dated catalogues of services that offers were told from",
    RATINGS_FILE: "who rated which work",
}


@dataclass(frozen=True)
class Place:
    """Where a bundle is published: its repositories, and the commit of the dataset's."""

    model: str
    dataset: str
    tables: str = ""


def published_model_card(bundle: Bundle, place: Place) -> str:
    """The model card with its front matter: licence, data, and the metrics as results that the Hub shows."""
    data = ModelCardData(
        language="en",
        library_name="butaca",
        tags=_TAGS,
        datasets=[place.dataset],
        model_name=f"Butaca {place.model}",
        eval_results=_results(bundle.metrics, place) or None,
        **_licence(bundle),
    )
    return _with_front_matter(
        data, model_card(bundle.manifest, contents(bundle) | {"metrics": bundle.metrics}, f"{PREFIX}{place.model}")
    )


def dataset_card(bundle: Bundle, place: Place) -> str:
    """The card of the tables: what they hold, whose they are, and how to read them."""
    tables = _tables(bundle)
    configs = [
        {"config_name": name.removesuffix(".parquet"), "data_files": name} | ({"default": True} if n == 0 else {})
        for n, name in enumerate(tables)
    ]
    data = DatasetCardData(
        language="en", pretty_name=f"Tables of Butaca {place.model}", tags=_TAGS, configs=configs, **_licence(bundle)
    )
    about = f"Built {bundle.manifest['built']}. They belong to the models of [{place.model}]({_ADDRESS}/{place.model})"
    parts = [
        ["# Tables of a Butaca bundle"],
        [f"{about}, whose manifest names the commit of this repository that it needs."],
        *(part for name, table in tables.items() for part in _described(name, table)),
        *data_and_licences(bundle.manifest),
    ]
    return _with_front_matter(data, joined(parts))


def _licence(bundle: Bundle) -> dict[str, Any]:
    if bundle.is_sample:
        return {"license": "mit"}
    return {"license": "other", "license_name": "of-its-sources", "license_link": "README.md"}


def _tables(bundle: Bundle) -> dict[str, pa.Table]:
    return {name: getattr(bundle, name.removesuffix(".parquet")) for name in TABLE_FILES}


def _described(name: str, table: pa.Table) -> list[list[str]]:
    rows = [f"| `{field.name}` | {_type(field.type)} |" for field in table.schema]
    about = f"{table.num_rows:,} rows: {_ABOUT[name]}."
    return [[f"## {name}"], [about], ["| column | type |", "| --- | --- |", *rows]]


def _type(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"list of {_type(kind.value_type)}"
    if pa.types.is_struct(kind):
        return f"({', '.join(f'{field.name}: {_type(field.type)}' for field in kind)})"
    return str(kind.value_type) if pa.types.is_dictionary(kind) else str(kind)


def _results(metrics: Mapping[str, Any], place: Place) -> list[EvalResult]:
    """The engine's own figures; those of the other models are in the text."""
    engine = metrics.get("engine")
    if not engine:
        return []
    figures = [("rmse", "RMSE in stars", metrics["models"][engine]["rmse"], metrics["split"])]
    figures.append(("mae", "MAE in stars", metrics["models"][engine]["mae"], metrics["split"]))
    if metrics.get("calibration"):
        one = metrics["calibration"]
        figures.append(("brier_score", "Brier score of liking", one["brier"], metrics["split"]))
        figures.append(("expected_calibration_error", "Calibration error of liking", one["ece"], metrics["split"]))
        held = f"Share of ratings in the {one['interval']:.0%} interval"
        figures.append(("coverage", held, one["coverage"], metrics["split"]))
    if metrics.get("cold_works"):
        cold = metrics["cold_works"]
        figures.append(("rmse", "RMSE in stars, titles nobody rated", cold["models"][engine]["rmse"], cold["split"]))
    return [
        EvalResult(
            task_type="tabular-regression",
            task_name="Predicting ratings",
            dataset_type=place.dataset,
            dataset_name="ratings held out of its own",
            dataset_config="ratings",
            dataset_split=split,
            dataset_revision=place.tables or None,
            metric_type=kind,
            metric_name=name,
            metric_value=round(value, 4),
        )
        for kind, name, value, split in figures
    ]


def _with_front_matter(data: CardData, text: str) -> str:
    return f"---\n{data.to_yaml()}\n---\n\n{text}"
