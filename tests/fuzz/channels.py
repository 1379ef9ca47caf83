"""The running app over HTTP: its routes, Gradio's API and page, and its tools over MCP.

Every answer comes in time, tells nothing of the server, and says what was wrong; and nothing of it is a failure in the
app's log.
"""

import inspect
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote, urlencode

import httpx
import psutil
from hypothesis import strategies as st

from recsys.bundle.bundle import load_bundle
from recsys.errors import RequestError
from recsys.server.answered import FAILURE
from recsys.serving.describe import path_of, takes_body
from recsys.serving.service import Service, plain
from tests.fixtures.questions import GOOD
from tests.fuzz.door import Door, shortened
from tests.fuzz.values import ANYTHING, NESTED, TOKENS, WORDS
from tests.ui.server import ROOT, environment, free_port, started_app

# What an answer to a bad request may be; 500 only of Gradio's events, whose status is that for a refusal, too.
_REFUSALS = {400, 404, 405, 406, 408, 411, 413, 414, 415, 422, 431}
_METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")
_TYPES = (
    "application/json",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "a/b",
    "",
)
_BETRAYED = (str(ROOT), "Traceback", 'File "', "site-packages", '.py"')


@st.composite
def _asked(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A question of which some arguments are anything, left out, or not known."""
    name = draw(st.sampled_from(sorted(GOOD)))
    asked = dict(draw(st.sampled_from(GOOD[name])))
    known = sorted(inspect.signature(getattr(Service, name, None) or _NOTHING).parameters) or sorted(asked)
    for parameter in draw(st.lists(st.sampled_from([one for one in known if one != "self"] or ["x"]), max_size=2)):
        asked[parameter] = draw(ANYTHING)
    if asked and draw(st.integers(0, 9)) == 0:
        del asked[draw(st.sampled_from(sorted(asked)))]
    if draw(st.integers(0, 19)) == 0:
        asked[draw(WORDS)] = draw(ANYTHING)
    return name, asked


def _NOTHING() -> None:  # noqa: N802
    """What has no arguments."""


_RAW = st.one_of(
    st.sampled_from([nested.encode() for nested in NESTED]),
    st.sampled_from(TOKENS),
    st.binary(max_size=200),
    ANYTHING.map(lambda value: json.dumps(value).encode()),
    _asked().map(lambda asked: _twice(asked[1])),
)


def _twice(asked: dict[str, Any]) -> bytes:
    """An object of JSON in which every key stands twice."""
    pairs = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in asked.items()]
    return ("{" + ", ".join([*pairs, *pairs[::-1]]) + "}").encode()


class _App:
    """A running app, and what must hold of all that it answers."""

    def __init__(self, url: str, log: BinaryIO, service: Service, process: psutil.Process) -> None:
        self.http = httpx.Client(base_url=url, timeout=30)
        self.service = service
        self.process = process
        self._log = log

    def expected(self, name: str, asked: dict[str, Any]) -> object:
        """The service's own answer or message."""
        try:
            return plain(self.service.ask(name, **asked))
        except RequestError as error:
            return str(error)

    def send(self, method: str, path: str, query: str = "", **more: Any) -> httpx.Response:
        raw = f"{path}?{query}" if query else path
        address = httpx.URL(self.http.base_url).copy_with(raw_path=raw.encode("ascii", "replace"))
        return self.http.request(method, address, **more)

    def check(self, answer: httpx.Response) -> Any:
        """That nothing is betrayed, nothing failed, and the JSON is JSON; that value."""
        text = answer.text
        for betrayed in _BETRAYED:
            assert betrayed not in text, (answer.status_code, shortened(text))
        assert FAILURE not in text, (answer.status_code, shortened(text))
        assert answer.status_code < 500 or any(way in str(answer.url) for way in ("/run/", "/api/")), (
            answer.status_code,
            shortened(text),
        )
        assert answer.status_code < 400 or answer.status_code in {*_REFUSALS, 500}, answer.status_code
        told = self._log.read()
        assert b"Traceback" not in told, shortened(told.decode(errors="replace"))
        if answer.headers.get("content-type") != "application/json" or not text:
            return None
        return json.loads(text, parse_constant=_refuse)


def _refuse(constant: str) -> None:
    raise AssertionError(f"an answer holds {constant}, which is no JSON")


def _segment(value: object) -> str:
    return quote(str(value).encode("utf-8", "surrogatepass"), safe="")


def _rest(app: _App) -> Door:
    methods = st.sampled_from(_METHODS)
    inputs = st.one_of(
        st.tuples(_asked(), st.just(None), st.just(None)),
        st.tuples(_asked(), st.just(None), st.just(None)),
        st.tuples(_asked(), st.tuples(methods, st.sampled_from(_TYPES)), _RAW),
    )

    def check(given: tuple[tuple[str, dict[str, Any]], tuple[str, str] | None, bytes | None]) -> None:
        (name, asked), how, raw = given
        function = app.service.answers[name]
        path, body = path_of(name, function), takes_body(function)
        in_path = {key for key in asked if f"{{{key}}}" in path}
        path = path.format_map(_Missing({key: _segment(asked[key]) for key in in_path}))
        pairs = [(key, one) for key, value in asked.items() if key not in in_path for one in _each(value)]
        query = urlencode([(_bytes(key), _bytes(one)) for key, one in pairs])
        if how is not None:
            answer = app.send(how[0], path, query, content=raw, headers={"content-type": how[1]})
            app.check(answer)
            return
        if body:
            answer = app.send("POST", path, content=json.dumps(asked), headers={"content-type": "application/json"})
        else:
            answer = app.send("GET", path, query)
        told = app.check(answer)
        if answer.status_code == 422:
            assert told["detail"], told
        if body and answer.status_code in (200, 404, 422) and set(asked) <= set(inspect.signature(function).parameters):
            expected = app.expected(name, json.loads(json.dumps(asked)))
            found = told if answer.status_code == 200 else told["detail"]
            assert found == expected or "Field required" in str(found), (shortened(found), shortened(expected))

    return Door("rest", 0.15, inputs, check, app.process)


class _Missing(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _bytes(value: Any) -> bytes:
    return (value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "surrogatepass")


def _gradio(app: _App) -> Door:
    ways = st.sampled_from(["call", "call", "run", "run", "api", "data", "raw"])
    inputs = st.tuples(_asked(), ways, _RAW, st.sampled_from(_TYPES))

    def check(given: tuple[tuple[str, dict[str, Any]], str, bytes, str]) -> None:
        (name, asked), how, raw, kind = given
        known = list(inspect.signature(app.service.answers[name]).parameters)
        values = json.dumps({"data": [asked.get(key) for key in known]})
        json_type = {"content-type": "application/json"}
        if how == "raw":
            for path in (f"/gradio_api/call/v2/{name}", f"/gradio_api/run/{name}"):
                app.check(app.send("POST", path, content=raw, headers={"content-type": kind}))
            return
        if how in ("run", "api"):
            answer = app.send("POST", f"/gradio_api/{how}/{name}", content=values, headers=json_type)
            told = app.check(answer)
            assert answer.status_code == 200 or told.get("error") or told.get("detail"), told
            if answer.status_code in (200, 500):
                expected = app.expected(name, {key: json.loads(values)["data"][n] for n, key in enumerate(known)})
                found = told["data"][0] if answer.status_code == 200 else told["error"]
                assert found == expected, (shortened(found), shortened(expected))
            return
        if how == "call":
            accepted = app.send("POST", f"/gradio_api/call/v2/{name}", content=json.dumps(asked), headers=json_type)
        else:
            accepted = app.send("POST", f"/gradio_api/call/{name}", content=values, headers=json_type)
        told = app.check(accepted)
        if accepted.status_code != 200:
            assert told["detail"], told
            return
        events = app.http.get(f"/gradio_api/call/{name}/{told['event_id']}")
        app.check(events)
        event, data = (line.partition(": ")[2] for line in events.text.strip().splitlines())
        assert event in ("complete", "error"), event
        value = json.loads(data, parse_constant=_refuse)
        assert value[0] is not None if event == "complete" else value["error"], value

    return Door("gradio", 0.07, inputs, check, app.process)


_METHOD_NAMES = (
    "tools/call",
    "tools/call",
    "tools/list",
    "resources/read",
    "prompts/get",
    "initialize",
    "ping",
    "x",
    "",
)


def _mcp(app: _App) -> Door:
    inputs = st.one_of(
        st.tuples(st.just("call"), _asked(), st.none()),
        st.tuples(st.just("message"), st.sampled_from(_METHOD_NAMES), ANYTHING),
        st.tuples(st.just("raw"), st.sampled_from(_TYPES), _RAW),
    )
    accept = {"accept": "application/json, text/event-stream"}

    def check(given: tuple[str, Any, Any]) -> None:
        how, one, other = given
        kind = "application/json" if how != "raw" else one
        if how == "call":
            name, asked = one
            message: dict[str, Any] = {"method": "tools/call", "params": {"name": name, "arguments": asked}}
        else:
            message = {"method": one, "params": other}
        content = other if how == "raw" else json.dumps({"jsonrpc": "2.0", "id": 1} | message).encode()
        answer = app.send("POST", "/gradio_api/mcp/", content=content, headers={"content-type": kind, **accept})
        app.check(answer)
        if how != "call" or answer.status_code != 200:
            return
        told = json.loads(next(line for line in answer.text.splitlines() if line.startswith("data: "))[6:])
        result = told.get("result")
        assert result or told.get("error"), told
        if result and result.get("isError"):
            said = result["content"][0]["text"]
            assert said
            if not said.startswith(("Input validation error", "Parameter `")):
                expected = app.expected(one[0], json.loads(json.dumps(one[1])))
                assert str(expected) in said or repr(expected)[1:-1] in said, (shortened(said), shortened(expected))

    return Door("mcp", 0.05, inputs, check, app.process)


def _page(app: _App) -> Door:
    events = app.http.get("/config").json()["dependencies"]
    inputs = st.tuples(st.sampled_from(events), st.lists(ANYTHING, max_size=6), st.integers(0, 9), _RAW)

    def check(given: tuple[dict[str, Any], list[Any], int, bytes]) -> None:
        event, values, other, raw = given
        count = len(event["inputs"]) + (other == 0)
        data = [values[n % len(values)] if values else None for n in range(count)]
        body = raw if other == 1 else json.dumps({"data": data, "fn_index": event["id"], "session_hash": "x"}).encode()
        answer = app.send("POST", "/gradio_api/run/predict", content=body, headers={"content-type": "application/json"})
        text = answer.text
        assert answer.status_code in {200, 500, *_REFUSALS}, (answer.status_code, shortened(text))
        assert not any(betrayed in text for betrayed in _BETRAYED), shortened(text)
        assert answer.status_code == 200 or any(answer.json().get(key) for key in ("error", "detail")), text

    return Door("page", 0.08, inputs, check, app.process)


@contextmanager
def channels(bundle: Path, folder: Path) -> Iterator[list[Door]]:
    """The doors of an app that serves the bundle while the block runs; the page comes last, since it fails aloud."""
    log = folder / "app.log"
    with started_app(environment(bundle, free_port()), log) as running, log.open("rb") as told:
        app = _App(running.url, told, Service(load_bundle(bundle)), psutil.Process(running.process.pid))
        with app.http:
            yield [_rest(app), _gradio(app), _mcp(app), _page(app)]
