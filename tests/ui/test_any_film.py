"""Works on no service are like others: offered as one types, answered, and opened by their addresses."""

import re

import pytest
from playwright.sync_api import Locator, expect

from recsys.bundle.bundle import save_bundle
from recsys.serving.current import Current
from recsys.serving.service import Service
from recsys.ui.cards import dated
from recsys.ui.inputs import SUGGESTED
from recsys.ui.languages import words
from recsys.ui.links import title_of
from recsys.ui.live import Visit
from recsys.ui.visitor import Visitor
from tests.fixtures.catalogue import bundle, catalogue_bundle
from tests.fixtures.tables import title
from tests.ui.browsing import View, expect_cards, visit
from tests.ui.server import chromium, running_app


@pytest.fixture(scope="module")
def service() -> Service:
    """«Alien» and «Amélie» are on services, «Aliens» is on none."""
    return Service(catalogue_bundle())


def read(service: Service, given: str) -> str:
    """The title of an address that names it so."""
    return title_of(Visit(Current(service, ""), service, Visitor(), words("en")), {"title": given})


def test_an_address_leads_to_a_title_that_leads_back_to_the_same_work(service):
    for work in [service.catalogue.work(row) for row in range(len(service.catalogue))]:
        assert service.work(read(service, work.work_id)) == work
    assert read(service, "tmdb-5") == "Aliens (1986)"
    assert read(service, "tmdb-7") == read(service, "tt0078748") == read(service, "as1") == "Alien (1979)"
    assert read(service, "tmdb-99") == "tmdb-99"


def test_of_two_works_of_a_title_and_year_each_has_its_own_address():
    """The film is on two services, and so it is what the title alone means."""
    walls = [title("ns1", "The Wall", 2017), title("as1", "The Wall", 2017), title("hs1", "The Wall", 2017, "tv show")]
    service = Service(bundle(*walls))
    named = {work_id: read(service, work_id) for work_id in service.bundle.work_ids.ids}
    assert named == {"wall-2017-movie": "The Wall (2017)", "wall-2017-series": "wall-2017-series"}


def expect_offered(view: View, tab: str, typed: str, labels: list[str]) -> Locator:
    """Once that is typed into the title's field of that tab, these are its options and no others; all of them."""
    panel = view.tab(tab)
    box = panel.get_by_role("combobox", name=view.words("input.title"), exact=True)
    box.click()
    box.fill("")
    box.press_sequentially(typed, delay=60)
    options = panel.get_by_role("option")
    expect(options).to_have_text([re.compile(rf"{re.escape(label)}$") for label in labels])  # a tick before each
    return options


@pytest.mark.browser
def test_a_film_on_no_service_is_offered_answered_and_opened(service, tmp_path):
    save_bundle(service.bundle, tmp_path / "bundle", {})
    with (
        running_app(tmp_path / "bundle", tmp_path / "app.log") as url,
        chromium() as browser,
        visit(browser, url) as view,
    ):
        labels = [dated(work) for work in service.search("alien", SUGGESTED)]
        assert labels == ["Alien (1979)", "Aliens (1986)"]
        expect_offered(view, "tab.similar", "alien", labels).filter(has_text="Aliens").click()
        for _ in ("chosen", "loaded anew"):
            panel = view.page.get_by_role("tabpanel").filter(visible=True)
            heading = view.words("similar.heading", title="Aliens (1986)")
            expect(panel.get_by_role("heading", level=2).last).to_have_text(heading)
            expect(panel.get_by_text(view.words("card.nowhere")).first).to_be_visible()
            expect_cards(panel, service.recommend("Aliens").results)
            assert "title=tmdb-5" in view.page.url
            view.page.reload()
        expect_offered(view, "tab.fit", "alien", labels)
        view.check("any-film")
