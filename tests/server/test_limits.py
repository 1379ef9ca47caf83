"""The limits around an app of a few lines, served on loopback by the server that the real one has."""

import asyncio
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route

from recsys.server.front import over_http
from recsys.server.guard import guarded
from recsys.settings import Limits, Settings
from tests.ui.server import free_port

LIMITS = Limits(rate=20, waiting=3, seconds=1, streams=2, body_mb=1, import_mb=3, bodies_mb=4, query_kb=2, headers_kb=4)
CLIENT, OTHER = {"x-forwarded-for": "8.8.8.8"}, {"x-forwarded-for": "2001:4860:4860::8888"}
go_on = threading.Event()


async def length(request):
    return JSONResponse(len(await request.body()))


def slow(_):
    go_on.wait(20)
    return JSONResponse("late")


async def stream(_):
    async def events():
        for _ in range(40):
            yield "data: x\n\n"
            await asyncio.sleep(0.05)

    return StreamingResponse(events(), media_type="text/event-stream")


@pytest.fixture(scope="module")
def url():
    routes = [
        Route(path, length, methods=["GET", "POST"])
        for path in ("/small", "/gradio_api/run/x", "/gradio_api/upload", "/health")
    ]
    app = Starlette(routes=[*routes, Route("/slow", slow), Route("/gradio_api/heartbeat/x", stream)])
    port = free_port()
    server = uvicorn.Server(over_http(guarded(app, Settings(limits=LIMITS), (), lambda _: None)))
    listener = socket.create_server(("127.0.0.1", port))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def http(url):
    with httpx.Client(base_url=url, timeout=10) as found:
        yield found


def chunks(megabytes):
    """A body that does not say how long it is."""
    for _ in range(megabytes * 10):
        yield bytes(100_000)


@pytest.mark.parametrize(("path", "most"), [("/small", 1), ("/gradio_api/run/x", 3)])
@pytest.mark.parametrize("sent", [lambda megabytes: bytes(megabytes * 1_000_000), chunks])
def test_a_body_may_be_as_large_as_its_path_allows(http, path, most, sent):
    assert http.post(path, content=sent(most)).json() == most * 1_000_000
    refused = http.post(path, content=sent(most + 1))
    assert refused.status_code == 413
    assert f"{most},000,000 bytes at most" in refused.json()["detail"]


def test_a_large_body_is_refused_before_it_is_read(url):
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as client:
        client.sendall(b"POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n")
        answer = b""
        while part := client.recv(4096):  # to the end: the server closes what it does not read
            answer += part
    assert answer.startswith(b"HTTP/1.1 413")


def test_all_bodies_together_have_a_limit(url):
    host, port = url.removeprefix("http://").split(":")
    head = b"POST /gradio_api/run/x HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n"
    with socket.create_connection((host, int(port)), timeout=5) as client:
        client.sendall(head + bytes(2_500_000))
        time.sleep(0.3)
        refused = httpx.post(f"{url}/gradio_api/run/x", content=bytes(2_000_000))
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        client.sendall(bytes(500_000))
        assert client.recv(4096).startswith(b"HTTP/1.1 200")
    assert httpx.post(f"{url}/gradio_api/run/x", content=bytes(2_000_000)).status_code == 200


def test_a_body_that_is_sent_slowly_is_not_waited_for(url):
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as client:
        client.sendall(b"POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n123")
        began = time.monotonic()
        assert client.recv(4096).startswith(b"HTTP/1.1 408")
    assert 0.5 < time.monotonic() - began < 4


def test_addresses_and_headers_have_a_length(http):
    assert http.get("/small", params={"x": "a" * 1900}).status_code == 200
    assert http.get("/small", params={"x": "a" * 2100}).status_code == 414
    assert http.get("/small", headers={"x": "a" * 4100}).status_code == 431


@pytest.mark.parametrize(
    ("begun", "goes_on"),
    [
        (b"GET /", b"a" * 1000),
        (b"GET / HTTP/1.1\r\nx: ", b"a" * 1000),
        (b"GET / HTTP/1.1\r\n", b"x: " + b"a" * 995 + b"\r\n"),
        (b"POST /small HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"x: " + b"a" * 995 + b"\r\n"),
        (b"POST /small HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"a" * 1000),
    ],
)
def test_what_has_no_end_is_given_up(url, begun, goes_on):
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as client:
        client.sendall(begun)
        with pytest.raises(ConnectionError):
            client.sendall(goes_on * 50_000)


def test_nothing_can_be_uploaded(http):
    assert http.post("/gradio_api/upload", content=b"x").status_code == 404


def test_a_client_may_ask_so_often(http):
    assert [http.get("/small", headers=CLIENT).status_code for _ in range(20)] == [200] * 20
    refused = http.get("/small", headers=CLIENT)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 3
    assert refused.json()["detail"] == "One client may ask 20 times a minute. Ask again later."
    assert http.get("/small", headers=OTHER).status_code == 200
    assert http.get("/health", headers=CLIENT).status_code == 200  # what an operator asks is always answered
    assert http.get("/small").status_code == 200  # and what this machine does


def test_a_client_may_have_so_many_streams(url):
    headers = {"x-forwarded-for": "9.9.9.9"}
    with httpx.Client(base_url=url) as client:
        with (
            client.stream("GET", "/gradio_api/heartbeat/x", headers=headers),
            client.stream("GET", "/gradio_api/heartbeat/x", headers=headers),
        ):
            assert client.get("/gradio_api/heartbeat/x", headers=headers).status_code == 429
        for _ in range(50):
            with client.stream("GET", "/gradio_api/heartbeat/x", headers=headers) as again:
                if again.status_code == 200:
                    return
            time.sleep(0.2)
    pytest.fail("the places of streams that ended are not free")


def test_a_slow_answer_is_cut_off_and_keeps_its_place_until_it_ends(http, url):
    go_on.clear()
    with ThreadPoolExecutor(3) as pool:
        cut = [answer.result() for answer in [pool.submit(httpx.get, f"{url}/slow", timeout=10) for _ in range(3)]]
    assert [answer.status_code for answer in cut] == [504] * 3
    assert "took more than 1 seconds" in cut[0].json()["detail"]
    waiting = http.get("/small")
    assert (waiting.status_code, waiting.headers["retry-after"]) == (503, "1")
    assert http.get("/health").status_code == 200
    go_on.set()
    time.sleep(0.5)
    assert http.get("/small").status_code == 200


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("[" * 40 + "]" * 40, "application/json", 200),
        ("[" * 41 + "]" * 41, "application/json", 422),
        ('{"a":' * 41, "text/plain", 422),
        ("[" * 300_000, "application/json", 422),
        ('["' + "[" * 100 + '"]', "application/json", 200),
        ("[]," * 100, "application/json", 200),
        (b"\xff", "application/json", 422),
        (b'"\xed\xa0\x80"', "application/json; charset=utf-8", 422),
        (b"\xff", "application/octet-stream", 200),
    ],
    ids=str,
)
def test_json_that_is_nested_too_deep_or_no_text_is_refused(url, body, kind, status):
    answer = httpx.post(f"{url}/small", content=body, headers={"content-type": kind})
    assert answer.status_code == status
    assert status == 200 or answer.json()["detail"].startswith("The JSON of a request must be ")
