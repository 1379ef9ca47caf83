"""The page as a visitor uses it, on a computer and on a telephone, in light and in dark."""

import re
from contextlib import ExitStack
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Locator, Page, Request, expect

from recsys.ui import query_answers
from recsys.ui.languages import words
from tests.ui.server import CHROMIUM, ROOT, chromium

pytestmark = [
    pytest.mark.browser,
    # A browser on a busy machine can miss a deadline; each second try is printed in the summary.
    pytest.mark.flaky(reruns=2, reruns_delay=1),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt-get install chromium"),
]

REPORT = ROOT / "test-report"
VIEWS = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]
EN = words("en")
RESULTS = 12
SCORED = EN("parameter.scored")
ARGUMENTS = {
    "Title": "titulo",
    "Year": "year",
    SCORED: "scored",
    "Actor": "nombre_actor",
    "Director": "nombre_director",
    "Country": "pais",
}
MARKUP = "<img src=x onerror=alert(1)>"
# Text that stands on a background with less contrast than AA wants: 4.5, or 3 for large text.
UNREADABLE = """() => {
  const channels = color => (color.match(/[\\d.]+/g) || []).map(Number);
  const luminance = rgb => rgb.slice(0, 3).map(c => c / 255)
    .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const rgb = channels(getComputedStyle(at).backgroundColor);
      if (rgb.length === 3 || rgb[3] === 1) return rgb;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.querySelector('.gradio-container'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), element = walker.currentNode.parentElement;
    if (!text || !element.checkVisibility() || ['STYLE', 'SCRIPT'].includes(element.tagName)) continue;
    const style = getComputedStyle(element), size = parseFloat(style.fontSize);
    const [low, high] = [luminance(channels(style.color)), luminance(behind(element))].sort((a, b) => a - b);
    const wanted = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < wanted) found.push(`${contrast.toFixed(2)} ${text.slice(0, 40)}`);
  }
  return found;
}"""


@dataclass
class View:
    """The page in one size and scheme, and everything that went wrong in it so far."""

    page: Page
    width: int
    scheme: str
    problems: list[str] = field(default_factory=list)

    def tab(self, name: str) -> Locator:
        """The panel of that tab, opened; of tabs within tabs the innermost."""
        self.page.get_by_role("tab", name=name, exact=True).click()
        expect(self.page.get_by_role("tab", name=name, exact=True)).to_have_attribute("aria-selected", "true")
        return self.page.get_by_role("tabpanel").filter(visible=True).last


@pytest.fixture(scope="module")
def browser(app_url):
    with chromium() as found:
        yield found


@pytest.fixture(scope="module", params=VIEWS, ids=lambda view: f"{view[0]}-{view[1]}")
def view(request, browser, app_url):
    """One visit for all tests of a size and scheme: each keeps to its own tab, or sets what it needs."""
    width, scheme = request.param
    with ExitStack() as stack:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce", locale="en-US"
        )
        stack.callback(context.close)
        page = context.new_page()
        page.set_default_timeout(5_000)
        found = View(page, width, scheme)

        def requested(asked: Request) -> None:
            if not asked.url.startswith((f"{app_url}/", "data:", "blob:")):
                found.problems.append(f"asked another host: {asked.url}")

        def answered(dialog: Dialog) -> None:
            found.problems.append(f"dialog: {dialog.message}")
            dialog.dismiss()

        page.on("request", requested)
        page.on("pageerror", lambda error: found.problems.append(f"error: {error}"))
        page.on("dialog", answered)
        page.on(
            "console",
            lambda said: found.problems.append(f"{said.type}: {said.text}") if said.type == "error" else None,
        )
        page.goto(app_url)
        expect(page.get_by_role("tab", name="Similar titles")).to_be_visible()
        yield found


@pytest.fixture(autouse=True)
def flawless(request, view):
    """After each test: a picture, and nothing that is wrong in every place."""
    yield
    name = re.sub(r"\W+", "-", request.node.name.removeprefix("test_")).strip("-")
    REPORT.mkdir(exist_ok=True)
    view.page.screenshot(path=Path(REPORT / f"{name}.png"), full_page=True)
    assert view.problems == []
    assert view.page.evaluate("document.documentElement.scrollWidth") <= view.width
    assert view.page.evaluate(UNREADABLE) == []


def choose(panel: Locator, label: str, text: str) -> None:
    """Type into a dropdown and take what was typed."""
    box = panel.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.fill(text)
    box.press("Tab")
    expect(box).to_have_value(text)


def pick(panel: Locator, label: str, option: str) -> None:
    """Choose one of a dropdown's options."""
    panel.get_by_role("combobox", name=label, exact=True).click()
    panel.get_by_role("option", name=option, exact=True).click()


def accordion(place: Page | Locator, name: str) -> Locator:
    """The button that opens and closes that part of the page; Gradio's arrow is a part of its name."""
    return place.locator("button.label-wrap").filter(has_text=re.compile(rf"^{name}\W*$"))


def press(panel: Locator, name: str) -> None:
    panel.get_by_role("button", name=name, exact=True).filter(visible=True).click()


def expect_cards(panel: Locator, results) -> None:
    """These works as cards, in this order, each with its services, all equally high."""
    expect(panel.locator(".butaca-card h3")).to_have_text([result.work.title for result in results])
    for card, result in zip(panel.locator(".butaca-card").all(), results, strict=True):
        assert card.locator(".butaca-badge").all_text_contents() == result.work.platforms
        assert str(result.work.year) in (card.text_content() or "")
    heights = {round(box["height"]) for card in panel.locator(".butaca-card").all() if (box := card.bounding_box())}
    assert max(heights) - min(heights) <= 1


def expect_reasons(panel: Locator, answer) -> None:
    """What moved the answer most, folded away until somebody wants it."""
    why = panel.locator("details")
    expect(why.locator("tbody tr")).to_have_count(len(answer.reasons))
    for row, reason in zip(why.locator("tbody tr").all(), answer.reasons, strict=True):
        told = [f"{reason.title} ({reason.year})", f"{reason.rating:.1f}", f"{reason.push:+.2f}"]
        assert row.locator("td").all_text_contents() == told
    why.locator("summary").click()
    expect(why.locator("table")).to_be_visible()


def test_what_everybody_must_know(view):
    """The heading, the note that this is a sample, and the colours that the device asks for."""
    expect(view.page.get_by_role("heading", level=1)).to_have_text("What shall we watch tonight?")
    expect(view.page.get_by_role("note")).to_have_text(EN("note.sample"))
    assert view.page.evaluate("document.body.classList.contains('dark')") == (view.scheme == "dark")
    for tab in view.page.get_by_role("tab").all():
        expect(tab).to_be_in_viewport()


def test_typing_a_title_offers_completions_and_choosing_one_fills_it(view):
    panel = view.tab("Similar titles")
    box = panel.get_by_role("combobox", name="Title", exact=True)
    box.click()
    box.fill("")
    box.press_sequentially("toy stor", delay=100)
    # Fewer than before anything was typed: this is where Gradio's list stumbles.
    expect(panel.get_by_role("option").first).to_contain_text("Toy Story")
    expect(panel.get_by_role("option", name="Toy Story (1995)", exact=True)).to_be_visible()
    panel.get_by_role("option", name="Toy Story (1995)", exact=True).click()
    expect(box).to_have_value("Toy Story (1995)")
    press(panel, "Find titles like it")
    expect(panel.get_by_role("heading", level=2)).to_have_text("If you liked Toy Story (1995)")


def test_recommendations_are_cards(view, service):
    panel = view.tab("Similar titles")
    choose(panel, "Title", "The Matrix")
    press(panel, "Find titles like it")
    expect(panel.get_by_role("heading", level=2)).to_have_text("If you liked The Matrix (1999)")
    results = service.recommend("The Matrix", RESULTS).results
    expect_cards(panel, results)
    first = panel.locator(".butaca-card").first
    expect(first).to_contain_text("Very much alike")
    strongest = next(feature for feature in results[0].shared if feature.field != "other")
    expect(first).to_contain_text(re.compile(rf"Because: .*\({re.escape(EN.percent(strongest.share))}\)"))


def test_filters(view, service):
    panel = view.tab("Similar titles")
    choose(panel, "Title", "The Matrix")
    panel.get_by_label("Netflix").check()
    panel.get_by_label("Hulu").check()
    accordion(panel, "More filters").click()
    panel.get_by_role("radio", name="Films").check()
    pick(panel, "Genre", "Action")
    panel.get_by_label("From year").fill("1990")
    panel.get_by_label("To year").fill("2015")
    press(panel, "Find titles like it")
    limits = (["netflix", "hulu"], "movie", "action", 1990, 2015)
    results = service.recommend("The Matrix", RESULTS, *limits).results
    assert results
    expect_cards(panel, results)
    panel.get_by_label("From year").fill("2015")
    panel.get_by_label("To year").fill("1990")
    press(panel, "Find titles like it")
    expect(panel.get_by_role("alert")).to_contain_text("not after the last one: 2015.")
    panel.get_by_label("From year").fill("1800")
    panel.get_by_label("To year").fill("1801")
    press(panel, "Find titles like it")
    expect(panel.locator(".butaca-empty")).to_contain_text("Nothing fits all your filters.")


def test_markup_is_shown_as_text(view):
    panel = view.tab("Will I like it?")
    choose(panel, "Title", MARKUP)
    press(panel, "Will I like it?")
    expect(panel.get_by_role("alert")).to_contain_text(f"No title is called «{MARKUP}».")
    expect(panel.locator(".butaca-error img")).to_have_count(0)


def test_no_title_at_all_says_so(view):
    panel = view.tab("Will I like it?")
    choose(panel, "Title", "")
    press(panel, "Will I like it?")
    expect(panel.get_by_role("alert")).to_contain_text("That is no title: «».")


def test_will_i_like_it(view, service):
    panel = view.tab("Will I like it?")
    choose(panel, "Who", "simulated-17")
    choose(panel, "Title", "The Matrix")
    press(panel, "Will I like it?")
    answer = service.fit("simulated-17", "The Matrix")
    verdict = "Worth your evening" if answer.recommended else "Probably not for you"
    chance = f"{verdict}: {EN.percent(answer.liking)} chance you'll like it"
    expect(panel.locator(".butaca-verdict")).to_have_text(chance)
    parts = answer.parts
    moves = [EN.number(part, 2, signed=True) for part in (parts.user_bias, parts.work_bias, parts.interaction)]
    numbers = [EN.number(parts.global_mean, 2), *moves, EN.number(answer.predicted_rating, 2)]
    expect(panel.locator(".butaca-chart .number")).to_have_text(numbers)
    expect_reasons(panel, answer)
    choose(panel, "Who", "nobody")
    press(panel, "Will I like it?")
    expect(panel.get_by_role("alert")).to_contain_text("No user is called «nobody».")


def test_nobody_in_particular_is_people_in_general(view, service):
    panel = view.tab("Will I like it?")
    pick(panel, "Who", "Me")
    choose(panel, "Title", "The Matrix")
    press(panel, "Will I like it?")
    expect(panel).to_contain_text("This holds for people in general")
    answer = service.fit(title="The Matrix")
    expect(panel.locator(".butaca-verdict")).to_contain_text(f"{EN.percent(answer.liking)} chance")
    expect(panel.locator("details")).to_have_count(0)


def test_for_you_begins_with_what_most_people_watch(view, service):
    panel = view.tab("For you")
    expect(panel).to_contain_text("What most people watch.")
    expect_cards(panel, service.for_user(None, RESULTS).results)


@pytest.mark.parametrize(
    ("name", "filled", "impossible"),
    [
        ("get_max_duration", {"Year": "2018"}, {"Year": "soon"}),
        ("get_score_count", {SCORED: "3", "Year": "2019"}, {SCORED: "11"}),
        ("get_count_platform", {}, {}),
        ("get_actor", {"Year": "2018"}, {"Year": "20 18"}),
        ("recomendacion", {"Title": "The Matrix"}, {"Title": "zxqv zxqv"}),
    ],
)
def test_a_platform_query(view, service, name, filled, impossible):
    view.tab("Queries")
    panel = view.tab("Streaming catalogue")
    form = query(view, panel, f"platforms_{name}")
    arguments = {ARGUMENTS[label]: value for label, value in filled.items()}
    if name in ("get_score_count", "get_count_platform", "get_actor"):
        arguments["platform"] = "netflix"  # what the form begins with
    answer = service.ask(f"platforms_{name}", **arguments)
    answered = form.locator(".butaca-answer:has(h2)")
    for told in answer if isinstance(answer, list) else [query_answers.told(f"platforms_{name}", answer, EN)]:
        ask(form, filled, answered, heading(told))
    if impossible:
        fill(form, impossible)
        press(form, "Ask")
        (value,) = impossible.values()
        expect(form.get_by_role("alert")).to_contain_text(f"«{value}»")
        expect(answered).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "filled", "bars"),
    [
        ("cantidad_filmaciones_mes", {}, 12),
        ("get_director", {"Director": "hayao miyazaki"}, None),
        ("get_actor", {"Actor": "tom hanks"}, 0),
        ("peliculas_pais", {"Country": "japón"}, 0),
    ],
)
def test_a_film_query(view, service, name, filled, bars):
    view.tab("Queries")
    panel = view.tab("Film catalogue")
    form = query(view, panel, f"movies_{name}")
    arguments = {ARGUMENTS[label]: value for label, value in filled.items()} or {"mes": "enero"}
    answer = service.ask(f"movies_{name}", **arguments)
    ask(form, filled, form.locator(".butaca-answer h2"), heading(query_answers.told(f"movies_{name}", answer, EN)))
    expect(form.locator(".butaca-chart > li")).to_have_count(len(answer.films) if bars is None else bars)
    form.get_by_text("Call it from a program").click()
    expect(form.locator("pre")).to_contain_text(f"curl 'http://127.0.0.1:7860/movies/{name}/")
    expect(form.locator("pre")).to_contain_text(f'api_name="/movies_{name}"')
    if filled:
        fill(form, dict.fromkeys(filled, "zxqv zxqv"))
        press(form, "Ask")
        expect(form.get_by_role("alert")).to_contain_text("«zxqv zxqv»")


def query(view: View, panel: Locator, name: str) -> Locator:
    """The form of that query, opened."""
    form = panel.locator(f"#query-{name}")
    if not form.get_by_role("button", name="Ask").is_visible():
        accordion(form, EN(f"query.{name}")).click()
    return form


def heading(markup: str) -> str:
    """The sentence of an answer; a plain text as it is."""
    found = re.search("<h2>(.*?)</h2>", markup)
    return unescape(found[1]) if found else markup


def ask(form: Locator, filled: dict[str, str], answered: Locator, words: str) -> None:
    """Fill in and ask until the answer says that. Just after a form opens, Gradio may set its first values again."""
    for last in (False, False, True):
        fill(form, filled)
        press(form, "Ask")
        try:
            expect(answered).to_contain_text(words, timeout=3000)
        except AssertionError:
            if last:
                raise
        else:
            return


def fill(form: Locator, values: dict[str, str]) -> None:
    for label, value in values.items():
        if label == "Title":
            choose(form, label, value)
        else:
            write(form.get_by_label(re.compile(rf"^\s*{re.escape(label)}")), value)


def write(box: Locator, value: str) -> None:
    """Fill in until it stays: just after a form opens, Gradio may set its first values again."""
    for last in (False, False, True):
        box.fill(value)
        try:
            expect(box).to_have_value(value, timeout=2000)
        except AssertionError:
            if last:
                raise
        else:
            return


def test_about_the_models(view, service):
    panel = view.tab("About the models")
    models = service.bundle.metrics["models"]
    assert models
    for errors in models.values():
        expect(panel).to_contain_text(f"{errors['rmse']:.4f}")
        expect(panel).to_contain_text(f"{errors['mae']:.4f}")
    expect(panel).to_contain_text(f"{service.bundle.titles.num_rows:,}")
    expect(panel).to_contain_text("simulated")


def test_a_restart_of_the_page_begins_anew(view):
    view.page.reload()
    panel = view.tab("Similar titles")
    expect(panel.get_by_role("combobox", name="Title", exact=True)).to_have_value("")
    expect(panel.locator(".butaca-empty")).to_be_visible()
    press(panel, "Find titles like it")
    expect(panel.get_by_role("alert")).to_contain_text("That is no title: «».")
