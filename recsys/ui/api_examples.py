"""How to ask every answer from a program: in Python, in JavaScript, and with curl, with values that mean something."""

import inspect
import json
from collections.abc import Callable
from typing import Any, NamedTuple, get_type_hints
from urllib.parse import quote, urlencode

from recsys.serving.describe import EXAMPLES, path_of, takes_body
from recsys.serving.recommend.members import Person

# Where the page's own script puts the address at which it was opened.
ADDRESS = "http://127.0.0.1:7860"
# Not needed for an answer, but for one that means something.
_TOLD = ("title", "titles", "ratings")


class Examples(NamedTuple):
    """The same question in four ways, each whole: to be copied and run."""

    python: str
    javascript: str
    fetch: str
    curl: str


def arguments_of(function: Callable[..., object]) -> dict[str, Any]:
    """Values for the arguments that an answer needs, as their types want them."""
    hints, parameters = get_type_hints(function), inspect.signature(function).parameters.values()
    return {
        parameter.name: _typed(EXAMPLES[parameter.name], hints[parameter.name])
        for parameter in parameters
        if parameter.default is parameter.empty or parameter.name in _TOLD
    }


def examples_of(name: str, function: Callable[..., object], address: str = ADDRESS) -> Examples:
    """How to ask that answer of the app at that address."""
    arguments = arguments_of(function)
    named = "".join(f"{key}={json.dumps(value, ensure_ascii=False)}, " for key, value in arguments.items())
    url, body = address + _path(name, function, arguments), _body(function, arguments)
    return Examples(
        python="from gradio_client import Client\n\n"
        f'client = Client("{address}", verbose=False)\n'
        f'print(client.predict({named}api_name="/{name}"))',
        javascript='import { Client } from "@gradio/client";\n\n'
        f'const app = await Client.connect("{address}");\n'
        f'const answer = await app.predict("/{name}", {json.dumps(arguments, ensure_ascii=False)});\n'
        "console.log(JSON.stringify(answer.data[0]));",
        fetch=f'const answer = await fetch("{url}"{_fetch_options(body)});\n'
        "console.log(JSON.stringify(await answer.json()));",
        curl=f"curl '{url}'{_curl_options(body)}",
    )


def _path(name: str, function: Callable[..., object], arguments: dict[str, Any]) -> str:
    path = path_of(name, function)
    if takes_body(function):
        return path
    in_path = {key for key in arguments if f"{{{key}}}" in path}
    query = urlencode({key: value for key, value in arguments.items() if key not in in_path}, doseq=True)
    return path.format(**{key: quote(arguments[key], safe="") for key in in_path}) + (f"?{query}" if query else "")


def _body(function: Callable[..., object], arguments: dict[str, Any]) -> str:
    """What is sent along, in JSON; empty where an address says it all."""
    return json.dumps(arguments, ensure_ascii=False) if takes_body(function) else ""


def _fetch_options(body: str) -> str:
    if not body:
        return ""
    headers = '{ "content-type": "application/json" }'
    return f', {{\n  method: "POST",\n  headers: {headers},\n  body: JSON.stringify({body}),\n}}'


def _curl_options(body: str) -> str:
    return f" -H 'content-type: application/json' -d '{body}'" if body else ""


def _typed(example: str, hint: object) -> Any:  # noqa: ANN401 - a value of that type
    if hint in (int, float, list[Person]):
        return json.loads(example)
    return [example] if hint in (list[str] | None, list[str]) else example
