"""What is seen while Gradio draws the page: its heading, and the places of the first things.

Gradio's scripts take seconds on a cheap telephone before anything of the page is there, and draw it part by part. The
shell comes with the page itself, lies over what is being drawn, and goes when all of the first tab is there.
"""

from html import escape
from pathlib import Path

from recsys.ui.languages import Words

_MARKUP = (Path(__file__).parent / "static" / "shell.html").read_text(encoding="utf-8")
_APP = b"<gradio-app"


def with_shell(page: bytes, words: Words) -> bytes:
    """The page's HTML with the shell before Gradio's element, in those words."""
    shell = _MARKUP
    for name in ("heading", "promise"):
        shell = shell.replace(f"%({name})s", escape(words(f"page.{name}")))
    return page.replace(_APP, shell.encode() + _APP, 1)
