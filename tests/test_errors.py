import inspect

import pytest

from recsys import errors
from recsys.errors import (
    BundleError,
    DataError,
    HubError,
    InvalidValueError,
    NotFoundError,
    RecsysError,
    RequestError,
    SettingsError,
    shown,
)


def test_the_tree():
    for branch in (SettingsError, DataError, BundleError, HubError, RequestError):
        assert branch.__base__ is RecsysError
    assert InvalidValueError.__base__ is NotFoundError.__base__ is RequestError


def test_the_tree_drawn_on_top_names_every_error():
    defined = {name for name, value in vars(errors).items() if inspect.isclass(value) and issubclass(value, Exception)}
    drawn = {
        line.split()[0]
        for line in errors.__doc__.replace("├──", "").replace("└──", "").replace("│", "").splitlines()
        if line.split() and line.split()[0].endswith("Error")
    }
    assert defined == drawn


def test_an_invalid_value_says_rule_value_remedy():
    error = InvalidValueError("k", "k must be a whole number from 1 to 100", 0, "For example 5.")
    assert str(error) == "k must be a whole number from 1 to 100, got 0. For example 5."
    assert error.parameter == "k"


def test_an_invalid_value_without_a_remedy_ends_there():
    assert str(InvalidValueError("k", "k must be a number", "five")) == "k must be a number, got «five»."


def test_not_found_with_and_without_suggestions():
    error = NotFoundError("title", "No title is called", "alein", suggestions=("Alien", "Aliens"), examples=("Brazil",))
    assert str(error) == "No title is called: «alein». Did you mean «Alien», «Aliens»?"
    assert (error.parameter, error.suggestions) == ("title", ["Alien", "Aliens"])
    assert str(NotFoundError("title", "No title is called", "zzz")) == "No title is called: «zzz»."
    error = NotFoundError("user_id", "No user is called", "zzz", examples=["ana", "zoe"])
    assert str(error) == "No user is called: «zzz». There are, for example, «ana», «zoe»."


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Amélie", "«Amélie»"),
        ("", "«»"),
        ("two\nlines\t and  spaces", "«two lines and spaces»"),
        (None, "None"),
        (2.5, "2.5"),
        (["a", "b"], "['a', 'b']"),
        ("Ana\ud800", "«Ana\\ud800»"),
        (["\ud800"], "['\\ud800']"),
        ("x" * 80, f"«{'x' * 80}»"),
        ("x" * 10_000, f"«{'x' * 80}… (10,000 characters)»"),
        (list(range(100)), f"{repr(list(range(100)))[:80]}… (390 characters)"),
    ],
)
def test_values_are_quoted_on_one_line_and_cut(value, text):
    assert shown(value) == text


def test_a_value_of_too_many_levels_to_be_written_out_is_named():
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert shown(deep) == "a list of too many levels"
