"""A visitor with a telephone brings a history, looks at what became of it, and chooses with somebody else."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.ui.browsing import accordion, arrived, expect_cards, press, visit
from tests.ui.server import chromium, environment, free_port, started_app

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {
    "width": 390,
    "height": 844,
    "scheme": "light",
    "language": "es",
    "has_touch": True,
    "is_mobile": True,
}
UNKNOWN = "Zxqv: la película de nadie"
HISTORY = f"""Title,Date
"La casa de papel: Parte 1: Efectuar lo acordado","25/12/2023"
"La casa de papel: Parte 2: Se acabaron las máscaras","26/12/2023"
"Stranger Things: Temporada 1: Capítulo uno: La desaparición de Will Byers","27/12/2023"
"Stranger Things: Temporada 2: Capítulo uno: MADMAX","28/12/2023"
"Matrix","29/12/2023"
"El origen","30/12/2023"
"{UNKNOWN}","31/12/2023"
"El señor de los anillos","31/12/2023"
"""
WATCHED = {
    "money-heist-2017-series": "part",
    "stranger-things-2016-series": "S2",
    "matrix-1999-movie": "",
    "inception-2010-movie": "",
}
MEANT = "lord-of-the-rings-the-two-towers-2002-movie"


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture
def app(sample_bundle, tmp_path):
    """The app's address, and the folder of all that it may write: it has no other place for what is passing."""
    passing = tmp_path / "passing"
    passing.mkdir()
    env = environment(sample_bundle, free_port()) | {"TMPDIR": str(passing)}
    with started_app(env, tmp_path / "app.log") as running:
        yield running.url, tmp_path


def kept(page):
    """All that the browser keeps of people, by its keys."""
    found = page.evaluate("Object.fromEntries(Object.entries(localStorage))")
    return {key: json.loads(value) for key, value in found.items() if key.startswith("butaca-") and value[0] == "{"}


def test_a_history_is_brought_undone_saved_deleted_and_shared(browser, app, service, tmp_path):
    url, written = app
    with visit(browser, url, **PHONE) as view:
        page, words = view.page, view.words

        def expect_list(**said):
            found = service.for_user(None, 12, language="es", **said).results
            expect_cards(page.locator("#butaca-list"), found)

        def bring(name, content):
            page.get_by_label(words("import.choose")).set_input_files(
                {"name": name, "mimeType": "text/csv", "buffer": content}
            )

        card = page.locator(".butaca-asking").first
        rated = card.get_attribute("data-asked")
        card.locator("[data-stars='5']").click()
        expect(card).not_to_have_attribute("data-asked", str(rated))
        wish = page.locator("#butaca-list [data-act=wish]").first
        wished = wish.get_attribute("data-work")
        wish.click()
        expect(page.locator(f"#butaca-list [data-act=wish][data-work={wished}]")).to_have_attribute(
            "aria-pressed", "true"
        )
        before = kept(page)
        ratings = [f"{rated}=5"]
        expect_list(ratings=ratings)

        # The report says what was recognised, what is doubtful, and what nobody knows.
        accordion(page, words("import.title")).click()
        bring("NetflixViewingHistory.csv", HISTORY.encode())
        expect(
            page.get_by_text(words("import.taken", what=words.count("import.watched", len(WATCHED))))
        ).to_be_visible()
        document = words(
            "import.document", source="Netflix", kind=words("import.kind.history"), rows=words.count("import.rows", 8)
        )
        expect(page.get_by_text(document)).to_be_visible()
        page.get_by_text(words.count("import.unmatched", 1)).click()
        expect(page.get_by_role("cell", name=UNKNOWN)).to_be_visible()
        assert kept(page)["butaca-visitor"]["watched"] == WATCHED
        watched = [f"{work}={how}" if how else work for work, how in WATCHED.items()]
        expect_list(ratings=ratings, watched=watched)
        doubts = page.locator(".butaca-doubts > li")
        expect(doubts).to_have_count(1)
        view.check("phone-import")
        doubts.locator(f"[data-act=confirm][data-work={MEANT}]").click()
        expect(doubts).to_have_count(0)
        assert kept(page)["butaca-visitor"]["watched"] == WATCHED | {MEANT: ""}
        expect_list(ratings=ratings, watched=[*watched, MEANT])

        press(page, words("import.undo"))
        expect_list(ratings=ratings)
        assert kept(page) == before

        # What is saved and read again says the same works.
        bring("NetflixViewingHistory.csv", HISTORY.encode())
        expect_list(ratings=ratings, watched=watched)
        accordion(page, words("own.title")).click()
        with page.expect_download() as saved:
            press(page, words("own.export"))
        file = Path(saved.value.path()).read_bytes()
        rows = list(csv.DictReader(file.decode("utf-8-sig").splitlines()))
        assert [row["Signal"] for row in rows].count("watched") == len(WATCHED)
        page.get_by_text(words("own.forget"), exact=True).click()
        press(page, words("own.forget.yes"))
        expect_list()
        bring("ratings.csv", file)
        expect_list(ratings=ratings, watched=list(WATCHED))
        again = kept(page)["butaca-visitor"]
        assert (again["ratings"], again["watched"].keys(), again["wishes"]) == ({rated: 5}, WATCHED.keys(), [wished])

        # Somebody more sits down, and one list is for both.
        page.get_by_text(words("together.begin"), exact=True).click()
        page.get_by_label(words("together.name"), exact=True).fill("Luis")
        press(page, words("together.add"))
        chances = page.locator("#butaca-list .butaca-card").first.locator(".butaca-chances li")
        expect(chances).to_have_count(2)
        press(page, words("together.share.of", name=words("together.you")))
        expect(page.get_by_role("img", name=words("together.qr"))).to_be_visible()
        view.check("phone-share")
        address = page.get_by_role("textbox", name=words("together.link.label")).input_value()
        with visit(browser, address, **PHONE) as other:
            press(other.page, words("together.accept"))
            joined = other.page.locator("#butaca-list .butaca-card").first.locator(".butaca-chances li")
            expect(joined).to_have_count(2)
            others = [one for key, one in kept(other.page).items() if key.startswith("butaca-visitor-")]
            assert [one["ratings"] for one in others] == [{rated: 5}]
            other.check("phone-joined")

        page.get_by_text(words("own.forget"), exact=True).click()
        press(page, words("own.forget.yes"))
        expect_list()
        people = [one for key, one in kept(page).items() if key.startswith("butaca-visitor")]
        assert [(one["ratings"], one["watched"], one["wishes"]) for one in people] == [({}, {}, [])]
        page.reload()
        arrived(page)
        expect_list()
        view.check("phone-deleted")
    found = [one for one in written.rglob("*") if one.is_file()]
    assert written / "app.log" in found
    assert not [
        one for one in found if UNKNOWN.encode() in one.read_bytes() or b"Efectuar lo acordado" in one.read_bytes()
    ]
