"""The API tab's examples, run as they are shown against the served app, give the service's own answers."""

import ast
import contextlib
import io
import json
import shutil
import subprocess
from typing import Any

import pytest
from playwright.sync_api import expect

from recsys.serving.service import plain
from recsys.ui.api_examples import ADDRESS, arguments_of, examples_of
from recsys.ui.languages import words
from tests.fixtures.questions import GOOD
from tests.ui.server import chromium

NODE = shutil.which("node")


@pytest.fixture
def examples(service, app_url):
    return {name: examples_of(name, function, app_url) for name, function in service.answers.items()}


def expected(service, name):
    return plain(service.ask(name, **arguments_of(service.answers[name])))


@pytest.mark.parametrize("name", GOOD)
def test_python(service, examples, name):
    printed = io.StringIO()
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(printed):
        exec(examples[name].python, names)  # noqa: S102 - our own example
    names["client"].close()
    assert ast.literal_eval(printed.getvalue()) == expected(service, name)


@pytest.mark.parametrize("name", GOOD)
def test_curl(service, examples, name):
    done = subprocess.run(["bash", "-c", f"{examples[name].curl} -s"], capture_output=True, check=True)
    assert json.loads(done.stdout) == expected(service, name)


@pytest.mark.skipif(NODE is None, reason="no node: apt-get install nodejs")
def test_javascript_fetch(service, examples):
    script = "\n".join(f"{{\n{one.fetch}\n}}" for one in examples.values())
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script], capture_output=True, text=True, check=True, timeout=120
    )
    answers = dict(zip(examples, map(json.loads, done.stdout.splitlines()), strict=True))
    assert answers == {name: expected(service, name) for name in examples}


def test_javascript_of_the_client_asks_the_same(service):
    for name, function in service.answers.items():
        call = f'app.predict("/{name}", {json.dumps(arguments_of(function), ensure_ascii=False)})'
        assert call in examples_of(name, function).javascript


@pytest.mark.browser
def test_the_tab_shows_them_for_the_address_where_it_is_opened(service, app_url, http, examples):
    with chromium() as browser:
        page = browser.new_page(locale="es-MX", viewport={"width": 360, "height": 800})
        page.goto(app_url)
        page.get_by_role("tab", name=words("es")("tab.data"), exact=True).click()
        page.get_by_role("tab", name="API", exact=True).click()
        expect(page.get_by_text(words("es")("api.recommend"), exact=True)).to_be_visible()
        for name, made in examples.items():
            assert page.locator(f"#api-{name} pre").all_text_contents() == list(made)
        assert ADDRESS not in page.locator(".butaca-answer:has(.butaca-links)").inner_html()
        links = page.locator(".butaca-links a")
        addresses = [link.get_attribute("href") for link in links.all()]
        assert len(addresses) == 6
        for address in addresses:
            assert address is not None
            if "mcp" not in address:  # which wants a session
                assert http.get(f"/{address}").status_code == 200, address
        page.locator("#api-recommend summary").click()
        expect(page.locator("#api-recommend pre").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
