"""What the page says of a bundle whose data holds less than it seems; made in this process, without a browser."""

from html import unescape

import pytest

from recsys.serving.current import Current
from recsys.ui.languages import words
from tests.fixtures.catalogue import catalogue_service
from tests.ui.made import loaded, made

NOTES = ("note.sample", "note.no_signal", "note.no_ratings")


def shown(service, language="en"):
    """The notes on the page when it is loaded."""
    updates = loaded(made(Current(service, "first")), language)
    values = [unescape(str(update.get("value"))) for _, update in updates]
    return {note for note in NOTES if any(words(language)(note) in value for value in values)}


@pytest.mark.parametrize("language", ["en", "pt"])
@pytest.mark.parametrize(
    ("metrics", "notes"),
    [
        ({}, set()),
        ({"titles": {"signal": True, "explained": 0.2, "p": 0.01}}, set()),
        ({"titles": {"signal": False, "explained": 0.0, "p": 0.6}}, {"note.no_signal"}),
    ],
)
def test_ratings_that_say_nothing_of_titles(metrics, notes, language):
    assert shown(catalogue_service(metrics=metrics), language) == notes


def test_no_ratings_at_all():
    assert shown(catalogue_service(collaborative=False)) == {"note.no_ratings"}
