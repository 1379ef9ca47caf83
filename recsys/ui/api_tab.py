"""The tab for programs: an example in every language for every answer, and where everything is described."""

from html import escape

import gradio as gr

from recsys.serving.describe import FAMILIES
from recsys.ui import html
from recsys.ui.api_examples import ADDRESS, examples_of
from recsys.ui.languages import mark
from recsys.ui.live import Live

_LINKS = {
    "docs": "docs",
    "openapi": "gradio_api/openapi.json",
    "mcp": "gradio_api/mcp/",
    "health": "health",
    "ready": "ready",
    "metrics": "metrics",
}
_WAYS = {
    "python": "Python · gradio_client",
    "javascript": "JavaScript · @gradio/client",
    "fetch": "JavaScript · fetch",
    "curl": "curl",
}
# The examples call the app where it was opened, behind whatever name or path it is served.
_HERE = f"""
const here = new URL(".", document.baseURI).href.replace(/[/]$/, "");
for (const one of element.querySelectorAll("pre, code")) {{
  one.textContent = one.textContent.replaceAll("{ADDRESS}", here);
}}
"""


def api_tab(live: Live) -> None:
    """All answers, each with how to ask it."""
    parts = [html.empty(mark("api.intro")), f"<h2>{escape(mark('api.links'))}</h2>", _links()]
    parts.append(f"<h2>{escape(mark('api.answers'))}</h2>")
    parts += [_answer(live, name) for name in live.names]
    gr.HTML(html.answer("".join(parts)), js_on_load=_HERE)


def _links() -> str:
    lines = "".join(
        f'<li><a href="{path}" target="_blank" rel="noopener">{escape(mark(f"api.{name}"))}</a>'
        f"<code>{ADDRESS}/{path}</code></li>"
        for name, path in _LINKS.items()
    )
    return f'<ul class="butaca-links">{lines}</ul>'


def _answer(live: Live, name: str) -> str:
    key = f"query.{name}" if name.partition("_")[0] in FAMILIES else f"api.{name}"
    made = examples_of(name, live.function(name))._asdict()
    shown = "".join(
        f'<h3>{escape(_WAYS[way])}</h3><pre tabindex="0" role="group" aria-label="{escape(f"{name}: {_WAYS[way]}")}">'
        f"{escape(text)}</pre>"
        for way, text in made.items()
    )
    return (
        f'<details class="butaca-example" id="api-{name}"><summary><span>{escape(mark(key))}</span>'
        f"<code>{escape(name)}</code></summary>{shown}</details>"
    )
