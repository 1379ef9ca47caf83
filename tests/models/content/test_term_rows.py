import math

import numpy as np
import pytest

from recsys.models.content.term_rows import Steps, TermRows
from tests.fixtures.bundles import assert_same_arrays

WEIGHTS = {"genre": 2.0, "description": 1.0, "decade": 0.5}
STEPS = {"decade": Steps("year", 10.0), "votes": Steps("votes", 2.0, log=True)}
DOCUMENTS = [
    {"genre": ["war", "noir"], "description": ["sea", "sea", "boat"], "cast": ["left out"]},
    {"genre": ["war"], "description": ["sea", "alone"]},
    {"genre": ["noir"], "description": ["boat"]},
    {},
]
NUMBERS = {"year": np.array([1992.0, 1990.0, np.nan, np.nan]), "votes": np.array([1.0, 2.0, 3.0, 4.0])}


def as_dict(rows, work):
    return {rows.terms[column]: weight for column, weight in zip(*rows.row(work), strict=True)}


def test_weights_worked_by_hand():
    rows = TermRows.of(DOCUMENTS, NUMBERS, WEIGHTS, STEPS)
    # Every term stands in two works, so they weigh the same but for repetitions; "alone" stands in one.
    twice = 1 + math.log(2)
    assert as_dict(rows, 0) == pytest.approx(
        {
            "genre:war": 2 / math.sqrt(2),
            "genre:noir": 2 / math.sqrt(2),
            "description:sea": twice / math.hypot(twice, 1),
            "description:boat": 1 / math.hypot(twice, 1),
            "decade:1990": 0.5 * 0.8 / math.hypot(0.8, 0.2),
            "decade:2000": 0.5 * 0.2 / math.hypot(0.8, 0.2),
        }
    )
    assert as_dict(rows, 1) == pytest.approx({"genre:war": 2, "description:sea": 1, "decade:1990": 0.5})
    assert as_dict(rows, 2) == pytest.approx({"genre:noir": 2, "description:boat": 1})
    assert as_dict(rows, 3) == {}
    assert rows.n_works == 4


def test_rarer_terms_weigh_more():
    documents = [{"genre": ["drama", "noir"]}, {"genre": ["drama", "noir"]}, {"genre": ["drama"]}, {}]
    found = as_dict(TermRows.of(documents, {}, {"genre": 1.0}, {}), 0)
    drama, noir = 1 + math.log(5 / 4), 1 + math.log(5 / 3)
    length = math.hypot(drama, noir)
    assert found == pytest.approx({"genre:drama": drama / length, "genre:noir": noir / length})


def test_steps_of_a_logarithm():
    rows = TermRows.of(DOCUMENTS, NUMBERS, {"votes": 1.0}, STEPS)
    # log2(1 + 3) = 2 is a step itself; log2(1 + 1) = 1 lies halfway between 0 and 2.
    assert as_dict(rows, 2) == pytest.approx({"votes:2": 1})
    assert as_dict(rows, 0) == pytest.approx({"votes:0": math.sqrt(0.5), "votes:2": math.sqrt(0.5)})


def test_columns_ascend_and_parts_keep_their_terms():
    rows = TermRows.of(DOCUMENTS, NUMBERS, WEIGHTS, STEPS)
    assert rows.terms == tuple(sorted(rows.terms))
    for work in range(4):
        assert np.all(np.diff(rows.row(work)[0]) > 0)
    part = rows.take(np.array([2, 0, 3, 0]))
    assert [as_dict(part, place) for place in range(4)] == [as_dict(rows, work) for work in (2, 0, 3, 0)]
    of_some = np.array([term.startswith(("genre:", "decade:")) for term in rows.terms])
    some = rows.keep(of_some)
    assert some.terms == tuple(term for term in rows.terms if term.startswith(("genre:", "decade:")))
    assert as_dict(some, 1) == pytest.approx({"genre:war": 2, "decade:1990": 0.5})
    assert as_dict(some, 3) == {}


@pytest.mark.parametrize("documents", [[], [{}], [{"genre": ["drama"]}]])
def test_nothing_known(documents):
    rows = TermRows.of(documents, {}, WEIGHTS, STEPS)
    assert rows.n_works == len(documents)
    assert rows.terms == ()
    assert len(rows.weights) == 0


def test_documents_that_come_one_by_one():
    passing = TermRows.of(iter(DOCUMENTS), NUMBERS, WEIGHTS, STEPS)
    assert_same_arrays(passing, TermRows.of(DOCUMENTS, NUMBERS, WEIGHTS, STEPS))


def test_fields_are_told_by_the_colon_alone():
    """A field whose name begins with another's, and terms with colons and with signs before and behind it."""
    fields = ("genre", "genre 2", "genres")
    documents = [{field: [f"{field}: x", "~", "!", ";"] for field in fields}] * 2
    rows = TermRows.of(documents, {}, dict.fromkeys(fields, 1.0), {})
    assert rows.terms == tuple(sorted(rows.terms))
    assert rows.fields == ("genre 2", "genre", "genres")
    assert [rows.fields[place] for place in rows.field_nums(np.arange(12))] == [
        term.split(":", 1)[0] for term in rows.terms
    ]


def test_a_row_of_one_term_is_exactly_as_long_as_its_field_weighs():
    words = [{"genre": [str(number)]} for number in range(50) for _ in range(2 + number)]
    assert set(TermRows.of(words, {}, {"genre": 2.0}, {}).weights.tolist()) == {2.0}
