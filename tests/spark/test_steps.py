import inspect

import pytest

pytest.importorskip("pyspark", reason="no Spark: the extra spark")

from recsys.build.graph import STEPS
from recsys.spark.steps import in_cluster


@pytest.mark.parametrize("step", STEPS, ids=[step.name for step in STEPS])
def test_a_step_is_given_what_its_function_takes(step):
    found = in_cluster(step)
    given = {*found.inputs, *found.parameters, *(["progress"] if found.reports else [])}
    assert given == set(inspect.signature(found.function).parameters)
    assert (found.name, found.outputs, found.progress) == (step.name, step.outputs, step.progress)


def test_what_learns_from_ratings_is_of_the_cluster():
    changed = [step.name for step in STEPS if in_cluster(step) != step]
    assert changed == ["collaborative", "svd", "evaluate", "cooccurrence"]
