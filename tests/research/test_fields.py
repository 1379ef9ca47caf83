import pytest

from recsys.models.content.model import ContentModel
from recsys.research.fields import field_shares
from tests.fixtures.catalogue import content_model

# Each row's squares add up to 1; the last work has no terms.
ROWS = [
    {"genre:horror": 0.8, "title:alien": 0.6},
    {"genre:horror": 0.48, "title:alien": 0.64, "description:crew": 0.6},
    {"genre:comedy": 0.6, "cast:Kurt Russell": 0.8},
    {},
]


def test_by_hand():
    found = field_shares(content_model(ROWS))
    # Three works have terms; their squared weights by field, one work a term of each sum.
    shares = {
        "genre": (0.64 + 0.2304 + 0.36) / 3,
        "title": (0.36 + 0.4096) / 3,
        "cast": 0.64 / 3,
        "description": 0.36 / 3,
    }
    assert {one.field: one.share for one in found} == pytest.approx(shares)
    assert [one.field for one in found] == list(shares)
    counts = {one.field: (one.terms, one.works) for one in found}
    assert counts == {"genre": (2, 3), "title": (1, 2), "cast": (1, 1), "description": (1, 1)}
    assert sum(one.share for one in found) == pytest.approx(1)


def test_weights_decide_and_not_how_many_fields_a_work_has():
    documents = [{"genre": ["war"], "title": ["heat"]}, {"genre": ["war"], "title": ["heat"]}, {"genre": ["war"]}]
    found = field_shares(ContentModel.fit(documents, {"genre": 1.0, "title": 3.0}))
    assert {one.field: one.share for one in found} == pytest.approx({"genre": (0.25 + 0.25 + 1) / 3, "title": 0.5})


def test_nothing_known():
    assert field_shares(ContentModel.fit([{}, {}], {"genre": 1.0})) == []
