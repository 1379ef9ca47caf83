"""The written questions are well-formed, and of nine in ten exactly what they ask for is understood."""

from collections import Counter

import pytest

from recsys.research.questions import questions, understanding
from recsys.serving.locales import LANGUAGES
from tests.fixtures.asked import asked_facts


@pytest.fixture(scope="module")
def facts():
    return asked_facts()


@pytest.mark.parametrize(("name", "each"), [("development", 85), ("held_out", 20)])
def test_a_third_in_each_language_none_twice(name, each):
    asked = questions(name)
    assert Counter(one.language for one in asked) == dict.fromkeys(LANGUAGES, each)
    assert len({one.text for one in asked}) == len(asked)


def test_what_development_asks_for_is_understood_exactly(facts):
    measured = understanding("development", facts)
    assert [(one.language, one.questions) for one in measured] == [("en", 85), ("es", 85), ("pt", 85)]
    assert [misread for one in measured for misread in one.misread] == []


def test_most_of_the_held_out_ones_are_understood_exactly(facts):
    measured = understanding("held_out", facts)
    assert sum(len(one.misread) for one in measured) <= 0.1 * sum(one.questions for one in measured)
