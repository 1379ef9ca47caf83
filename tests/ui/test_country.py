"""The page of what was fetched for three countries, as somebody in each of them sees it."""

from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from playwright.sync_api import expect

from recsys.build.pipeline import build
from recsys.ingest.download.tmdb.wanted import Wanted
from tests.fixtures.raw_folder import small_raw
from tests.ingest.download.tmdb_runs import run
from tests.ingest.download.tmdb_server import MadeTitle, serving
from tests.ui.browsing import arrived, choose, visit
from tests.ui.server import chromium, running_app

NETFLIX, MAX, GLOBOPLAY, HULU = 8, 1899, 307, 15
PROVIDERS = {
    "MX": {NETFLIX: "Netflix", MAX: "HBO Max"},
    "BR": {NETFLIX: "Netflix", GLOBOPLAY: "Globoplay"},
    "US": {HULU: "Hulu"},
}
TIDE = MadeTitle(
    "Solar Tide",
    "2021-05-01",
    {("MX", NETFLIX, "flatrate"), ("BR", GLOBOPLAY, "flatrate"), ("US", HULU, "flatrate")},
    {"en-US": "Solar Tide", "es-ES": "La marea del sol", "es-MX": "Marea solar", "pt-BR": "Maré solar"},
    {"MX": "B15", "BR": "14", "US": "PG-13", "ES": "12"},
    original=("en", "Solar Tide"),
)
BOAT = MadeTitle(
    "The Red Boat",
    "2019-03-04",
    {("MX", MAX, "flatrate"), ("BR", NETFLIX, "flatrate")},
    # Mexico's own title is the English one, and Spain's is another.
    {"en-US": "The Red Boat", "es-MX": "The Red Boat", "es-ES": "El barco rojo", "pt-BR": "O barco vermelho"},
    {"MX": "AA", "BR": "L", "US": "G"},
    original=("pt", "O barco vermelho"),
)
MARKET = MadeTitle(
    "Night Market",
    "2020-09-10",
    {("US", HULU, "flatrate")},
    {"en-US": "Night Market", "es-MX": "Mercado de noche", "pt-BR": "Feira da noite"},
    {"US": "TV-14"},
    original=("ja", "夜市"),
)


class Seen(NamedTuple):
    """What somebody sees: of each title of the country title, original title, certification and who shows it."""

    country: str
    language: str
    services: list[str]
    cards: dict[str, tuple[str, str, list[str]]]
    market: str
    elsewhere: str


MEXICO = Seen(
    "MX",
    "es",
    ["Max", "Netflix"],
    {
        "Marea solar": ("Solar Tide", "B15", ["Netflix"]),
        "The Red Boat": ("O barco vermelho", "AA", ["Max"]),
    },
    "Mercado de noche",
    "En Hulu en Estados Unidos · vía JustWatch",
)
BRAZIL = Seen(
    "BR",
    "pt",
    ["Globoplay", "Netflix"],
    {
        "Maré solar": ("Solar Tide", "14+", ["Globoplay"]),
        "O barco vermelho": ("", "L", ["Netflix"]),
    },
    "Feira da noite",
    "Em Hulu (Estados Unidos) · via JustWatch",
)
STATES = Seen(
    "US",
    "en",
    ["Hulu"],
    {
        "Solar Tide": ("", "PG-13", ["Hulu"]),
        "Night Market": ("夜市", "TV-14", ["Hulu"]),
    },
    "Night Market",
    "",
)


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """The app on a build of what was fetched from the stand-in, and of ratings of other films."""
    folder = tmp_path_factory.mktemp("country")
    raw = small_raw(folder / "raw")
    with serving() as tmdb:
        tmdb.providers = PROVIDERS
        tmdb.titles = {("movie", 700_101): TIDE, ("movie", 700_102): BOAT, ("tv", 700_103): MARKET}
        run(tmdb, raw, Wanted(("MX", "BR", "US"), (), ("es", "pt", "en")), datetime.now(UTC))
    build(raw, folder / "bundle")
    with running_app(folder / "bundle", folder / "app.log") as found:
        yield found
    assert "Traceback" not in (folder / "app.log").read_text(errors="replace")


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (390, "light")])
@pytest.mark.parametrize("seen", [MEXICO, BRAZIL, STATES], ids=lambda seen: seen.country)
def test_titles_services_and_certifications_are_the_country_s(browser, url, request, seen, width, scheme):
    tag = f"{seen.language}-{seen.country}"
    with visit(browser, url, width=width, scheme=scheme, language=seen.language, tag=tag) as view:
        expect(view.page.get_by_label(view.words("input.country"), exact=True)).to_have_value(seen.country)
        expect(view.page.locator("[data-act=service]")).to_have_text(seen.services)
        cards = view.page.locator("#butaca-list .butaca-card")
        for title, (original, certification, shown) in seen.cards.items():
            card = cards.filter(has=view.page.get_by_role("heading", name=title, exact=True))
            expect(card).to_have_count(1)
            expect(card.locator(".butaca-original")).to_have_text([original] if original else [])
            expect(card.locator(".butaca-facts")).to_contain_text(f" · {certification}")
            expect(card.locator(".butaca-badge")).to_have_text(shown)
            expect(card.locator(".butaca-badges .muted")).to_have_text([view.words("card.via", name="JustWatch")])
        view.check(request.node.name.removeprefix("test_titles_"))
        view.page.goto(f"{url}/?title=tmdb-tv-700103")
        arrived(view.page)
        panel = view.page.get_by_role("tabpanel").filter(visible=True).last
        expect(panel.get_by_role("heading", level=2).last).to_contain_text(f"{seen.market} (2020)")
        expect(panel.locator(".butaca-original").first).to_have_text("夜市")
        if seen.elsewhere:
            expect(panel.get_by_text(seen.elsewhere, exact=True)).to_be_visible()
        named = view.words("card.sources", names=view.words.listed(["TMDB", "JustWatch"]))
        expect(panel.get_by_text(named, exact=True)).to_be_visible()
        view.check(f"{request.node.name.removeprefix('test_titles_')}-one")


@pytest.mark.browser
def test_a_title_is_found_by_any_of_its_names(browser, url):
    with visit(browser, url, language="es", tag="es-MX") as view:
        panel = view.tab("tab.similar")
        for typed, title in (
            ("la marea del sol", "Marea solar (2021)"),
            ("夜市", "Mercado de noche (2020)"),
            ("Maré solar", "Marea solar (2021)"),
            ("El barco rojo", "The Red Boat (2019)"),
        ):
            choose(panel, view.words("input.title"), typed)
            expect(panel.get_by_role("heading", level=2).last).to_contain_text(title)
