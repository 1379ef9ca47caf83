"""What is logged of a request: enough to find it again, and nothing of who asked."""

import asyncio
import io
import json
import logging
import re

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from recsys.server import logs

FIELD = re.compile(r'(\w+)=("(?:[^"\\]|\\.)*"|\S+)(?: |$)')


def parsed(line):
    """The fields of a line of logfmt, read by another rule than the one that wrote it."""
    fields = FIELD.findall(line)
    assert "".join(f"{name}={value} " for name, value in fields).strip() == line
    return {name: json.loads(value) if value.startswith('"') else value for name, value in fields}


@pytest.fixture
def written(monkeypatch):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Logfmt())
    monkeypatch.setattr(logs.LOGGER, "handlers", [handler])
    monkeypatch.setattr(logs.LOGGER, "propagate", False)
    before = logs.LOGGER.level
    logs.LOGGER.setLevel(logging.DEBUG)
    yield lambda: [parsed(line) for line in stream.getvalue().splitlines()]
    logs.LOGGER.setLevel(before)


def ask(routes, path, headers=None, slow=None):
    counted: list[int] = []
    app = logs.Logged(Starlette(routes=routes), counted.append)

    async def asked():
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
            return await client.get(path, headers=headers)

    return asyncio.run(asked()), counted


async def answer(_):
    logs.log(logging.INFO, "within", title='«a "b"\nc»', nothing=None)
    return PlainTextResponse("yes")


async def broken(_):
    try:
        raise KeyError("here")
    except KeyError:
        logs.LOGGER.exception("broke")
        raise


def test_lines_of_one_request_share_its_id_and_tell_nothing_of_who_asked(written):
    got, counted = ask([Route("/a", answer)], "/a?title=secret", {"cookie": "secret", "x-forwarded-for": "1.2.3.4"})
    within, request = written()
    assert got.headers["x-request-id"] == within["id"] == request["id"]
    assert within["title"] == '«a "b"\nc»'
    assert "nothing" not in within
    assert (request["event"], request["level"], request["method"], request["path"], request["status"]) == (
        "request",
        "debug",
        "GET",
        "/a",
        "200",
    )
    assert set(request) == {"time", "level", "event", "id", "method", "path", "status", "ms"}
    assert counted == [200]


def test_a_failure_is_an_error_with_where(written):
    got, counted = ask([Route("/a", broken)], "/a")
    broke, failed = written()
    assert got.status_code == 500
    assert counted == [500]
    assert (broke["level"], broke["error"], failed["event"], failed["level"]) == (
        "error",
        "KeyError",
        "failed",
        "error",
    )
    assert broke["trace"].startswith("Traceback")
    assert "in broken" in broke["trace"]


def test_a_slow_answer_is_a_warning(written, monkeypatch):
    monkeypatch.setattr(logs, "SLOW", 0.0)
    ask([Route("/a", answer)], "/a")
    assert [(line["event"], line["level"]) for line in written()][-1] == ("slow", "warning")


@pytest.mark.parametrize(
    ("given", "kept"), [("abc-1.2_3", True), ("a b", False), ("x" * 65, False), ("a\x7f", False), ("é", False)]
)
def test_a_proxy_may_name_a_request_by_a_plain_word(written, given, kept):
    got, _ = ask([Route("/a", answer)], "/a", {"x-request-id": given.encode("latin-1")})
    assert (got.headers["x-request-id"] == given) is kept


def test_a_path_cannot_forge_a_line(written):
    ask([Route("/a", answer)], "/x%0Atime=now%20level=info%20event=forged" + "y" * 500)
    (line,) = written()
    assert line["path"].startswith("/x\ntime=now level=info")
    assert len(line["path"]) == 200
