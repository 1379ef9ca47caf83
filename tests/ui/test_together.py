"""Choosing together: several people in one browser, and whoever joins by a link."""

import json

import pytest
from playwright.sync_api import expect

from tests.ui.browsing import MARKUP, press, visit
from tests.ui.server import chromium

pytestmark = pytest.mark.browser

ANA, LUIS = {"toy-story-1995-movie": 5, "coco-2017-movie": 4.5}, {"matrix-1999-movie": 5, "alien-1979-movie": 4}


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture
def view(request, browser, app_url):
    width, language = getattr(request, "param", (1280, "en"))
    with visit(browser, app_url, width=width, scheme="dark" if width == 1280 else "light", language=language) as found:
        yield found
        found.check(f"together-{request.node.name.removeprefix('test_')}")


def given(view, **people):
    """Put these people, by name with their ratings, into the browser, the first as its own; all are there tonight."""
    ids = ["", *(f"x{number}" for number in range(1, len(people)))]
    for id_, ratings in zip(ids, people.values(), strict=True):
        kept = json.dumps({"ratings": ratings})
        view.page.evaluate(f"localStorage.setItem('butaca-visitor{f'-{id_}' if id_ else ''}', {json.dumps(kept)})")
    everybody = [
        {"id": id_, "name": name, "colour": place} for place, (id_, name) in enumerate(zip(ids, people, strict=True))
    ]
    kept = json.dumps({"all": everybody, "active": "", "tonight": ids})
    view.page.evaluate(f"localStorage.setItem('butaca-people', {json.dumps(kept)})")
    view.page.reload()


def titles(view):
    return view.page.locator("#butaca-list .butaca-card h3").all_text_contents()


def asked_for(service, language, seen="none", **people):
    found = service.for_group(
        [
            {"name": name, "ratings": [f"{work}={stars}" for work, stars in ratings.items()]}
            for name, ratings in people.items()
        ],
        12,
        seen=seen,
        language=language,
    )
    return found.results


@pytest.mark.parametrize("view", [(1280, "en"), (390, "es")], indirect=True)
def test_two_people_get_one_list_with_everybody_s_chance(view, service):
    given(view, Ana=ANA, Luis=LUIS)
    expected = asked_for(service, view.words.language, Ana=ANA, Luis=LUIS)
    cards = view.page.locator("#butaca-list .butaca-card")
    expect(cards.first.locator(".butaca-chances li")).to_have_count(2)
    expect(cards.locator("h3")).to_have_text([one.work.title for one in expected])
    chances = [view.words.percent(one.liking) for one in expected[0].chances]
    expect(cards.first.locator(".butaca-chances li")).to_have_text([f"Ana{chances[0]}", f"Luis{chances[1]}"])
    expect(
        view.page.get_by_role(
            "heading", name=view.words("together.heading", names=view.words.listed(["Ana", "Luis"]))
        ).first
    ).to_be_visible()


def test_what_somebody_has_seen_may_be_listed_too(view, service):
    first = asked_for(service, "en", Ana=ANA, Luis=LUIS)[0].work
    people = {"Ana": ANA, "Luis": LUIS | {first.work_id: 3}}
    given(view, **people)
    shown = view.page.locator("#butaca-list .butaca-card h3")
    expect(shown).to_have_text([one.work.title for one in asked_for(service, "en", **people)])
    assert first.title not in titles(view)
    view.page.get_by_label(view.words("together.seen")).select_option("one")
    expect(shown).to_have_text([one.work.title for one in asked_for(service, "en", seen="one", **people)])
    assert first.title in titles(view)


def test_whoever_leaves_the_table_leaves_the_list(view, service):
    given(view, Ana=ANA, Luis=LUIS)
    expect(view.page.locator("#butaca-list .butaca-chances").first).to_be_visible()
    press(view.page, "Luis")
    expect(view.page.locator("#butaca-list .butaca-chances")).to_have_count(0)
    ratings = [f"{work}={stars}" for work, stars in ANA.items()]
    expected = service.for_user(None, 12, language=view.words.language, ratings=ratings).results
    expect(view.page.locator("#butaca-list .butaca-card h3")).to_have_text([one.work.title for one in expected])


def test_a_person_is_added_rates_and_is_removed(view):
    words, page = view.words, view.page
    page.get_by_text(words("together.begin"), exact=True).click()
    page.get_by_label(words("together.name"), exact=True).fill(MARKUP)
    press(page, words("together.add"))
    expect(page.get_by_role("button", name=MARKUP, exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_label(words("together.rating")).select_option(label=MARKUP)
    card = page.locator(".butaca-asking").first
    work = card.get_attribute("data-asked")
    card.locator("[data-stars='5']").click()
    expect(card).not_to_have_attribute("data-asked", str(work))
    kept = page.evaluate("Object.fromEntries(Object.entries(localStorage))")
    own = json.loads(kept.get("butaca-visitor", "{}")).get("ratings", {})
    others = [json.loads(value)["ratings"] for key, value in kept.items() if key.startswith("butaca-visitor-")]
    assert (own, others) == ({}, [{work: 5}])
    page.get_by_role("button", name=words("together.remove", name=MARKUP)).click()
    expect(page.get_by_role("button", name=MARKUP, exact=True)).to_have_count(0)
    assert not page.evaluate("Object.keys(localStorage).some(key => key.startsWith('butaca-visitor-'))")


def test_a_link_brings_somebody_s_ratings_and_is_never_sent(view, browser, app_url):
    """Behind its «#», so that no server's log has it."""
    words = view.words
    given(view, Ana=ANA)
    view.page.get_by_text(words("together.begin"), exact=True).click()
    press(view.page, words("together.share.of", name="Ana"))
    address = view.page.get_by_role("textbox", name=words("together.link.label")).input_value()
    expect(view.page.get_by_role("img", name=words("together.qr"))).to_be_visible()
    assert address.startswith(f"{app_url.rstrip('/')}/#join=")
    code = address.partition("#")[2]
    with visit(browser, address, language="en") as other:
        sent = []
        other.page.on("request", lambda asked: sent.append(asked.url))
        expect(other.page.get_by_text(words.count("together.invited", 2, name="Ana"))).to_be_visible()
        press(other.page, words("together.accept"))
        expect(other.page.get_by_role("button", name="Ana", exact=True)).to_have_attribute("aria-pressed", "true")
        assert "#join" not in other.page.url
        assert not any(code in url for url in sent)
        kept = other.page.evaluate("Object.fromEntries(Object.entries(localStorage))")
        assert [json.loads(kept[key])["ratings"] for key in kept if key.startswith("butaca-visitor-")] == [ANA]
        other.page.goto(f"{app_url}#join=nonsense")
        other.page.reload()
        expect(other.page.get_by_role("alert").first).to_be_visible()
