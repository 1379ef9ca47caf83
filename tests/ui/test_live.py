"""The page, the API and the REST routes follow the bundle that is being served, and keep nothing of the one before."""

import gc
import weakref
from datetime import UTC, datetime
from html import unescape

import pytest
from fastapi.testclient import TestClient

from recsys.errors import NotFoundError
from recsys.server.answers import Answers
from recsys.server.rest import rest_app
from recsys.serving.current import Current
from recsys.ui.calls import call_check
from recsys.ui.languages import words
from tests.fixtures.catalogue import catalogue_service
from tests.ui.made import loaded, made


@pytest.fixture
def current():
    return Current(catalogue_service(), "first")


def test_a_page_that_is_loaded_says_what_the_bundle_of_now_holds_in_the_language_of_whoever_looks(current):
    page = made(current)
    assert about_people(loaded(page, "es")) == [True, True]
    assert ("Terror", "horror") in choices(page, "es", "@say(input.genre)")
    current.swap(catalogue_service(collaborative=False), "second")
    updates = loaded(page)
    assert about_people(updates) == [False, False]
    assert any(words("en")("note.no_ratings") in unescape(str(update.get("value"))) for _, update in updates)
    assert ("Horror", "horror") in choices(page, "en", "@say(input.genre)")


def about_people(updates):
    """Which of the tabs about people are shown."""
    return [update["visible"] for part, update in updates if type(part).__name__ == "Column"]


def choices(page, language, label):
    return next(update["choices"] for part, update in loaded(page, language) if getattr(part, "label", "") == label)


def test_the_page_says_since_when_nothing_newer_can_be_had(current):
    page = made(current)
    current.say_copied(datetime(2026, 5, 3, 10, 12, tzinfo=UTC))
    assert any("copia del 3/5/26, 10:12\u202fa.m. UTC" in str(update.get("value")) for _, update in loaded(page, "es"))
    current.say_copied(None)
    assert not any("copia del" in str(update.get("value")) for _, update in loaded(page, "es"))


def test_nothing_keeps_the_bundle_that_was_replaced(current):
    page, check = made(current), call_check(current)
    with TestClient(rest_app(current.service.answers, Answers(current))) as http:
        assert http.get("/search?text=alien").status_code == 200
        before = [weakref.ref(current.service), weakref.ref(current.service.catalogue)]
        current.swap(catalogue_service(), "second")
        loaded(page)
        gc.collect()
        assert [ref() for ref in before] == [None, None]
        assert http.get("/search?text=alien").status_code == 200
    assert page is not None
    assert check is not None


def test_a_question_under_way_ends_on_the_service_that_it_began_with(current):
    began = current.service
    answers = []

    def slow(text: str = "") -> str:
        current.swap(catalogue_service(collaborative=False), "second")
        answers.append(text)
        return text

    began.answers["search"] = slow
    assert current.ask("rest", "search", text="alien") == "alien"
    assert current.service is not began
    assert current.now.revision == "second"
    assert current.ask("rest", "search", text="alien") != "alien"


def test_every_question_is_counted_once_with_its_channel_and_what_became_of_it(current):
    def count(answer, channel, outcome):
        labels = {"answer": answer, "channel": channel, "outcome": outcome}
        return current.monitoring.registry.get_sample_value("butaca_questions_total", labels)

    current.ask("rest", "search", text="alien")
    current.ask("rest", "search", text="alien")
    current.ask("page", "search", text="alien")
    with pytest.raises(NotFoundError):
        current.ask("rest", "recommend", title="zxqv")
    with pytest.raises(NotFoundError):
        current.ask("rest", "made up by somebody")
    current.service.answers["fit"] = lambda: 1 / 0
    with pytest.raises(ZeroDivisionError):
        current.ask("rest", "fit")
    assert count("search", "rest", "answered") == 2
    assert count("search", "page", "answered") == 1
    assert count("recommend", "rest", "refused") == 1
    assert count("unknown", "rest", "refused") == 1
    assert count("fit", "rest", "failed") == 1
    assert count("made up by somebody", "rest", "refused") is None
    seconds = current.monitoring.registry.get_sample_value
    assert seconds("butaca_answer_seconds_count", {"answer": "search", "channel": "rest"}) == 2
