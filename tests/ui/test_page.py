"""What each tab answers, on a computer in English and on a telephone in Spanish."""

import re
from contextlib import ExitStack
from html import unescape
from typing import Any, Literal

import pytest
from playwright.sync_api import APIResponse, Locator, Route, expect

from recsys.serving.locales import Locale
from recsys.ui import query_answers
from tests.ui.browsing import (
    MARKUP,
    View,
    accordion,
    arrived,
    choose,
    expect_cards,
    pick,
    press,
    visit,
    write,
)
from tests.ui.server import chromium

pytestmark = pytest.mark.browser

RESULTS = 12


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


Seen = tuple[int, Literal["light", "dark"], str]
COMPUTER: Seen = (1280, "dark", "en")
TELEPHONE: Seen = (390, "light", "es")


@pytest.fixture(scope="module", params=[COMPUTER, TELEPHONE], ids=lambda view: "-".join(map(str, view)))
def view(request, browser, app_url):
    """One visit for all tests of a size, scheme and language: each keeps to its own tab, or sets what it needs."""
    width, scheme, language = request.param
    with visit(browser, app_url, width=width, scheme=scheme, language=language) as found:
        yield found


@pytest.fixture
def opened(request, browser):
    """A function that opens a visit of the test's own, of one size, scheme and language; as flawless in the end."""
    with ExitStack() as visits:
        found = []

        def visited(address: str, seen: Seen, **options: Any) -> View:
            width, scheme, language = seen
            there = visit(browser, address, width=width, scheme=scheme, language=language, **options)
            found.append(visits.enter_context(there))
            return found[-1]

        yield visited
        for view in found:
            view.check(request.node.name.removeprefix("test_"))


@pytest.fixture(autouse=True)
def flawless(request):
    """After each test of the visit that all share: a picture, and nothing that is wrong in every place."""
    yield
    if "view" in request.fixturenames:
        request.getfixturevalue("view").check(request.node.name.removeprefix("test_"))


def test_what_everybody_must_know(view):
    """The heading, the note that this is a sample, the colours that the device asks for, and every tab in sight."""
    expect(view.page.get_by_role("heading", level=1)).to_have_text(view.words("page.heading"))
    expect(view.page.get_by_role("note").first).to_have_text(view.words("note.sample"))
    assert view.page.evaluate("document.body.classList.contains('dark')") == (view.width == 1280)
    assert view.page.evaluate("document.documentElement.lang") == view.words.language
    for tab in view.page.get_by_role("tab").all():
        expect(tab).to_be_in_viewport()


def test_typing_a_title_offers_completions_and_choosing_one_answers(view, service):
    panel, label = view.tab("tab.similar"), view.words("input.title")
    box = panel.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.fill("")
    box.press_sequentially("toy stor", delay=60)
    # Fewer than before anything was typed: this is where Gradio's list stumbles.
    panel.get_by_role("option", name="Toy Story (1995)", exact=True).click()
    expect(box).to_have_value("Toy Story (1995)")
    expect(panel.get_by_role("heading", level=2).last).to_have_text(
        view.words("similar.heading", title="Toy Story (1995)")
    )
    expect_cards(panel, service.recommend("Toy Story", RESULTS, language=view.words.language).results)


def test_recommendations_say_how_alike_they_are_and_why(view, service):
    panel = view.tab("tab.similar")
    choose(panel, view.words("input.title"), "The Matrix")
    heading = view.words("similar.heading", title="The Matrix (1999)")
    expect(panel.get_by_role("heading", level=2).last).to_have_text(heading)
    results = service.recommend("The Matrix", RESULTS, language=view.words.language).results
    expect_cards(panel, results)
    cards = panel.locator(".butaca-card")
    for place, result in enumerate(results):
        level = "very_alike" if result.chance >= 0.6 else "alike" if result.chance >= 0.3 else "somewhat_alike"
        expect(cards.nth(place).locator(".butaca-match b")).to_have_text(view.words(f"match.{level}"))
    first = cards.first
    genre = next(feature.value for feature in results[0].shared if feature.field == "genre" and feature.value)
    expect(first.locator(".butaca-why")).to_contain_text(view.words.genre(genre))


def test_filters_and_what_to_loosen(view, service):
    panel, words = view.tab("tab.similar"), view.words
    choose(panel, words("input.title"), "The Matrix")
    press(view.page, "Netflix")
    press(view.page, "Hulu")
    if not panel.get_by_label(words("input.year_from")).is_visible():
        accordion(panel, words("input.filters")).click()
    panel.get_by_role("radio", name=words("input.type.movie")).check()
    pick(panel, words("input.genre"), words.genre("action"))
    limit(panel.get_by_label(words("input.year_from")), "1990")
    limit(panel.get_by_label(words("input.year_to")), "2015")
    limits = {"platforms": ["netflix", "hulu"], "type": "movie", "genre": "action", "year_from": 1990, "year_to": 2015}
    limits["language"] = words.language
    expect_cards(panel, service.recommend("The Matrix", RESULTS, **limits).results)
    variety = panel.get_by_role("spinbutton")
    limit(variety, "0.8")
    varied = service.recommend("The Matrix", RESULTS, diversity=0.8, **limits).results
    expect_cards(panel, varied)
    limit(panel.get_by_label(words("input.year_to")), "1989")
    expect(panel.get_by_role("alert")).to_have_text(words("error.invalid.year_from", value="1990"))
    limit(panel.get_by_label(words("input.year_from")), "1800")
    limit(panel.get_by_label(words("input.year_to")), "1801")
    expect(panel.locator(".butaca-empty")).to_have_text(words("filters.nothing"))
    press(panel, words("loosen.year_to"))
    expect(panel.get_by_label(words("input.year_to"))).to_have_value("")
    expect_cards(
        panel,
        service.recommend(
            "The Matrix", RESULTS, diversity=0.8, **limits | {"year_from": 1800, "year_to": None}
        ).results,
    )
    for name in ("Netflix", "Hulu"):  # the visit is of other tests too
        press(view.page, name)


def limit(box: Locator, value: str) -> None:
    """Fill in a filter and leave it: then it counts."""
    write(box, value)
    box.blur()


def test_a_link_opens_the_page_at_a_title_and_its_filters(opened, app_url, service):
    address = f"{app_url}/?title=toy-story-1995-movie&platforms=disney,netflix&year_to=2005&genre=nonsense&lang=pt"
    clipboard = ["clipboard-read", "clipboard-write"]
    other = opened(address, TELEPHONE, permissions=clipboard)
    panel = other.page.get_by_role("tabpanel").filter(visible=True).last
    expect(other.page.get_by_role("tab", name="Títulos")).to_have_attribute("aria-selected", "true")
    expect(panel.get_by_role("combobox", name="Título")).to_have_value("Toy Story (1995)")
    limits = {"platforms": ["disney", "netflix"], "year_to": 2005}
    expect_cards(panel, service.recommend("Toy Story", RESULTS, language="pt", **limits).results)
    press(panel, "Copiar link")
    expect(panel.get_by_role("button", name="Copiado")).to_be_visible()
    copied = other.page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{app_url}/?title=toy-story-1995-movie&platforms=disney%2Cnetflix&year_to=2005&lang=pt"
    assert other.page.url == copied
    other.page.goto(f"{app_url}/?title={MARKUP}&diversity=9&year_from=soon&lang=en")
    expect(other.page.get_by_role("alert")).to_contain_text(f"No title is called «{MARKUP}».")


def test_the_address_keeps_the_tab_next_to_the_title(opened, app_url):
    other = opened(app_url, TELEPHONE)
    words = other.words
    titled = f"{app_url}/?title=toy-story-1995-movie&lang={words.language}"
    for tab, address in (("about", f"{app_url}/?tab=about"), ("for_you", f"{app_url}/")):
        other.tab(f"tab.{tab}")
        expect(other.page).to_have_url(address)
    other.page.goto(f"{titled}&tab=for_you")
    arrived(other.page)
    for tab, named in (("queries", "&tab=queries"), ("similar", "")):
        other.tab(f"tab.{tab}")
        expect(other.page).to_have_url(titled + named)
        other.page.reload()
        shown = other.page.get_by_role("tab", name=words(f"tab.{tab}"))
        expect(shown).to_have_attribute("aria-selected", "true")
    heading = other.page.get_by_role("heading", level=2).last
    expect(heading).to_have_text(words("similar.heading", title="Toy Story (1995)"))
    expect(other.page).to_have_url(titled)


def test_an_answer_stays_when_what_the_page_tells_of_the_bundle_comes_after_it(opened, app_url):
    other = opened(app_url, COMPUTER)
    held: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        answer = route.fetch()
        if "RMSE" in answer.text():
            held.append((route, answer))
        else:
            route.fulfill(response=answer)

    other.page.route("**/run/predict*", hold)
    other.page.goto(f"{app_url}/?title=toy-story-1995-movie")
    panel = other.page.get_by_role("tabpanel").filter(visible=True).last
    expect(panel.locator(".butaca-card")).to_have_count(RESULTS)
    for _ in range(200):
        if not held:
            other.page.wait_for_timeout(50)
    route, answer = held[0]
    route.fulfill(response=answer)
    expect(other.tab("tab.about")).to_contain_text("RMSE")
    expect(other.tab("tab.similar").locator(".butaca-card")).to_have_count(RESULTS)


def test_a_card_leads_to_titles_like_it(view, service):
    view.tab("tab.for_you").locator("#butaca-list .butaca-card h3 a").first.click()
    first = service.for_user(None, 1, language=view.words.language).results[0].work
    panel = view.page.get_by_role("tabpanel").filter(visible=True).last
    heading = view.words("similar.heading", title=f"{first.title} ({first.year})")
    expect(panel.get_by_role("heading", level=2).last).to_have_text(heading)


def test_markup_is_shown_as_text(view):
    panel = view.tab("tab.fit")
    choose(panel, view.words("input.title"), MARKUP)
    press(panel, view.words("fit.find"))
    expect(panel.get_by_role("alert")).to_contain_text(view.words("error.not_found.title", value=f"«{MARKUP}»"))
    expect(panel.locator(".butaca-error img")).to_have_count(0)


def test_an_example_is_one_press_away(opened, app_url, service):
    other = opened(app_url, TELEPHONE)
    words = other.words
    example = service.popular(1, Locale(words.language))[0]
    title = f"{example.title} ({example.year})"
    panel = other.tab("tab.fit")
    press(panel, words("fit.try", title=example.title))
    expect(panel.get_by_role("combobox", name=words("input.title"))).to_have_value(title)
    expect(panel.locator(".butaca-verdict")).to_contain_text(words.percent(service.fit(title=title).liking))
    panel = other.tab("tab.similar")
    press(panel, words("similar.try", title=example.title))
    expect(panel.get_by_role("heading", level=2).last).to_have_text(words("similar.heading", title=title))


def test_no_title_at_all_says_so(view):
    panel = view.tab("tab.fit")
    choose(panel, view.words("input.title"), "")
    press(panel, view.words("fit.find"))
    expect(panel.get_by_role("alert")).to_have_text(view.words("error.invalid.title", value="«»"))


def test_will_i_like_it(view, service):
    panel, words = view.tab("tab.fit"), view.words
    choose(panel, words("fit.user"), "simulated-17")
    choose(panel, words("input.title"), "The Matrix")
    press(panel, words("fit.find"))
    answer = service.fit("simulated-17", "The Matrix", language=words.language)
    chance = words("match.chance", percent=words.percent(answer.liking))
    expect(panel.locator(".butaca-verdict")).to_have_text(
        words("fit.yes" if answer.recommended else "fit.no", chance=chance)
    )
    parts = answer.parts
    moves = [words.number(part, 2, signed=True) for part in (parts.user_bias, parts.work_bias, parts.interaction)]
    numbers = [words.number(parts.global_mean, 2), *moves, words.number(answer.predicted_rating, 2)]
    expect(panel.locator(".butaca-chart .number")).to_have_text(numbers)
    expect(panel.locator("tbody tr")).to_have_count(len(answer.reasons))
    for row, reason in zip(panel.locator("tbody tr").all(), answer.reasons, strict=True):
        told = [words.number(reason.rating, 1), words.number(reason.push, 2, signed=True)]
        assert row.locator("td").all_text_contents() == [f"{reason.title} ({reason.year})", *told]
    panel.locator("summary").filter(has_text=words("fit.models")).click()
    for name, model in zip(service.models, panel.locator(".butaca-models > div").all(), strict=True):
        told = service.fit("simulated-17", "The Matrix", model=name)
        expect(model).to_be_visible()
        expect(model).to_contain_text(words(f"fit.model.{name}"))
        expect(model).to_contain_text(words("match.chance", percent=words.percent(told.liking)))
        off = {"mae": words.number(told.mae, 2), "rmse": words.number(told.rmse, 2)}
        expect(model).to_contain_text(words("fit.model.error", **off))
    choose(panel, words("fit.user"), "nobody")
    press(panel, words("fit.find"))
    expect(panel.get_by_role("alert")).to_contain_text(words("error.not_found.user_id", value="«nobody»"))


def test_nobody_in_particular_is_people_in_general(view, service):
    panel, words = view.tab("tab.fit"), view.words
    pick(panel, words("fit.user"), words("fit.user.me"))
    choose(panel, words("input.title"), "The Matrix")
    press(panel, words("fit.find"))
    expect(panel).to_contain_text(words("fit.people_in_general"))
    answer = service.fit(title="The Matrix")
    expect(panel.locator(".butaca-verdict")).to_contain_text(words.percent(answer.liking))


@pytest.mark.parametrize(
    ("name", "filled", "impossible"),
    [
        ("get_max_duration", {"year": "2018"}, {"year": "soon"}),
        ("get_score_count", {"scored": "3", "year": "2019"}, {"scored": "11"}),
        ("get_count_platform", {}, {}),
        ("get_actor", {"year": "2018"}, {"year": "20 18"}),
        ("recomendacion", {"titulo": "The Matrix"}, {"titulo": "zxqv zxqv"}),
    ],
)
def test_a_platform_query(view, service, name, filled, impossible):
    form = query(view, "platforms", name)
    arguments = dict(filled)
    if name in ("get_score_count", "get_count_platform", "get_actor"):
        arguments["platform"] = service.services[0].id  # what the form begins with
    answer = service.ask(f"platforms_{name}", **arguments)
    answered = form.locator(".butaca-answer:has(h2)")
    told = query_answers.told(f"platforms_{name}", answer, view.words)
    ask(view, form, filled, answered, heading(told))
    for title in answer if isinstance(answer, list) else []:
        expect(answered).to_contain_text(title)
    if impossible:
        fill(view, form, impossible)
        press(form, view.words("queries.ask"))
        (value,) = impossible.values()
        expect(form.get_by_role("alert")).to_contain_text(f"«{value}»")
        expect(answered).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "filled", "bars"),
    [
        ("cantidad_filmaciones_mes", {}, 12),
        ("get_director", {"nombre_director": "hayao miyazaki"}, None),
        ("get_actor", {"nombre_actor": "tom hanks"}, 0),
        ("peliculas_pais", {"pais": "japón"}, 0),
    ],
)
def test_a_film_query(view, service, name, filled, bars):
    form = query(view, "movies", name)
    answer = service.ask(f"movies_{name}", **(filled or {"mes": "enero"}))
    told = query_answers.told(f"movies_{name}", answer, view.words)
    ask(view, form, filled, form.locator(".butaca-answer h2"), heading(told))
    expect(form.locator(".butaca-chart > li")).to_have_count(len(answer.films) if bars is None else bars)
    form.get_by_text(view.words("queries.call")).click()
    expect(form.locator("pre")).to_contain_text(f"curl 'http://127.0.0.1:7860/movies/{name}/")
    expect(form.locator("pre")).to_contain_text(f'api_name="/movies_{name}"')
    if filled:
        fill(view, form, dict.fromkeys(filled, "zxqv zxqv"))
        press(form, view.words("queries.ask"))
        expect(form.get_by_role("alert")).to_contain_text("«zxqv zxqv»")


def query(view: View, family: str, name: str) -> Locator:
    """The form of that query, opened."""
    view.tab("tab.queries")
    panel = view.tab(f"queries.{family}")
    form = panel.locator(f"#query-{family}_{name}")
    if not form.get_by_role("button", name=view.words("queries.ask")).is_visible():
        accordion(form, view.words(f"query.{family}_{name}")).click()
    return form


def heading(markup: str) -> str:
    """The sentence of an answer."""
    found = re.search("<h2>(.*?)</h2>", markup)
    assert found is not None
    return unescape(found[1])


def ask(view: View, form: Locator, filled: dict[str, str], answered: Locator, words: str) -> None:
    """Fill in and ask until the answer says that. Just after a form opens, Gradio may set its first values again."""
    for last in (False, False, True):
        fill(view, form, filled)
        press(form, view.words("queries.ask"))
        try:
            expect(answered).to_contain_text(words, timeout=3000)
        except AssertionError:
            if last:
                raise
        else:
            return


def fill(view: View, form: Locator, values: dict[str, str]) -> None:
    for argument, value in values.items():
        if argument == "titulo" and form.get_by_role("combobox").count():
            choose(form, view.words("input.title"), value)
        else:
            label = view.words(f"parameter.{argument}")
            write(form.get_by_label(re.compile(rf"^\s*{re.escape(label)}")), value)


def test_about_the_models(view, service):
    panel = view.tab("tab.about")
    models = service.bundle.metrics["models"]
    assert models
    for errors in models.values():
        expect(panel).to_contain_text(view.words.number(errors["rmse"], 4))
        expect(panel).to_contain_text(view.words.number(errors["mae"], 4))
    expect(panel).to_contain_text(view.words.number(service.bundle.titles.num_rows))
    expect(panel).to_contain_text(view.words("about.ratings.simulated"))


def test_a_language_that_was_chosen_is_kept_and_the_tab_and_title_too(opened, app_url):
    other = opened(f"{app_url}/?title=toy-story-1995-movie", COMPUTER)
    words = other.words
    expect(other.page.get_by_role("tab", name=words("tab.similar"))).to_have_attribute("aria-selected", "true")
    other.tab("tab.about")
    other.page.get_by_role("link", name="Português").click()
    expect(other.page.get_by_role("tab", name="Os modelos")).to_have_attribute("aria-selected", "true")
    expect(other.page.get_by_role("link", name="Português")).to_have_attribute("aria-current", "true")
    other.page.get_by_role("tab", name="Títulos").click()
    expect(other.page.get_by_role("heading", level=2).last).to_have_text("Se você gostou de Toy Story (1995)")
    other.page.goto(app_url)
    expect(other.page.get_by_role("heading", level=1)).to_have_text("O que vamos ver hoje?")
    assert "lang=pt" in other.page.url
    other.page.get_by_role("link", name="English").click()
    expect(other.page.get_by_role("heading", level=1)).to_have_text(words("page.heading"))
    arrived(other.page)
