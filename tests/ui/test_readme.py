"""What the README and the pages of docs/ show is true of the code."""

import re
import shlex
from importlib.metadata import version
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from typer.testing import CliRunner

from recsys import cli
from recsys.research.suites.run import NAMES
from tests.ui.server import ROOT

PAGES = {path: path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]}
README = PAGES[ROOT / "README.md"]
FIGURES = PAGES[ROOT / "docs" / "figures.md"]
BLOCKS = [block for text in PAGES.values() for block in re.findall(r"```(\w*)\n(.*?)```", text, re.DOTALL)]


def test_the_front_matter_is_what_a_space_needs():
    front = yaml.safe_load(README.split("---\n")[1])
    pins = dict(re.findall(r"^([\w-]+)(?:\[\w+\])?==(\S+)$", (ROOT / "requirements.txt").read_text(), re.MULTILINE))
    assert front["sdk"] == "gradio"
    assert front["sdk_version"] == pins["gradio"] == version("gradio")
    assert (ROOT / front["app_file"]).is_file()
    assert front["python_version"] == "3.12"
    assert len(front["short_description"]) <= 60  # the Hub refuses longer ones
    assert all(front[name] for name in ("tags", "models", "datasets"))


def test_what_is_pinned_is_what_is_installed():
    for name, pin in re.findall(
        r"^([\w-]+)(?:\[\w+\])?==(\S+)$", (ROOT / "requirements.txt").read_text(), re.MULTILINE
    ):
        assert version(name) == pin


def test_the_python_example_runs(app_url):
    (code,) = (text for language, text in BLOCKS if language == "python")
    names: dict[str, Any] = {}
    exec(code.replace("http://127.0.0.1:7860", app_url), names)  # noqa: S102 - our own README
    names["client"].close()


def test_the_curl_examples_are_answered(http):
    asked = re.findall(r"curl 'http://127\.0\.0\.1:7860([^']+)'(?:[^\n]*\\\n\s+-d '([^']+)')?", README)
    assert len(asked) >= 3
    for address, body in asked:
        answer = (
            http.post(address, content=body, headers={"Content-Type": "application/json"})
            if body
            else http.get(address)
        )
        assert answer.status_code == 200, address


COMMANDS = [
    line.removeprefix(".venv/bin/python -m recsys ")
    for language, text in BLOCKS
    if language == "sh"
    for line in text.splitlines()
    if line.startswith(".venv/bin/python -m recsys ")
]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_terminal_examples_are_answered(sample_bundle, monkeypatch, command):
    monkeypatch.setenv("RECSYS_BUNDLE", str(sample_bundle))
    done = CliRunner().invoke(cli.app, shlex.split(command))
    assert done.exit_code == 0, done.output
    assert done.stdout.strip()


def test_there_are_examples():
    assert len(COMMANDS) >= 6


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_file_that_is_linked_is_there(path):
    for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", PAGES[path]):
        if "://" not in link:
            assert (path.parent / link).exists(), link


def test_every_suite_is_told_and_every_suite_told_is_there():
    assert set(re.findall(r"--suite\s+([\w-]+)", FIGURES)) == set(NAMES)


def test_a_figure_of_the_readme_stands_in_its_table():
    section = README.split("## How good, how fast\n")[1].split("\n## ")[0]
    figures = re.findall(r"\d[\d,]*\.\d+|\d{1,3}(?:,\d{3})+", section)
    assert len(figures) >= 10
    assert [figure for figure in figures if not re.search(rf"(?<![\d.,]){re.escape(figure)}(?!\d)", FIGURES)] == []
