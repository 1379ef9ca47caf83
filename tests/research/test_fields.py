import pytest

from recsys.models.content.model import ContentModel
from recsys.research.fields import field_shares
from tests.serving.fixture_catalogue import ROWS, content_model


def test_by_hand():
    found = {one.field: one for one in field_shares(content_model(ROWS))}
    # Six works have terms; their squared weights by field, one work a term below.
    shares = {
        "genre": (0.64 + 1 + 1 + 0.36 + 0.2304) / 6,
        "description": (0.64 + 0.36) / 6,
        "title": (0.64 + 0.4096) / 6,
        "cast": (0.36 + 0.36) / 6,
    }
    assert {field: one.share for field, one in found.items()} == pytest.approx(shares)
    counts = {field: (one.terms, one.works) for field, one in found.items()}
    assert counts == {"genre": (2, 5), "description": (1, 2), "title": (1, 2), "cast": (1, 2)}
    assert sum(one.share for one in found.values()) == pytest.approx(1)
    assert [one.field for one in field_shares(content_model(ROWS))] == ["genre", "title", "description", "cast"]


def test_nothing_known():
    assert field_shares(ContentModel.fit([{}, {}])) == []
