"""By hand: which figures and counts hold."""

import dataclasses
import math

import pyarrow as pa
import pytest

from recsys.publish.refresh.judge import Limits, judge, judged_figures, own_faults
from tests.fixtures.bundles import tiny_bundle
from tests.fixtures.catalogue import bundle, catalogue_bundle
from tests.fixtures.tables import title


def metrics(rmse=0.5, brier=0.2, cold=1.0, cold_test=7, signal=True, split="a tenth", engine="fast"):
    return {
        "engine": engine,
        "split": split,
        "models": {engine: {"rmse": rmse, "mae": 0.4}, "global mean": {"rmse": 0.75}},
        "calibration": {"brier": brier},
        "cold_works": {"split": "works", "ratings": {"test": cold_test}, "models": {engine: {"rmse": cold}}},
        "titles": {"signal": signal},
    }


def verdicts(before, after, margin=0.02):
    return {each.name: each.verdict for each in judged_figures(before, after, margin) if each.verdict != "holds"}


RMSE, BRIER = "RMSE of predicted ratings", "Brier score of the chance of liking"
COLD = "RMSE for works without ratings"


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (metrics(), {}),
        (metrics(rmse=0.51), {}),  # just 2 %
        (metrics(rmse=0.5101), {RMSE: "worse"}),
        (metrics(rmse=0.1, brier=0.2041), {BRIER: "worse"}),  # one that is better makes up for nothing
        (metrics(rmse=0.51, engine="posterior"), {}),  # the engine's, whichever it is
        (metrics(cold=1.1), {COLD: "worse"}),
        (metrics(cold=1.1, cold_test=8), {COLD: "another test"}),
        (metrics(signal=False), {"whether ratings say anything of titles": "worse"}),
        (metrics(rmse=math.nan), {RMSE: "worse"}),
    ],
)
def test_which_figures_hold(after, expected):
    assert verdicts(metrics(), after) == expected


def test_figures_of_another_test_are_not_compared_and_lost_ones_are_no_better():
    assert set(verdicts(metrics(), metrics(rmse=9.0, split="a fifth")).values()) == {"another test"}
    assert set(verdicts(metrics(), {}).values()) == {"gone"}
    assert judged_figures({}, metrics(), 0.02) == []
    assert verdicts(metrics(), metrics(rmse=0.55), margin=0.1) == {}


def place(service, country, films):
    return [title(f"{service[0]}{country}{n}", f"Film {n}", 1980 + n, country=country, service=service)
            for n in range(films)]  # fmt: skip


def test_how_much_must_be_left():
    """Of 20 works 18, of 5 in a place 4, of 1 that 1; what is new is welcome."""
    before = bundle(*place("netflix", "MX", 20), *place("max", "BR", 5), *place("hulu", "US", 1))
    after = bundle(*place("netflix", "MX", 18), *place("max", "BR", 3), *place("max", "MX", 9))
    found = judge(before, after, Limits())
    assert [(count.what, count.before, count.after, count.least, count.holds) for count in found.counts] == [
        ("works", 20, 18, 18, True),
        ("Hulu, United States", 1, 0, 1, False),
        ("Max, Brazil", 5, 3, 4, False),
        ("Netflix, Mexico", 20, 18, 18, True),
    ]
    assert found.reasons == [
        "Hulu, United States: were 1, and nothing is left",
        "Max, Brazil: were 5 and are 3, fewer than 4, 90% of them",
    ]
    assert judge(before, after, Limits(share=0.0)).reasons == []
    assert judge(before, after, Limits(share=0.5)).reasons == ["Hulu, United States: were 1, and nothing is left"]


def test_ratings_are_the_same_in_any_order_and_with_other_numbers():
    one = catalogue_bundle()
    table = one.ratings
    turned = table.take(pa.array(range(table.num_rows - 1, -1, -1))).unify_dictionaries()
    assert judge(one, dataclasses.replace(one, ratings=turned), Limits()).notes == []
    stars = table.column("rating").to_pylist()
    stars[0] = 5.5 - stars[0]
    column = table.schema.get_field_index("rating")
    other = table.set_column(column, table.schema.field(column), pa.array(stars, pa.float32()))
    (note,) = judge(one, dataclasses.replace(one, ratings=other), Limits()).notes
    assert note.startswith("The ratings changed, 8 before and 8 now")


def test_what_a_bundle_says_against_itself():
    good = tiny_bundle()
    assert own_faults(good) == []
    assert own_faults(dataclasses.replace(good, metrics=metrics())) == []
    assert own_faults(dataclasses.replace(good, metrics=metrics(rmse=0.8))) == [
        "the engine's RMSE, 0.8000, must be below that of always saying the mean of all ratings, 0.7500"
    ]
    # Of ratings that say nothing of titles nobody knows better than the mean.
    assert own_faults(dataclasses.replace(good, metrics=metrics(rmse=0.8, signal=False))) == []
    assert own_faults(dataclasses.replace(good, metrics=metrics(brier=math.inf))) == [f"{BRIER} is no number"]
    broken = good.works.set_column(
        good.works.schema.get_field_index("fact_sources"),
        good.works.schema.field("fact_sources"),
        pa.array(["{"] * good.works.num_rows).cast(good.works.schema.field("fact_sources").type),
    )
    (fault,) = own_faults(dataclasses.replace(good, works=broken))
    assert fault.startswith("its answers fail: JSONDecodeError")
