"""Where the visitor watches: the country and the services, chosen once for all tabs, kept, linked and guessed."""

import json

import pytest
from playwright.sync_api import Locator, expect

from recsys.bundle.bundle import save_bundle
from recsys.domain.countries import country_name
from recsys.serving.current import Current
from recsys.serving.service import Service
from recsys.ui.languages import words
from recsys.ui.live import Visit
from recsys.ui.place import place
from recsys.ui.visitor import Visitor
from tests.fixtures.catalogue import WORK_IDS, bundle, catalogue_bundle, catalogue_service
from tests.fixtures.markup import Reader
from tests.fixtures.tables import title
from tests.ui.browsing import View, arrived, choose, expect_cards, press, visit
from tests.ui.server import chromium, running_app

KEPT = {"services": ["max", "hulu", "zxqv", 5], "country": "mx"}
RESULTS = 12


def visited(sent: object, language: str = "en") -> Visit:
    """An event of whoever's browser sent that."""
    service = catalogue_service()
    known = Visitor.of(sent).among(service.catalogue.current_id, service.countries)
    return Visit(Current(service, ""), service, known, words(language))


@pytest.mark.parametrize(
    ("sent", "country"),
    [
        ({"country": "MX"}, "MX"),
        ({"country": "México"}, "MX"),
        ({"country": None, "region": "BR"}, "BR"),
        ({"region": "br"}, "BR"),
        ({"country": "US", "region": "BR"}, "US"),
        ({"country": "", "region": "BR"}, ""),  # anywhere was chosen
        ({"region": "JP"}, ""),  # nothing is known of it
        ({"country": "JP", "region": "BR"}, ""),
        ({"country": "Atlantis"}, ""),
        ({"country": 5}, ""),
        ({"country": ["MX"]}, ""),
        ({"country": "x" * 10_000}, ""),
        ({}, ""),
    ],
)
def test_the_country_is_the_chosen_one_else_that_of_the_browser_where_something_is_shown(sent, country):
    assert visited(sent).visitor.country == country


def test_services_are_those_that_show_something_in_the_country():
    def names(country):
        return [service.id for service in visited({"country": country}).services]

    assert names("") == ["amazon", "disney", "hulu", "max", "netflix"]
    assert names("US") == ["amazon", "disney", "hulu", "netflix"]
    assert names("MX") == ["hulu", "max"]
    assert names("BR") == ["max"]


def test_of_the_chosen_services_those_count_that_there_are_in_the_country():
    assert visited(KEPT).place == {"platforms": ["max", "hulu"], "country": "MX"}
    assert visited(KEPT | {"country": "BR"}).place == {"platforms": ["max"], "country": "BR"}
    assert visited({"services": ["max"], "country": "US"}).place == {"platforms": [], "country": "US"}
    assert visited({"services": ["max"]}).place == {"platforms": ["max"], "country": None}


def test_the_choices_are_named_in_the_visitor_s_language():
    read = Reader(place(visited(KEPT, "es")))
    assert read.texts == [
        "¿Dónde?",
        "En cualquier país",
        "Brasil",
        "Estados Unidos",
        "México",
        "Mis servicios",
        "Hulu",
        "Max",
    ]
    assert read.attributes["value"] == ["", "BR", "US", "MX"]
    assert "selected" in read.attributes
    assert read.attributes["aria-pressed"] == ["true", "true"]


def test_where_no_country_is_known_none_is_asked_for():
    service = Service(bundle(title("ns1", "Up", 2009, country=None)))
    read = Reader(place(Visit(Current(service, ""), service, Visitor(), words("en"))))
    assert "select" not in read.tags
    assert read.texts == ["My services", "Netflix"]


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """The app on the hand-made catalogue: five services in three countries."""
    folder = tmp_path_factory.mktemp("place")
    save_bundle(catalogue_bundle(), folder / "bundle", {})
    with running_app(folder / "bundle", folder / "app.log") as found:
        yield found
    assert "Traceback" not in (folder / "app.log").read_text(errors="replace")


@pytest.fixture(scope="module")
def answers() -> Service:
    return Service(catalogue_bundle())


def countries(view: View) -> Locator:
    return view.page.get_by_label(view.words("input.country"), exact=True)


def expect_place(view: View, country: str, services: list[str]) -> None:
    """This country is chosen, and the buttons are of these services."""
    expect(countries(view)).to_have_value(country)
    expect(view.page.locator("[data-act=service]")).to_have_text(services)


def expect_list(view: View, answers: Service, **limits: object) -> None:
    """The best works for somebody without ratings, within these limits."""
    results = answers.for_user(None, RESULTS, language=view.words.language, **limits).results  # type: ignore[arg-type]
    country = limits.get("country")
    panel = view.page.locator("#butaca-list")
    expect(panel.locator(".butaca-card h3")).to_have_text([result.work.title for result in results])
    for card, result in zip(panel.locator(".butaca-card").all(), results, strict=True):
        here = [offer.name for offer in result.work.offers if country is None or country in offer.countries]
        expect(card.locator(".butaca-badge")).to_have_text(here)


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme", "language"), [(1280, "dark", "en"), (390, "light", "es")])
def test_a_country_and_services_are_chosen_once_and_kept(browser, url, answers, request, width, scheme, language):
    with visit(browser, url, width=width, scheme=scheme, language=language) as view:
        expect_place(view, "", ["Amazon Prime Video", "Disney+", "Hulu", "Max", "Netflix"])
        expect_list(view, answers)
        countries(view).select_option(label=country_name("MX", language))
        expect_place(view, "MX", ["Hulu", "Max"])
        expect_list(view, answers, country="MX")
        press(view.page, "Max")
        expect_list(view, answers, country="MX", platforms=["max"])
        view.check(request.node.name.removeprefix("test_"))
        view.page.reload()
        arrived(view.page)
        expect_place(view, "MX", ["Hulu", "Max"])
        expect_list(view, answers, country="MX", platforms=["max"])
        panel = view.tab("tab.similar")
        choose(panel, view.words("input.title"), "Dark")
        expect(panel.locator(".butaca-empty")).to_have_text(view.words("filters.nothing_at_all"))
        choose(panel, view.words("input.title"), "The Thing")
        expect(panel.get_by_role("heading", level=2).last).to_contain_text("Thing, The (1982)")
        told = view.words("card.elsewhere", service="Hulu", countries=country_name("US", language))
        expect(panel.get_by_text(told).first).to_be_visible()
        asked = {"platforms": ["max"], "country": "MX", "language": language}
        results = answers.recommend("The Thing", RESULTS, **asked).results
        expect(panel.locator(".butaca-card h3")).to_have_text([result.work.title for result in results])
        # Changed above, the answer below follows; and so does its address.
        countries(view).select_option("")
        expect_place(view, "", ["Amazon Prime Video", "Disney+", "Hulu", "Max", "Netflix"])
        press(view.page, "Max")
        expect_cards(panel, answers.recommend("The Thing", RESULTS, language=language).results)
        assert "country" not in view.page.url
        kept = json.loads(view.page.evaluate("localStorage.getItem('butaca-visitor')"))
        assert (kept["country"], kept["services"]) == ("", [])


@pytest.mark.browser
def test_whoever_chooses_by_keyboard_stays_where_they_were(browser, url):
    with visit(browser, url, width=390) as view:
        focused = "document.activeElement.dataset.service"
        view.page.get_by_role("button", name="Netflix", exact=True).focus()
        scrolled = view.page.evaluate("document.querySelector('.butaca-services').scrollLeft")
        assert scrolled > 0
        for pressed in ("true", "false"):
            view.page.keyboard.press("Space")
            expect(view.page.locator("[data-service=netflix]")).to_have_attribute("aria-pressed", pressed)
            assert view.page.evaluate(focused) == "netflix"
            assert view.page.evaluate("document.querySelector('.butaca-services').scrollLeft") == scrolled
        countries(view).focus()
        view.page.keyboard.press("End")
        expect_place(view, "US", ["Amazon Prime Video", "Disney+", "Hulu", "Netflix"])
        expect(countries(view)).to_be_focused()


@pytest.mark.browser
def test_a_link_opens_in_its_country_and_changes_nothing_that_is_kept(browser, url, answers):
    with visit(browser, url) as view:
        countries(view).select_option("US")
        expect_place(view, "US", ["Amazon Prime Video", "Disney+", "Hulu", "Netflix"])
        view.page.goto(f"{url}/?title={WORK_IDS[3]}&platforms=max&country=MX&lang=en")
        expect_place(view, "MX", ["Hulu", "Max"])
        panel = view.page.get_by_role("tabpanel").filter(visible=True).last
        results = answers.recommend("The Thing", RESULTS, platforms=["max"], country="MX").results
        expect(panel.locator(".butaca-card h3")).to_have_text([result.work.title for result in results])
        assert view.page.url == f"{url}/?title={WORK_IDS[3]}&platforms=max&country=MX&lang=en"
        view.page.goto(url)
        arrived(view.page)
        expect_place(view, "US", ["Amazon Prime Video", "Disney+", "Hulu", "Netflix"])
        view.page.goto(f"{url}/?country=MX&platforms=max")
        expect_place(view, "MX", ["Hulu", "Max"])
        press(view.page, "Hulu")
        expect_list(view, answers, country="MX", platforms=["max", "hulu"])
        kept = json.loads(view.page.evaluate("localStorage.getItem('butaca-visitor')"))
        assert (kept["country"], kept["services"]) == ("US", ["max", "hulu"])


@pytest.mark.browser
def test_the_first_visit_is_in_the_country_of_the_browser_s_language(browser, url, answers):
    with visit(browser, url, language="pt") as view:  # which is Brazil's
        expect_place(view, "BR", ["Max"])
        expect_list(view, answers, country="BR")
        countries(view).select_option("")
        expect_list(view, answers)
        view.page.reload()
        arrived(view.page)
        expect_place(view, "", ["Amazon Prime Video", "Disney+", "Hulu", "Max", "Netflix"])


@pytest.mark.browser
def test_what_leaves_nothing_in_a_country_can_be_loosened_where_that_shows(browser, url, answers):
    with visit(browser, f"{url}/?country=BR") as view:
        panel = view.tab("tab.similar")
        choose(panel, view.words("input.title"), "Alien")
        press(panel, view.words("loosen.country"))
        expect_place(view, "", ["Amazon Prime Video", "Disney+", "Hulu", "Max", "Netflix"])
        expect_cards(panel, answers.recommend("Alien", RESULTS).results)


@pytest.mark.browser
def test_a_work_on_no_service_is_asked_about_and_rated_like_any_other(browser, url, answers):
    with visit(browser, f"{url}/?title={WORK_IDS[1]}") as view:
        panel = view.page.get_by_role("tabpanel").filter(visible=True).last
        expect(panel.get_by_role("heading", level=2).last).to_have_text(
            view.words("similar.heading", title="Aliens (1986)")
        )
        expect(panel.get_by_text(view.words("card.nowhere")).first).to_be_visible()
        panel = view.tab("tab.fit")
        choose(panel, view.words("input.title"), "Aliens (1986)")
        press(panel, view.words("fit.find"))
        chance = view.words.percent(answers.fit(title="Aliens").liking)
        expect(panel.locator(".butaca-verdict")).to_contain_text(chance)
        expect(panel.get_by_text(view.words("card.nowhere"))).to_be_visible()
        panel = view.tab("tab.for_you")
        choose_to_rate(view, "Aliens")
        panel.locator(".butaca-asking").first.locator("[data-stars='5']").click()
        expect(panel.locator(".butaca-answer:has(> .butaca-asks)").get_by_role("status")).to_have_text(
            view.words.count("rater.left", 2)
        )
        results = answers.for_user(None, RESULTS, ratings=["Aliens=5"]).results
        expect(panel.locator("#butaca-list .butaca-card h3")).to_have_text([result.work.title for result in results])


def choose_to_rate(view: View, title: str) -> None:
    """Look for a title, to rate it."""
    box = view.page.get_by_role("combobox", name=view.words("rater.add"), exact=True)
    box.click()
    box.fill(title)
    box.press("Enter")
    expect(view.page.locator(".butaca-asking h3").first).to_have_text(title)
