"""Home: tonight's pick, rows that come when they are in sight, and stars given on a card."""

import pytest
from playwright.sync_api import expect

from tests.ui.browsing import press, visit
from tests.ui.server import chromium

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture
def view(request, browser, app_url):
    width, language = getattr(request, "param", (1280, "en"))
    with visit(browser, app_url, width=width, scheme="dark" if width == 1280 else "light", language=language) as found:
        yield found
        found.check(f"home-{request.node.name.removeprefix('test_')}")


def row(view, name):
    return view.page.locator(f"[data-row={name}]")


def works(view, name):
    """The works of a row that is in sight."""
    row(view, name).scroll_into_view_if_needed()
    expect(row(view, name).locator(".butaca-card").first).to_be_visible()
    links = row(view, name).locator(".butaca-card h3 a")
    return [one.get_attribute("data-work") for one in links.all()]


@pytest.mark.parametrize("view", [(1280, "en"), (390, "es")], indirect=True)
def test_rows_repeat_nothing_and_hold_what_they_say(view, service):
    best = service.for_user(None, 1, language=view.words.language).results[0].work
    expect(view.page.locator(".butaca-tonight h2")).to_have_text(best.title)
    rows = {name: works(view, name) for name in ("for_you", "short", "series", "children")}
    listed = [best.work_id, *(work for found in rows.values() for work in found)]
    assert len(listed) == len(set(listed))
    catalogue = service.catalogue
    for name, holds in {
        "short": lambda work: work.type == "movie" and work.duration < 100,
        "series": lambda work: work.type == "tv show",
    }.items():
        numbers = service.bundle.work_ids.numbers(rows[name]).tolist()
        assert all(holds(work) for work in catalogue.works_at(numbers))
    for empty in ("watchlist", "following", "because_1"):
        expect(row(view, empty).locator(".butaca-card, h2")).to_have_count(0)


def test_something_else_takes_the_pick_s_place(view):
    heading = view.page.locator(".butaca-tonight h2")
    first = heading.text_content()
    press(view.page, view.words("home.other.of", title=first))
    expect(heading).not_to_have_text(str(first))
    second = heading.text_content()
    press(view.page, view.words("home.other.of", title=second))
    expect(heading).not_to_have_text(str(second))
    assert heading.text_content() not in (first, second)


def test_stars_on_a_card_make_a_row_of_titles_like_it(view, service):
    card = row(view, "for_you").locator(".butaca-card").first
    title = card.locator("h3").text_content()
    work = service.catalogue.work(service.catalogue.find("title", title))
    card.get_by_role("button", name=view.words("rater.rate", title=f"{title} ({work.year})")).click()
    card.get_by_role("button", name=view.words.count("rater.stars", 5, title=title)).click()
    expect(view.page.get_by_role("heading", name=view.words("home.because", title=title))).to_be_visible()
    assert work.work_id not in works(view, "because_1")


def test_a_wish_comes_into_its_row(view):
    card = row(view, "for_you").locator(".butaca-card").nth(2)
    title = card.locator("h3").text_content()
    wish = card.get_by_role("button", name=view.words("card.wish.of", title=title))
    wish.click()
    expect(wish).to_have_attribute("aria-pressed", "true")
    expect(row(view, "watchlist").locator(".butaca-card h3")).to_have_text([str(title)])


def test_a_row_is_from_around_where_one_is(browser, app_url, service):
    with visit(browser, f"{app_url}/?country=MX", language="es") as view:
        found = works(view, "region")
        heading = view.words("home.region", region="Latinoamérica")
        expect(row(view, "region").get_by_role("heading", level=2)).to_have_text(heading)
        numbers = service.bundle.work_ids.numbers(found).tolist()
        assert all("mexico" in work.countries for work in service.catalogue.works_at(numbers))
        assert "cronos-1992-movie" in found
