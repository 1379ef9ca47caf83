"""What the pages on running the app in public say is true of the code."""

import ast
import re
from dataclasses import fields
from pathlib import Path

import pytest

from recsys.settings import HELP, Limits

ROOT = Path(__file__).parents[1]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
THREATS = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")


def functions(folder):
    """The names of all functions in the modules of a folder."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield node.name


def test_every_test_that_a_threat_names_exists():
    (table,) = re.findall(r"^\| threat .+?\n\n", THREATS, re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^\| (?!threat|---)(.+) \| (.+) \| (.+) \|$", table, re.MULTILINE)
    assert len(rows) > 15
    there = set(functions(ROOT / "tests"))
    for threat, _, tests in rows:
        named = re.findall(r"`(test_\w+)`", tests)
        assert named, threat
        assert set(named) <= there, (threat, set(named) - there)


def test_every_limit_is_explained_with_its_default():
    told = dict(re.findall(r"^\| `(RECSYS_\w+)` \| (\S+) \|", OPERATIONS, re.MULTILINE))
    assert {name for name in told if name.startswith("RECSYS_LIMIT_")} == {
        name for name in HELP if name.startswith("RECSYS_LIMIT_")
    }
    for limit in fields(Limits):
        assert told[f"RECSYS_LIMIT_{limit.name.upper()}"] == str(limit.default)


@pytest.mark.parametrize("name", ["serve", "app", "dev"])
def test_every_package_that_is_installed_has_its_hashes(name):
    lock = (ROOT / "locks" / f"{name}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    packages = [line for line in lock.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(packages) > 50
    assert all(re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}", line) for line in packages)


def test_nothing_is_installed_without_its_hashes_where_that_can_be():
    for path in (ROOT / "Dockerfile", ROOT / "Makefile"):
        installs = [
            line for line in path.read_text(encoding="utf-8").splitlines() if "locks/" in line and "pip" in line
        ]
        assert all("--require-hashes" in line or "COPY" in line for line in installs if "compile" not in line), path
