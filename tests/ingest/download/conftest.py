"""The stand-in of TMDB's API that the tests of this folder ask."""

import pytest

from tests.ingest.download.tmdb_server import MadeTitle, serving


@pytest.fixture
def tmdb():
    """Four titles in two countries: Netflix in both, under another name in Brazil; Max in Mexico alone."""
    with serving() as server:
        server.providers = {
            "MX": {8: "Netflix", 1899: "HBO Max", 11: "MUBI", 1825: "HBO Max Amazon Channel"},
            "BR": {8: "Netflix Novo", 1796: "Netflix basic with Ads"},
        }
        server.titles = {
            ("movie", 11): MadeTitle(
                "Solar Tide",
                "2021-05-01",
                {("MX", 8, "flatrate"), ("MX", 8, "ads"), ("BR", 8, "flatrate"), ("BR", 1796, "ads")},
                {"es": "Marea solar", "pt": ""},
            ),
            ("movie", 12): MadeTitle(
                "Nobody's Lamp", "", {("MX", 1899, "flatrate"), ("MX", 1825, "flatrate")}, video=True
            ),
            ("tv", 12): MadeTitle("The Quiet Ferry", "", {("MX", 8, "flatrate")}),
            ("tv", 13): MadeTitle("Elsewhere", "2019-01-09", {("MX", 11, "flatrate"), ("MX", 1825, "flatrate")}),
        }
        yield server
