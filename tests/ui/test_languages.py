"""Every text of the page in every language, and no text anywhere else."""

import ast
import json
import re
from pathlib import Path
from string import Formatter

import pytest

from recsys.domain.services import SERVICES
from recsys.errors import InvalidValueError, NotFoundError, RequestError
from recsys.ui import languages
from recsys.ui.languages import LANGUAGES, preferred, texts_of, words
from tests.ui.server import ROOT

FOLDER = Path(languages.__file__).parent
MODULES = sorted((ROOT / "recsys" / "ui").rglob("*.py"))
# Names of services that are words of these languages too.
ORDINARY = {"max", "star", "prime"}
SPEAKERS = {"words", "count", "mark", "has", "title_input"}
# Two words in a row that stand in no tag: something that people would read.
SENTENCE = re.compile(r"[^\W\d_]{2,},? [^\W\d_]{2,}")
TAG = re.compile(r"<[^>]*>|<[^>]*$|^[^<]*>")


def placeholders(text):
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def visible(tree):
    """The string constants of a module that are no docstrings, and for each its place."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    # An error's own words are for programs; the page has others for it.
    raised = {id(part) for node in ast.walk(tree) if isinstance(node, ast.Raise) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings | raised:
            yield node.value, node.lineno


def keys_of(tree):
    """Patterns of the keys that a module may ask for: its string constants, and its f-strings with anything in them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield re.escape(node.value)
        elif isinstance(node, ast.JoinedStr):
            yield "".join(
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values
            )


def test_no_key_is_there_twice():
    for code in LANGUAGES:
        pairs = json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"), object_pairs_hook=list)
        keys = [key for key, _ in pairs]
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_no_text_is_missing_and_all_say_the_same_values(code):
    english, other = texts_of("en"), texts_of(code)
    assert list(other) == list(english)
    assert {key: placeholders(text) for key, text in other.items()} == {
        key: placeholders(text) for key, text in english.items()
    }


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_text_is_said_plainly(code):
    for key, text in texts_of(code).items():
        assert text == " ".join(text.split()) != "", key
        assert not set(text) & set('<>&"`@'), key
        if key.endswith(".one"):
            several = texts_of(code)[key.removesuffix("one") + "other"]
            assert "n" in placeholders(text), key
            assert "n" in placeholders(several), key


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_is_read_out_has_the_words_in_sight(code):
    """Whoever speaks to their device says what they see (WCAG 2.5.3)."""
    texts = texts_of(code)
    for spoken in ("rater.unseen.of", "page.dark.whole"):
        assert texts[spoken.rpartition(".")[0]].lower() in texts[spoken].lower(), spoken


def test_no_text_names_a_service():
    """Which there are is the bundle's to say."""
    names = {re.escape(name.lower()) for one in SERVICES for name in (one.name, one.id, *one.aliases)}
    named = re.compile(rf"(?<!\w)({'|'.join(sorted(names - ORDINARY))})(?!\w)")
    for code in LANGUAGES:
        for key, text in texts_of(code).items():
            assert not named.search(text.lower()), key
            assert not named.search(key), key


def test_no_text_stands_in_the_code():
    """Whatever people read comes from the files of the languages."""
    found = [
        f"{path.name}:{line}: {text}"
        for path in MODULES
        if path.name not in ("calls.py", "api_examples.py")  # programs read what they say
        for text, line in visible(ast.parse(path.read_text(encoding="utf-8")))
        if SENTENCE.search(TAG.sub("", text)) and not is_code(text)
    ]
    assert found == []


def is_code(text):
    """Not for people who look at the page: a script, a program's first lines, names of fonts and of genres."""
    code = "document." in text or "element." in text or "navigator" in text or text.startswith("from gradio_client")
    return code or text == "Segoe UI" or f"genre.{text}" in texts_of("en")


def test_labels_are_marked():
    """A label of one word is no sentence, and must come from the files all the same."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for keyword in node.keywords if isinstance(node, ast.Call) else []:
                if keyword.arg in ("label", "info") and isinstance(keyword.value, ast.Constant):
                    assert keyword.value.value is None, f"{path.name}:{keyword.value.lineno}"


def test_the_code_asks_for_texts_that_are_there_and_every_text_is_asked_for():
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in MODULES]
    asked = re.compile(
        "|".join(
            {
                f"{pattern}(?:[.](?:one|other|none|of|info))?"
                for tree in trees
                for pattern in keys_of(tree)
                if pattern not in ("", ".+")
            }
        )
    )
    assert [key for key in texts_of("en") if not asked.fullmatch(key)] == []
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                key = node.args[0].value
                if name in SPEAKERS and isinstance(key, str):
                    forms = (f"{key}.one",) if name == "count" else (key,)
                    assert all(form in texts_of("en") for form in forms), key


@pytest.mark.parametrize(
    ("asked", "accepted", "code"),
    [
        (None, "", "en"),
        (None, "es-MX,es;q=0.9,en;q=0.8", "es"),
        (None, "fr-FR,fr;q=0.9,pt-BR;q=0.8,en;q=0.7", "pt"),
        (None, "en;q=0.2, PT ; q=0.9", "pt"),
        (None, "de, *;q=0.5", "en"),
        (None, "es;q=x, garbage;;;, pt;q=0.1", "pt"),
        ("es", "pt-BR", "es"),
        ("de", "pt-BR", "pt"),
        ("", "", "en"),
    ],
)
def test_the_language_asked_for_else_the_browser_s_else_english(asked, accepted, code):
    assert preferred(asked, accepted) == code


@pytest.mark.parametrize(
    ("code", "number", "share", "day", "names"),
    [
        ("en", "12,345.50", "92%", "March 5, 2024", "a, b, and c"),
        ("es", "12,345.50", "92%", "5 de marzo de 2024", "a, b y c"),
        ("pt", "12.345,50", "92%", "5 de março de 2024", "a, b e c"),
    ],
)
def test_numbers_dates_and_lists_are_written_as_the_language_does(code, number, share, day, names):
    spoken = words(code)
    assert spoken.number(12345.5, 2) == number
    assert spoken.percent(0.919).replace("\u00a0", "") == share
    assert spoken.date("2024-03-05T10:00:00+00:00") == day
    assert spoken.listed(["a", "b", "c"]) == names
    assert spoken.number(0.125, 2, signed=True)[0] == "+"
    assert spoken.number(-0.125, 2, signed=True)[0] == "-"


def test_one_and_several():
    assert words("es").count("card.seasons", 1) == "1 temporada"
    assert words("es").count("card.seasons", 4) == "4 temporadas"
    assert words("pt").count("card.seasons", 2_000_000) == "2.000.000 temporadas"


def test_errors_are_told_in_the_language_with_what_to_do():
    missing = NotFoundError("title", "No title is called", "zxqv", suggestions=["Up (2009)", "Us (2019)"])
    assert words("es").error(missing) == "Ningún título se llama «zxqv». ¿Quisiste decir Up (2009) y Us (2019)?"
    example = NotFoundError("genre", "No genre is called", "zxqv", examples=["drama"])
    assert words("pt").error(example) == "Nenhum gênero se chama «zxqv». Há, por exemplo, drama."
    assert "«soon»" in words("es").error(InvalidValueError("year", "year must be a year", "soon"))
    assert words("es").error(RequestError("no words for this")) == "no words for this"


def test_what_no_language_has_is_said_in_the_default_one():
    assert words("de").language == words(None).language == words(["es"]).language == "en"
    assert words("es").genre("science fiction") == "Ciencia ficción"
    assert words("es").genre("something new") == "something new"


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("path", ["/", "/config"])
def test_the_page_is_sent_in_words(http, path, code):
    by_header = http.get(path, headers={"Accept-Language": f"{code}-XX"})
    by_name = http.get(path, params={"lang": code}, headers={"Accept-Language": "fr"})
    for sent in (by_header, by_name):
        assert sent.status_code == 200
        assert "@say(" not in sent.text
        assert words(code)("tab.similar") in sent.text
        assert "Accept-Language" in sent.headers["vary"]
    if path == "/":
        assert f'lang="{LANGUAGES[code].tag}"' in by_header.text[:200]
        description = re.search('<meta name="description" content="([^"]+)">', by_header.text)
        assert description is not None
        assert description[1] == words(code)("page.description")
        config = re.search(r"window\.gradio_config = (\{.*?\});</script>", by_header.text)
        assert config is not None
        assert json.loads(config[1])["components"]
