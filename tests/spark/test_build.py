"""A bundle built on a cluster is the one that one machine builds."""

import json

import pytest

from recsys.bundle.bundle import load_bundle
from recsys.domain.schema import TABLES
from recsys.files import read_json
from recsys.serving.service import Service


@pytest.mark.parametrize("name", [*TABLES, "rejected"])
def test_each_table_is_that_of_one_machine_byte_for_byte(name, spark_build, sample_bundle):
    file = "rejected.csv" if name == "rejected" else f"{name}.parquet"
    assert (spark_build / file).read_bytes() == (sample_bundle / file).read_bytes()


@pytest.mark.parametrize("name", ["content", "pairs"])
def test_models_of_works_are_those_of_one_machine_byte_for_byte(name, spark_build, sample_bundle):
    file = f"{name}.safetensors"
    assert (spark_build / file).read_bytes() == (sample_bundle / file).read_bytes()


def test_the_report_tells_the_same_of_files_links_and_ratings(spark_build, sample_bundle):
    ours, theirs = (read_json(folder / "report.json") for folder in (spark_build, sample_bundle))
    assert ours["files"] == theirs["files"]
    for name in ("unread", "rejected", "sources", "links", "link_sources", "doubtful", "superseded_ratings", "works"):
        assert ours[name] == theirs[name], name


def test_it_is_a_bundle_like_any_other(spark_build, sample_bundle):
    ours, theirs = load_bundle(spark_build), load_bundle(sample_bundle)
    assert ours.is_sample
    assert ours.manifest["inputs"] == theirs.manifest["inputs"]
    of_ours, of_theirs = Service(ours), Service(theirs)
    for title in ("Coco", "Alien"):
        assert of_ours.search(title) == of_theirs.search(title)
    listed = of_ours.for_user(ratings=["Coco=5"]).results
    assert len(listed) == 10
    assert "Coco" not in {one.work.title for one in listed}


def test_the_verdict_on_titles_is_that_of_one_machine_and_the_engine_s_errors_are_told(spark_build, sample_bundle):
    ours, theirs = (read_json(folder / "metrics.json") for folder in (spark_build, sample_bundle))
    assert ours["engine"] == "als"
    for name in ("signal", "p", "sources", "permutations"):
        assert ours["titles"][name] == theirs["titles"][name]
    assert ours["models"]["biases"] == pytest.approx(theirs["models"]["biases"])
    assert ours["models"]["als"]["rmse"] < ours["models"]["biases"]["rmse"]


def test_every_step_on_the_cluster_tells_its_time_tasks_shuffle_spill_and_skew(spark_build):
    stages = json.loads((spark_build.with_name("bundle-stages") / "cluster.json").read_text())
    steps = {stage["step"] for stage in stages}
    assert {"read_catalogues", "read_others", "link", "recall", "tell", "etl"} <= steps
    linked = [stage for stage in stages if stage["step"] == "link"]
    assert sum(stage["shuffle_written"] for stage in linked) > 0
    assert all(stage["tasks"] > 0 and stage["skew"] >= 1 for stage in stages)
    reading = [stage for stage in stages if stage["step"] == "read_catalogues"]
    assert max(stage["tasks"] for stage in reading) == 3  # one a source: tmdb, justwatch, catalogues
