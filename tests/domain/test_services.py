import ast
import re
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

import recsys
from recsys.domain import services
from recsys.domain.services import SERVICES, find_services, service_by_id, service_name
from recsys.text import fold

PACKAGE = Path(recsys.__file__).parent
REGISTRY = Path(services.__file__)
# Words that are a service's name and much else besides.
AMBIGUOUS = {"max", "apple", "star", "claro", "prime", "disney", "hbo"}
NAMES = {
    name.lower()
    for service in SERVICES
    for name in (service.id, service.name, *service.aliases)
    if name.lower() not in AMBIGUOUS
}
SAID = re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, sorted(NAMES, key=len, reverse=True)))})(?![a-z])")
# Texts in which a name belongs to something else: whose studio's films begin with «Disney's», whose exports are read,
# and what people ask.
ELSEWHERE = {
    "ingest/linking/titles.py",
    *(f"serving/imports/layouts/{name}.py" for name in ("netflix", "prime_video", "registry")),
    *(f"research/questions/{name}.json" for name in ("development", "held_out")),
}


def code_texts(path):
    """Every text and name of a module's code; its docstrings explain and may give examples."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value
        elif isinstance(node, ast.Name):
            yield node.id


def test_nothing_but_the_registry_names_a_service():
    found = {
        path.relative_to(PACKAGE).as_posix(): said
        for path in PACKAGE.rglob("*")
        if path.suffix in (".py", ".js", ".css", ".json", ".html") and path != REGISTRY and "sample" not in path.parts
        if (said := [text for text in texts_of(path) if SAID.search(text.lower())])
    }
    assert found.keys() <= ELSEWHERE, found


def texts_of(path):
    return code_texts(path) if path.suffix == ".py" else path.read_text(encoding="utf-8").splitlines()


def test_whoever_names_one_is_found(tmp_path):
    path = tmp_path / "bad.py"
    path.write_text('"""Netflix, say."""\nbadge = {"colour": "red"}["netflix badge"]\n')
    assert [text for text in code_texts(path) if SAID.search(text.lower())] == ["netflix badge"]


def test_ids_names_and_letters_are_each_a_services_own():
    assert len(service_by_id()) == len(SERVICES)
    spellings = Counter(
        fold(name.replace("+", " plus ")).replace(" ", "")
        for service in SERVICES
        for name in {service.id, service.name, *service.aliases}
    )
    twice = [name for name, count in spellings.items() if count > 1 and len(find_services(name)) != 1]
    assert twice == []
    letters = [service.letter for service in SERVICES if service.letter]
    assert sorted(letters) == sorted(set(letters))
    assert [service.id for service in SERVICES] == sorted(service.id for service in SERVICES)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.id)
def test_white_text_on_a_badge_can_be_read(service):
    """A contrast of 4.5, WCAG 2.2's level AA."""
    channels = [int(service.colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("netflix", ["netflix"]),
        (" Disney + ", ["disney"]),
        ("disney_plus", ["disney"]),
        ("HBO Max", ["max"]),
        ("hbomax", ["max"]),
        ("Prime", ["amazon"]),
        ("para", ["paramount"]),
        ("m", ["max", "movistar", "mubi"]),
        ("", []),
        ("cable", []),
    ],
)
def test_a_service_by_any_of_its_names(text, found):
    assert find_services(text) == found


def test_a_beginning_counts_among_those_that_are_asked_for():
    assert find_services("m", ["max", "netflix"]) == ["max"]
    assert find_services("hulu", ["netflix"]) == []


def test_a_name_for_every_id():
    assert service_name("amazon") == "Amazon Prime Video"
    assert service_name("no such one") == "no such one"


def test_every_service_has_an_address_of_its_own_to_look_for_a_title_at():
    found = {service.id: urlsplit(service.address("Tom & Jerry: ¿50% off?")) for service in SERVICES}
    assert {address.scheme for address in found.values()} == {"https"}
    assert len({address.netloc for address in found.values()}) == len(SERVICES)
    for service in SERVICES:
        asked = [value for values in parse_qs(found[service.id].query).values() for value in values]
        assert asked == (["Tom & Jerry: ¿50% off?"] if "{title}" in service.url else [])
