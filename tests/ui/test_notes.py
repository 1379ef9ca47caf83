"""What the page says of a bundle whose data holds less than it seems; made in this process, without a browser."""

import asyncio

import pytest

from recsys.serving.current import Current
from recsys.ui.page import NO_RATINGS_NOTE, NO_SIGNAL_NOTE, SAMPLE_NOTE, build_page
from tests.serving.house import house

NOTES = {NO_RATINGS_NOTE, NO_SIGNAL_NOTE, SAMPLE_NOTE}


def shown(service):
    """The notes on the page that are visible."""

    async def components_of():
        # Within a loop: without one Gradio makes one of its own and never closes it.
        return build_page(Current(service, "first")).get_config_file()["components"]

    components = [component["props"] for component in asyncio.run(components_of())]
    values = [str(props.get("value")) for props in components if props.get("visible")]
    return {note for note in NOTES if any(note in value for value in values)}


@pytest.mark.parametrize(
    ("metrics", "notes"),
    [
        ({}, set()),
        ({"titles": {"signal": True, "explained": 0.2, "p": 0.01}}, set()),
        ({"titles": {"signal": False, "explained": 0.0, "p": 0.6}}, {NO_SIGNAL_NOTE}),
    ],
)
def test_ratings_that_say_nothing_of_titles(metrics, notes):
    assert shown(house(metrics=metrics)) == notes


def test_no_ratings_at_all():
    assert shown(house(collaborative=False)) == {NO_RATINGS_NOTE}
