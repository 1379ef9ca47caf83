"""The people of a group, as they are sent: who they are, and what each has rated and wants."""

import json
from collections.abc import Mapping
from typing import get_type_hints

from typing_extensions import TypedDict

from recsys.errors import InvalidValueError
from recsys.serving import checks
from recsys.text import fold

FEWEST_PEOPLE, MOST_PEOPLE = 2, 8
LONGEST_NAME = 40  # characters
EXAMPLE = [{"name": "Ana", "ratings": ["Toy Story=5"]}, {"name": "Luis", "ratings": ["The Matrix=4.5"]}]
_REMEDY = f"For example {json.dumps(EXAMPLE)}."


class _Named(TypedDict):
    name: str


class Person(_Named, total=False):
    """One of a group: a name, and what `for_user` takes of a person under the same names, all of which may be left out.

    Of `typing_extensions`: on Python 3.11 pydantic, which documents it, takes no other.
    """

    user_id: str
    ratings: list[str]
    more_like: list[str]
    less_like: list[str]
    hide: list[str]
    watched: list[str]


KNOWN = tuple(get_type_hints(Person))


def parse_people(value: object) -> dict[str, dict[str, object]]:
    """What is told of each person, by name, in their order; everything that was left out is None.

    Given as a list of objects or as the JSON text of one. Raises InvalidValueError for anything else, too few or too
    many people, and names that are too long or the same but for case and accents.
    """
    given = _from_json(value) if isinstance(value, str) else value
    rule = f"people must be a list of {FEWEST_PEOPLE} to {MOST_PEOPLE} people"
    if not isinstance(given, list | tuple):
        raise InvalidValueError("people", rule, value, _REMEDY)
    if not FEWEST_PEOPLE <= len(given) <= MOST_PEOPLE:
        raise InvalidValueError("people", rule, len(given), _REMEDY)
    people: dict[str, dict[str, object]] = {}
    for one in given:
        person = _person(one)
        name = person_name(person.pop("name"))
        if fold(name) in map(fold, people):
            raise InvalidValueError("people", "people must have different names", name, "Rename one of them.")
        people[name] = person
    return people


def _from_json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidValueError("people", "people must be a list, or one in JSON", text, _REMEDY) from error


def _person(value: object) -> dict[str, object]:
    if not isinstance(value, Mapping):
        raise InvalidValueError("people", "each of people must be an object with a name", value, _REMEDY)
    unknown = [key for key in value if key not in KNOWN]
    if unknown:
        raise InvalidValueError("people", f"each of people has the fields {', '.join(KNOWN)}", unknown[0], _REMEDY)
    return {key: value.get(key) for key in KNOWN}


def person_name(value: object) -> str:
    """The value as a person's name. Raises InvalidValueError when it is no text, empty or too long."""
    name = checks.text("name", value, "Ana")
    if len(name) > LONGEST_NAME:
        raise InvalidValueError("name", f"a name must have {LONGEST_NAME} characters at most", name)
    return name
