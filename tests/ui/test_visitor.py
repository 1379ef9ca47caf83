"""What a browser remembers of works that the bundle of now calls otherwise, or does not know."""

import json

import pytest
from playwright.sync_api import expect

from recsys.bundle.bundle import save_bundle
from recsys.serving.service import Service
from recsys.ui.visitor import Visitor
from tests.fixtures.catalogue import WORK_IDS, catalogue_bundle, catalogue_service
from tests.ui.browsing import visit
from tests.ui.server import chromium, running_app

ALIEN, ALIENS, _, THING = WORK_IDS[:4]
# «Alien» from before a service listed it, «Aliens» from when one did, a film that there is no more.
KEPT = {
    "ratings": {"tmdb-7": 4.5, "gone-1999-movie": 1, "aliens-1986-movie": 3, ALIENS: 2},
    "more": [ALIEN, "tmdb-7", "gone-1999-movie"],
    "watched": {"thing-1982-movie": ""},
}


@pytest.fixture(scope="module")
def service() -> Service:
    made: Service = catalogue_service()
    return made


@pytest.mark.parametrize(
    ("work_id", "now"),
    [
        (ALIEN, ALIEN),
        ("tmdb-7", ALIEN),
        ("TMDB-7", ALIEN),
        ("aliens-1986-movie", ALIENS),
        ("aliens-1986-movie-2", ALIENS),
        ("alien-el-octavo-pasajero-1979-movie", ALIEN),  # by another of its names
        ("dark-2018-series", "dark-2017-series"),  # a year that a catalogue had otherwise
        ("tt0078748", ALIEN),
        ("gone-1999-movie", None),
        ("tmdb-999", None),
        ("Alien", None),  # a title is no id
        ("\ud800", None),
    ],
)
def test_an_id_of_another_bundle_is_that_of_the_same_work(service, work_id, now):
    assert service.catalogue.current_id(work_id) == now


def test_what_was_said_of_a_work_is_said_of_its_new_id(service):
    known = Visitor.of(KEPT).among(service.catalogue.current_id, service.countries)
    assert list(known.ratings.items()) == [(ALIEN, 4.5), (ALIENS, 2.0)]  # the later rating counts
    assert (known.more, known.watched) == ([ALIEN], {THING: ""})
    assert known.renamed == {"tmdb-7": ALIEN, "aliens-1986-movie": ALIENS}
    assert known.among(service.catalogue.current_id, service.countries).ratings == known.ratings


@pytest.mark.browser
def test_the_browser_renames_what_it_keeps_and_deletes_nothing(tmp_path):
    save_bundle(catalogue_bundle(), tmp_path / "bundle", {})
    with (
        running_app(tmp_path / "bundle", tmp_path / "app.log") as url,
        chromium() as browser,
        visit(browser, url) as view,
    ):
        view.page.evaluate("kept => localStorage.setItem('butaca-visitor', kept)", json.dumps(KEPT))
        view.page.reload()
        view.page.wait_for_function("localStorage.getItem('butaca-visitor').includes('tmdb-7') === false")
        kept = json.loads(view.page.evaluate("localStorage.getItem('butaca-visitor')"))
        assert list(kept["ratings"].items()) == [(ALIEN, 4.5), ("gone-1999-movie", 1), (ALIENS, 2)]
        assert kept["more"] == [ALIEN, "gone-1999-movie"]
        # And what is taken back is gone for good.
        view.page.get_by_text(view.words("own.title"), exact=True).click()
        view.page.locator(f"[data-act=unrate][data-work='{ALIEN}']").click()
        expect(view.page.locator(f"[data-act=unrate][data-work='{ALIEN}']")).to_have_count(0)
        kept = json.loads(view.page.evaluate("localStorage.getItem('butaca-visitor')"))
        assert kept["ratings"] == {"gone-1999-movie": 1, ALIENS: 2}
        assert view.problems == []
