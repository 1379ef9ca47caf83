"""The pictures as a visitor sees and presses them, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from recsys.serving.explore import ratings, titles
from recsys.ui.languages import words
from tests.ui.server import chromium

EN = words("en")

pytestmark = pytest.mark.browser


@pytest.fixture(params=[(1280, "dark"), (360, "light")], ids=["1280-dark", "360-light"])
def page(request, app_url):
    width, scheme = request.param
    with chromium() as browser:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce", locale="en-US"
        )
        found = context.new_page()
        problems: list[str] = []
        found.on("pageerror", lambda error: problems.append(str(error)))
        found.goto(app_url)
        found.get_by_role("tab", name="For the curious", exact=True).click()
        found.get_by_role("tab", name="Explore", exact=True).click()
        expect(found.get_by_role("heading", name="The catalogue")).to_be_visible()
        yield found
        assert problems == []
        assert found.evaluate("document.documentElement.scrollWidth") <= width


def chosen(page: Page, name: str, pressed: bool) -> None:
    button = page.locator(f'.butaca-bars button[aria-pressed="{str(pressed).lower()}"]').filter(has_text=name)
    expect(button).to_have_count(1)


def test_bars_are_pressed_by_keyboard_and_stay_under_it(page, service):
    among, parse = service.explorer.among, service.filters.parse
    everything = among().titles
    expect(page.locator(".butaca-chosen p")).to_contain_text(f"All {everything.num_rows:,} titles.")
    page.locator(".butaca-bars").get_by_role("button", name=re.compile("^Netflix")).focus()
    page.keyboard.press("Enter")
    netflix = among(parse(platforms=["netflix"]))
    expect(page.locator(".butaca-chosen p")).to_contain_text(f"{netflix.titles.num_rows:,} titles of what you chose")
    chosen(page, "Netflix", True)
    assert page.evaluate("document.activeElement.dataset.value") == "netflix"
    for _ in range(2):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.value") == "tv show"
    page.keyboard.press("Space")
    series = among(parse(platforms=["netflix"], type="tv show"))
    expect(page.locator(".butaca-chosen p")).to_contain_text(f"{series.titles.num_rows:,} titles of what you chose")
    activity = ratings.users_activity(series.ratings)
    assert activity is not None
    share, people = EN.percent(activity.share_of_most), EN.number(activity.size)
    expect(page.get_by_text(f"{share} of the {people} people gave 80% of the ratings.")).to_be_visible()
    seen = ratings.most_seen(series.works, series.ratings)
    most = page.locator(".butaca-panel").filter(has=page.get_by_role("heading", name="Most rated"))
    names = [f"{work.title} ({work.year})" for work in seen]
    expect(most.locator(".butaca-bars li > span:first-child")).to_have_text(names)
    page.get_by_role("button", name="No longer only Netflix").click()
    expect(page.locator(".butaca-chosen p")).to_contain_text(f"{among(parse(type='tv show')).titles.num_rows:,} titles")
    page.get_by_role("button", name="Show everything").click()
    expect(page.locator(".butaca-chosen p")).to_contain_text(f"All {everything.num_rows:,} titles.")


def test_every_picture_has_its_numbers_in_text(page, service):
    everything = service.explorer.among().titles
    for drawn in page.locator(".butaca-panel [role=img]").all():
        assert len(drawn.get_attribute("aria-label") or "") > 20
        expect(drawn.locator("xpath=ancestor::section[1]").locator("summary")).to_have_count(1)
    lengths = page.locator(".butaca-panel").filter(has=page.get_by_role("heading", name="How long films are"))
    lengths.locator("summary").click()
    found = titles.minutes(everything)
    rows = [sum(counts) for counts in zip(*found.counts.values(), strict=True)]
    expect(lengths.locator("tbody tr")).to_have_count(sum(count > 0 for count in rows))
    first = lengths.locator("tbody tr").first.locator("td").all_text_contents()[1:]
    place = next(place for place, count in enumerate(rows) if count)
    assert first == [EN.number(counts[place]) for counts in found.counts.values()]
