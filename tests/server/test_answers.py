"""Answers as bytes: what is kept of them, for how long, and that they say what the answers say."""

import asyncio
import inspect
import json

import pytest

from recsys.server.answered import Answered, answered
from recsys.server.answers import Answers, KeptAnswers
from recsys.serving.current import Current
from recsys.serving.service import plain
from tests.fixtures.catalogue import catalogue_service

QUESTIONS: list[tuple[str, dict[str, object]]] = [
    ("search", {"text": "alien"}),
    ("recommend", {"title": "Alien", "k": "3"}),
    ("fit", {"title": "Alien", "ratings": ["Amélie=4"]}),
    ("for_user", {"ratings": ["Amélie=4"]}),
    ("arrivals", {}),
    ("ask_in_words", {"question": "algo divertido"}),
    ("following", {"ratings": ["Alien=5"]}),
]


@pytest.mark.parametrize(("name", "arguments"), QUESTIONS)
def test_the_bytes_say_what_the_answer_says(name, arguments):
    service = catalogue_service()
    expected = plain(service.ask(name, **arguments))
    assert json.loads(answered(service, name, arguments).body) == expected


def test_few_are_kept_and_no_more_bytes_than_set():
    kept = KeptAnswers(most=3, most_bytes=1000)
    for number in range(5):
        kept.put("first", b"%d" % number, Answered(200, b"x" * 5))
    assert [kept.get("first", b"%d" % number) is not None for number in range(5)] == [False, False, True, True, True]
    kept.get("first", b"2")
    kept.put("first", b"5", Answered(200, b"x" * 5))
    assert kept.get("first", b"2") is not None  # which was asked for since
    assert kept.get("first", b"3") is None
    assert kept.get("second", b"5") is None
    small = KeptAnswers(most=1000, most_bytes=1000)
    for number in range(200):
        small.put("first", b"%3d" % number, Answered(200, b"x" * 7))
    assert sum(small.get("first", b"%3d" % number) is not None for number in range(200)) == 100


def test_an_answer_is_made_once_for_a_revision_and_what_is_said_of_somebody_never_kept():
    current = Current(catalogue_service(), "first")
    answers, made = Answers(current), []

    def counted(name):
        own = current.service.answers[name]

        def function(**arguments):
            made.append(name)
            return own(**arguments)

        function.__signature__ = inspect.signature(own)  # type: ignore[attr-defined]
        current.service.answers[name] = function

    async def ask_all():
        return [await answers.ask(*question) for question in (QUESTIONS[0], QUESTIONS[0], QUESTIONS[2], QUESTIONS[2])]

    counted("search")
    counted("fit")
    first = asyncio.run(ask_all())
    assert made == ["search", "fit", "fit"]
    assert first[0].body == first[1].body
    current.swap(catalogue_service(), "second")
    counted("search")
    asyncio.run(answers.ask(*QUESTIONS[0]))
    assert made == ["search", "fit", "fit", "search"]
    labels = {"answer": "search", "channel": "rest", "outcome": "answered"}
    assert current.monitoring.registry.get_sample_value("butaca_questions_total", labels) == 3
