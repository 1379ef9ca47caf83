"""The build as it is declared: what a step needs is made before it, once, and functions take what is declared."""

import inspect

import pytest

from recsys.build import dvc
from recsys.build.graph import DERIVED, GRAPH, PARAMETERS, STEPS
from recsys.build.pipeline import BuildSettings

NAMES = [step.name for step in STEPS]
OUTPUTS = [value.name for step in STEPS for value in step.outputs]


def test_names_are_unique_and_only_the_last_step_makes_the_bundle():
    made = [*OUTPUTS, *(derived.name for derived in DERIVED)]
    assert len(set(made)) == len(made)
    assert len(set(NAMES)) == len(NAMES)
    assert [step.name for step in STEPS if not step.outputs] == [NAMES[-1]] == ["bundle"]


@pytest.mark.parametrize("step", STEPS, ids=NAMES)
def test_what_a_step_needs_is_made_before_it(step):
    before = STEPS[: NAMES.index(step.name)]
    assert {GRAPH.maker_of()[name].name for name in GRAPH.stored_inputs(step.inputs)} <= {one.name for one in before}


@pytest.mark.parametrize("step", STEPS, ids=NAMES)
def test_a_function_takes_what_its_step_declares(step):
    declared = {*step.inputs, *step.parameters, *(["progress"] if step.reports else [])}
    taken = inspect.signature(step.function).parameters.values()
    # What has a default research alone gives: other weights to fit the content model by.
    assert {one.name for one in taken if one.default is one.empty} == declared
    assert set(step.parameters) <= set(PARAMETERS)


@pytest.mark.parametrize("derived", DERIVED, ids=[derived.name for derived in DERIVED])
def test_what_is_derived_takes_what_it_declares(derived):
    assert set(inspect.signature(derived.make).parameters) == set(derived.inputs)


def test_parameters_are_those_of_the_settings():
    assert set(PARAMETERS) == set(BuildSettings.__dataclass_fields__)
    assert {name for step in STEPS for name in step.parameters} == set(PARAMETERS)


def test_every_output_is_needed_by_a_later_step():
    used = {name for step in STEPS for name in GRAPH.stored_inputs(step.inputs)}
    assert set(OUTPUTS) <= used


def test_the_inputs_of_derived_values_are_found():
    training = ("training_works", "training_names", "training_credits", "training_titles")
    assert GRAPH.stored_inputs(("item_features",)) == training
    assert GRAPH.stored_inputs(("dataset", "works")) == ("works", "ratings", *training)


def test_dvc_yaml_is_that_of_the_graph():
    committed = (dvc.ROOT / "dvc.yaml").read_text(encoding="utf-8")
    assert committed == dvc.dvc_yaml(), "Write it anew: python -m recsys.build.dvc"


def test_the_code_of_a_step_is_found_in_its_imports():
    by_name = {step.name: dvc.modules_of(step) for step in STEPS}
    assert {"recsys/build/etl.py", "recsys/ingest/load.py", "recsys/text.py"} <= by_name["etl"]
    # Imported where it is needed, not on top.
    assert "recsys/models/ratings/posterior/kernels.py" in by_name["collaborative"]
    assert "recsys/build/evaluation/splits.py" in by_name["evaluate"]
    assert "recsys/build/evaluation/splits.py" not in by_name["collaborative"]
    assert "recsys/ingest/load.py" not in by_name["content"]
    assert "recsys/build/item_features.py" not in by_name["embed"]
    assert "recsys/models/similar/neighbours.py" in by_name["evaluate"]
    # What is read beside a module decides as its code does.
    assert "recsys/models/similar/weights.json" in by_name["content"] & by_name["evaluate"]
    assert "recsys/__init__.py" in by_name["bundle"]
    assert not any("recsys/build/graph.py" in found for found in by_name.values())


def test_a_folder_stands_for_all_of_its_code():
    for step in STEPS:
        code = dvc.code_of(step)
        folders = [name for name in code if (dvc.ROOT / name).is_dir()]
        inside = {
            path.relative_to(dvc.ROOT).as_posix()
            for folder in folders
            for path in (dvc.ROOT / folder).rglob("*")
            if path.suffix in (".py", ".json")
        }
        files = set(code) - set(folders) | inside
        assert dvc.modules_of(step) <= files
        assert {name for name in files if not name.endswith("__init__.py")} <= dvc.modules_of(step)
