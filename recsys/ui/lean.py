"""The page without what Gradio's description of it holds for programs alone.

Gradio gives the page a component, with nothing to see, for every argument and answer of an endpoint: as many as the
page has of its own, in a tree that its script walks again and again. `/config`, which programs read, keeps them.
"""

import json
from collections.abc import Callable
from typing import Any

_ARGUMENT = "api"  # the type of such a component


def lean_page(page: bytes) -> bytes:
    """The page's HTML, its description without components of endpoints and without examples of code.

    The panel of Gradio's own foot of the page asks for the examples when it is opened.
    """
    text = page.decode()
    for name, without in (("gradio_config", _without_arguments), ("gradio_api_info", _without_examples)):
        text = _replaced(text, f"window.{name} = ", without)
    return text.encode()


def in_script(value: str) -> str:
    """JSON that may stand in a script of a page, as Gradio writes it."""
    for sign in "<>&'":
        value = value.replace(sign, f"\\u{ord(sign):04x}")
    return value


def _replaced(text: str, before: str, change: Callable[[dict[str, Any]], None]) -> str:
    """The text with the JSON object that stands behind `before` changed."""
    start = text.find(before) + len(before)
    if start < len(before):
        return text
    value, end = json.JSONDecoder().raw_decode(text, start)
    change(value)
    return text[:start] + in_script(json.dumps(value, ensure_ascii=False, separators=(",", ":"))) + text[end:]


def _without_arguments(config: dict[str, Any]) -> None:
    gone = {one["id"] for one in config["components"] if one["type"] == _ARGUMENT}
    config["components"] = [one for one in config["components"] if one["id"] not in gone]
    _prune(config["layout"], gone)
    for page in config["page"].values():
        page["components"] = [one for one in page["components"] if one not in gone]
        _prune(page["layout"], gone)


def _prune(node: dict[str, Any], gone: set[int]) -> None:
    if "children" in node:
        node["children"] = [one for one in node["children"] if one["id"] not in gone]
        for child in node["children"]:
            _prune(child, gone)


def _without_examples(info: dict[str, Any]) -> None:
    for endpoint in info["named_endpoints"].values():
        endpoint.pop("code_snippets", None)
