"""Names, arguments and descriptions of answers, read off their docstrings, for every channel that offers them."""

import inspect
import json
import re
from collections.abc import Callable
from typing import NamedTuple

from recsys.domain.services import EXAMPLE
from recsys.serving.recommend.members import EXAMPLE as EXAMPLE_PEOPLE

# A value of each argument that means something to most catalogues, for whoever wants to try.
EXAMPLES = {
    "platform": EXAMPLE,
    "scored": "3.5",
    "year": "2020",
    "title": "Toy Story",
    "titles": "Toy Story",
    "ratings": "Toy Story=5",
    "people": json.dumps(EXAMPLE_PEOPLE, ensure_ascii=False),
    "name": "Ana",
    "code": "AEBUC3TBAINHNQEP6G7DGVFB55VQ",
    "watched": "Toy Story",
    "text": "toy stroy",
    "question": "algo corto y divertido para ver con los niños",
    "content": "TmFtZSxZZWFyLFJhdGluZwpUb3kgU3RvcnksMTk5NSw1Cg==",
    "titulo": "Toy Story",
    "pelicula": "Alien",
    "nombre_actor": "Tom Hanks",
    "nombre_director": "Hayao Miyazaki",
    "mes": "enero",
    "dia": "lunes",
    "idioma": "español",
    "pais": "Argentina",
    "franquicia": "Toy Story",
    "productora": "Pixar Animation Studios",
}
FAMILIES = ("platforms", "movies")  # of query functions, each over a catalogue; part of their public names
# Answers of these families and names are about one thing, which is part of the path.
IN_PATH = {
    "nombre_actor",
    "nombre_director",
    "titulo",
    "pelicula",
    "mes",
    "dia",
    "idioma",
    "franquicia",
    "pais",
    "productora",
}
# Too much for an address, and not for the logs that addresses end up in: an answer that takes one of these is asked by
# POST, with all its arguments in a JSON object.
IN_BODY = {"people", "name", "code", "content"}
_ARGUMENT = re.compile(r"^\s*(?P<name>\w+): (?P<words>.+)$")


class Description(NamedTuple):
    """An answer's first words, and what each of its arguments means."""

    summary: str
    arguments: dict[str, str]


def describe(function: Callable[..., object]) -> Description:
    """The docstring's summary and its `Args:`. Raises ValueError where an argument has no words of its own."""
    summary, _, listed = (inspect.getdoc(function) or "").partition("Args:")
    found = (_ARGUMENT.match(line) for line in listed.splitlines())
    arguments = {match["name"]: match["words"] for match in found if match}
    missing = [name for name in inspect.signature(function).parameters if name not in arguments]
    if missing:
        raise ValueError(f"the docstring of {function.__name__} must describe {', '.join(missing)}")
    return Description(" ".join(summary.split()), arguments)


def path_of(name: str, function: Callable[..., object]) -> str:
    """The path of an answer: `/movies/get_actor/{nombre_actor}`."""
    family, _, rest = name.partition("_")
    path = f"/{family}/{rest}" if family in FAMILIES else f"/{name}"
    return path + "".join(
        f"/{{{parameter}}}" for parameter in inspect.signature(function).parameters if parameter in IN_PATH
    )


def takes_body(function: Callable[..., object]) -> bool:
    """Whether an answer is asked by POST, with its arguments in the body."""
    return not IN_BODY.isdisjoint(inspect.signature(function).parameters)
