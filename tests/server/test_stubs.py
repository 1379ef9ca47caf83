"""Gradio imported by a process of its own, with and without its stubs."""

import subprocess
import sys

import pytest

from tests.ui.server import ROOT

IMPORT = """
import contextlib, sys
from recsys.server.stubs import without_stubs

opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
with {how}:
    import gradio
print(sum(name.endswith(".pyi") for name in opened), hasattr(gradio.Textbox(), "submit"), len(sys.meta_path))
"""


@pytest.mark.parametrize(("how", "some"), [("without_stubs()", False), ("contextlib.nullcontext()", True)])
def test_no_stub_is_looked_at(how, some):
    plain = subprocess.run([sys.executable, "-c", "import gradio, sys; print(len(sys.meta_path))"], capture_output=True)
    command = [sys.executable, "-c", IMPORT.format(how=how)]
    stubs, works, finders = subprocess.run(command, capture_output=True, cwd=ROOT, check=True).stdout.split()
    assert (int(stubs) > 0, works) == (some, b"True")
    assert int(finders) == int(plain.stdout)
