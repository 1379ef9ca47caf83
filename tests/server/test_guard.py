"""What the running app tells browsers and strangers: headers, compression, reasons, and nothing of the server."""

import gzip
import json
import re
import socket

import brotli  # type: ignore[import-untyped]
import httpx
import psutil
import pytest

from tests.ui.server import CHROMIUM, ROOT, chromium, environment, free_port, started_app

SECRET = "vKq83-secret-of-the-environment"  # noqa: S105 - made up here
PICTURES = "https://pictures.example/t/p/w342"
ACCEPT = {"accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def app(sample_bundle, tmp_path_factory):
    log = tmp_path_factory.mktemp("guard") / "app.log"
    own = {"HF_TOKEN": SECRET, "RECSYS_POSTERS": PICTURES, "RECSYS_LIMIT_RATE": "30"}
    with started_app(environment(sample_bundle, free_port()) | own, log) as running:
        yield running


@pytest.fixture(scope="module")
def http(app):
    with httpx.Client(base_url=app.url, timeout=30) as found:
        yield found


def run(http, name, **body):
    return http.post(f"/gradio_api/run/{name}", json=body)


RUN = [
    ("search", ["matrix", 3, None, None, None]),
    ("search", ["matrix", "3", ["netflix"], None, "es"]),
    ("search", ["matrix", 1000, None, None, None]),
    ("search", [float("nan"), 3, None, None, None]),
    ("search", ["matrix", 3]),
    ("search", "matrix"),
    ("movies_get_actor", ["Tom Hanks"]),
    ("movies_get_actor", ["nobody at all"]),
    ("nothing", ["matrix"]),
]


@pytest.mark.parametrize(("name", "values"), RUN)
def test_what_is_answered_without_gradio_is_what_gradio_answers(app, name, values):
    body = json.dumps({"data": values}).encode()
    short, long = (
        httpx.post(f"{app.url}/gradio_api/{by}/{name}", content=body, headers={"content-type": "application/json"})
        for by in ("run", "api")  # Gradio's two names for it, of which one goes through Gradio
    )
    assert short.status_code == long.status_code
    told, expected = short.json(), long.json()
    if short.status_code == 200:
        assert told.keys() == expected.keys()
        told, expected = told["data"], expected["data"]
    assert told == expected


def test_an_answer_is_compressed_for_whoever_takes_it(app):
    address = f"{app.url}/recommend?title=matrix&k=20"
    plain, packed = (httpx.get(address, headers={"accept-encoding": one}) for one in ("identity", "gzip, br"))
    assert [one.headers.get("content-encoding") for one in (plain, packed)] == [None, "gzip"]
    assert plain.json() == packed.json()
    assert len(plain.json()["results"]) == 20
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert {one.headers["vary"] for one in (plain, packed)} == {"Accept-Encoding"}


EVERY_KIND = [
    ("GET", "/", 200),
    ("GET", "/config", 200),
    ("GET", "/search?text=matrix", 200),
    ("GET", "/recommend", 422),
    ("GET", "/nothing", 404),
    ("GET", "/docs", 200),
    ("GET", "/health", 200),
    ("GET", "/theme.css", 200),
    ("GET", "/assets/nothing.js", 404),
    ("GET", "/gradio_api/info", 200),
    ("POST", "/gradio_api/upload", 404),
    ("POST", "/gradio_api/mcp/", 400),
    ("OPTIONS", "/search", 200),
]


@pytest.mark.parametrize(("method", "path", "status"), EVERY_KIND)
def test_every_answer_has_the_headers(http, method, path, status):
    answer = http.request(
        method, path, headers={"origin": "https://other.example", "access-control-request-method": "GET"}
    )
    assert answer.status_code == status
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "camera=()" in answer.headers["permissions-policy"]
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert policy["frame-ancestors"] == "'self' https://huggingface.co"
    assert (policy["connect-src"], policy["object-src"], policy["base-uri"]) == ("'self'", "'none'", "'self'")
    assert policy["img-src"] == "'self' data: blob: https://pictures.example"


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt-get install chromium")
def test_the_page_works_under_its_policy_and_loads_nothing_else(app):
    with chromium() as browser:
        page = browser.new_page(locale="en-US")
        told = []
        page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: told.append(str(error)))
        page.goto(app.url)
        page.get_by_role("tab", name="For the curious").click()
        page.get_by_role("tab", name="About the models").click()
        page.get_by_role("heading", name="The Matrix").or_(page.locator(".butaca-answer")).first.wait_for(
            timeout=20_000
        )
        assert told == []
        violated = page.evaluate(
            """async () => {
              const seen = [];
              document.addEventListener("securitypolicyviolation", event => seen.push(event.effectiveDirective));
              await fetch("https://other.example/x").catch(() => {});
              document.body.append(Object.assign(new Image(), {src: "https://other.example/x.png"}));
              document.body.append(Object.assign(document.createElement("script"), {src: "https://other.example/x.js"}));
              await new Promise(done => setTimeout(done, 500));
              return seen.sort();
            }"""
        )
        assert violated == ["connect-src", "img-src", "script-src-elem"]


def test_other_sites_may_read_the_api_without_cookies_and_nothing_of_an_app_on_this_machine(http):
    def allowed(path, host):
        found = http.get(path, headers={"origin": "https://other.example", "host": host}).headers
        assert "access-control-allow-credentials" not in found
        return found.get("access-control-allow-origin")

    assert allowed("/gradio_api/info", "butaca.example") == "https://other.example"
    assert allowed("/search?text=matrix", "butaca.example") == "https://other.example"
    assert allowed("/", "butaca.example") is None
    assert allowed("/metrics", "butaca.example") is None
    assert allowed("/gradio_api/info", "127.0.0.1") is None


def fetched(http, path, encoding):
    """The status, the encoding and the bytes of an answer as they are sent."""
    with http.stream("GET", path, headers={"accept-encoding": encoding}) as answer:
        return answer.headers, b"".join(answer.iter_raw())


@pytest.mark.parametrize("path", ["/", "/config", "/?lang=es"])
def test_the_page_is_compressed(http, path):
    headers, whole = fetched(http, path, "identity")
    assert "content-encoding" not in headers
    for encoding, decompressed in {"br": brotli.decompress, "gzip": gzip.decompress}.items():
        headers, small = fetched(http, path, f"{encoding};q=1")
        assert (headers["content-encoding"], decompressed(small)) == (encoding, whole)
        assert len(small) < len(whole) / 8
        assert headers["vary"] == "Accept-Language, Accept-Encoding"
    again = http.get(path, headers={"if-none-match": headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_page_is_kept_by_language_and_address(http):
    def page(language="en", **headers):
        return http.get("/", headers={"accept-language": language, **headers})

    english, spanish = page(), page("es")
    assert '<html\n\tlang="en"' in english.text
    assert '<html\n\tlang="es' in spanish.text
    assert english.headers["etag"] != spanish.headers["etag"]
    assert page().text == english.text
    assert (
        '"root":"https://butaca.example"'
        in page(**{"x-forwarded-host": "butaca.example", "x-forwarded-proto": "https"}).text
    )
    assert "butaca.example" not in page().text
    assert http.get("/?deep_link=x").text == english.text


def test_files_whose_names_have_their_hash_are_kept_for_ever(http):
    found = re.findall(r"\./(assets/index-[\w-]+\.(?:js|css))", http.get("/").text)
    assert len(found) >= 2
    for path in found:
        assert http.get(f"/{path}").headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in http.get("/static/js/iframeResizer.contentWindow.min.js").headers.get("cache-control", "")
    assert "cache-control" not in http.get("/assets/index-00000000.js").headers  # a file that there may be one day


def test_a_long_answer_is_compressed_for_whoever_asks(http):
    headers, small = fetched(http, "/recommend?title=The%20Matrix&k=30", "gzip")
    assert headers["content-encoding"] == "gzip"
    headers, whole = fetched(http, "/recommend?title=The%20Matrix&k=30", "identity")
    assert "content-encoding" not in headers
    assert gzip.decompress(small) == whole
    assert len(small) < len(whole) / 3
    assert "content-encoding" not in fetched(http, "/health", "gzip")[0]


@pytest.mark.parametrize(
    ("name", "body", "status", "reason"),
    [
        ("zxqv", {"data": []}, 404, "Nothing that can be asked is called: «zxqv». There are, for example, «arrivals»"),
        ("search", {"data": ["matrix"]}, 422, "search takes the arguments text, k, platforms, country, language, got"),
        ("search", {"data": ["matrix", 0, None, None, None]}, 500, "k must be a whole number from 1 to 100, got 0."),
        ("predict", {"data": [], "fn_index": 99_999}, 404, "The page has no event of the number: 99999."),
        ("predict", {"data": [], "fn_index": 0}, 422, "The number of values in data must be"),
        ("predict", {"data": []}, 404, "Nothing that can be asked is called: «predict»"),
        ("answered", {"data": [None, None]}, 404, "Nothing that can be asked is called: «answered»"),
    ],
)
def test_an_event_that_cannot_be_says_why(http, name, body, status, reason):
    answer = run(http, name, **body)
    told = answer.json()
    assert (answer.status_code, reason in (told.get("detail") or told["error"])) == (status, True), told


def test_no_event_of_the_page_fails_without_a_reason(http):
    """Every event of the page with values that no page sends."""
    for event in http.get("/config").json()["dependencies"]:
        odd: list[object] = [{"a": [1]}, None, 7, "x", []]
        data = [odd[n % len(odd)] for n in range(len(event["inputs"]))]
        answer = run(http, "predict", data=data, fn_index=event["id"])
        assert answer.status_code == 200 or answer.json().get("error"), (event["id"], answer.text)
        assert_tells_nothing(answer)


def answer_to_head(url, path, length):
    """What is answered to a POST of which nothing but the head is sent."""
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as client:
        client.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode())
        return client.recv(65_536)


def test_a_file_that_a_visitor_brings_along_may_be_large_and_nothing_else(app, http):
    parent = psutil.Process(app.process.pid)
    process = min(parent.children(), key=lambda one: one.create_time(), default=parent)  # that serves
    large = run(http, "search", data=["a" * 27_000_000, 3, None, None, None])  # 20 MB in base64
    assert "text must have 300 characters at most" in large.json()["error"]
    before = process.memory_info().rss
    for path in ("/gradio_api/run/search", "/gradio_api/call/search", "/gradio_api/mcp/"):
        assert answer_to_head(app.url, path, 100_000_000).startswith(b"HTTP/1.1 413")
    assert http.post("/for_user", content=bytes(1_100_000)).status_code == 413
    assert process.memory_info().rss - before < 20_000_000


def test_a_client_is_told_when_to_ask_again(http):
    answers = [http.get("/search?text=up", headers={"x-forwarded-for": "8.8.4.4"}) for _ in range(40)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) >= 5
    assert int(refused[0].headers["retry-after"]) >= 1
    assert {answer.status_code for answer in answers} == {200, 429}


DEEP = ['{"a": ' * 2000, "[" * 100_000]
MALFORMED = ["", "{", "[", "null", "[]", '{"data": {}}', '{"data": [1]}', "\x00", "\xff"]
POSTED = [
    "/gradio_api/run/x", "/gradio_api/run/search", "/gradio_api/run/predict", "/gradio_api/api/search",
    "/gradio_api/call/x", "/gradio_api/call/search", "/gradio_api/call/v2/search", "/gradio_api/queue/join",
    "/gradio_api/component_server", "/gradio_api/cancel", "/gradio_api/reset", "/gradio_api/upload", "/gradio_api/mcp/",
    "/gradio_api/stream/x", "/gradio_api/process_recording", "/gradio_api/vibe-edit", "/login", "/search",
]  # fmt: skip
GOT = [
    "/gradio_api/file=/etc/passwd", "/gradio_api/file=app.py", "/gradio_api/file/etc/passwd",
    "/gradio_api/proxy=http://127.0.0.1:1/", "/gradio_api/upload_progress?upload_id=x", "/gradio_api/deep_link",
    "/gradio_api/custom_component/x/client/y/z", "/gradio_api/runs", "/gradio_api/dev/reload", "/gradio_api/token",
    "/monitoring", "/monitoring/summary", "/assets/..%2f..%2f..%2fetc%2fpasswd", "/static/%2e%2e/%2e%2e/etc/passwd",
    "/gradio_api/stream/a/b/1/playlist.m3u8", "/svelte/x", "/pwa_icon/9", "/?deep_link=../x", "/config?deep_link=../x",
    "/gradio_api/info", "/openapi.json", "/gradio_api/openapi.json", "/config", "/", "/ready", "/metrics",
    "/gradio_api/mcp/schema", "/search?text=%00", "/search?text=%ff", "/movies/get_actor/%2e%2e%2f%2e%2e", "/ready?x=1",
]  # fmt: skip


def assert_tells_nothing(answer):
    """Nothing of where the app lies, of its environment, or of its code."""
    for told in (str(ROOT), SECRET, "Traceback", 'File "', "site-packages", "/tmp/", "root:x:", '.py"'):  # noqa: S108
        assert told not in answer.text, (answer.request.url, told)


@pytest.mark.parametrize("path", POSTED)
def test_what_is_malformed_is_refused_and_tells_nothing(http, path):
    for body in MALFORMED + DEEP:
        answer = http.post(path, content=body.encode("latin-1"), headers={"content-type": "application/json", **ACCEPT})
        assert 400 <= answer.status_code < 500, (body[:20], answer.text)
        assert_tells_nothing(answer)


@pytest.mark.parametrize("path", ["/gradio_api/run/search", "/gradio_api/call/search"])
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\x9d\xa7", "application/x-www-form-urlencoded"),
        (b"\x9d\xa7", ""),
        (b'"\\ud800"', "application/json"),
        (b"[NaN]", "application/json"),
        (b"[1e999]", "application/json"),
    ],
)
def test_what_cannot_be_repeated_is_refused_with_a_reason(http, path, body, kind):
    answer = http.post(path, content=body, headers={"content-type": kind})
    assert (answer.status_code, "valid dict" in answer.json()["detail"]) == (422, True), answer.text


@pytest.mark.parametrize("path", GOT)
def test_no_address_tells_of_the_server(http, path):
    answer = http.get(path)
    assert answer.status_code < 500
    assert_tells_nothing(answer)


@pytest.mark.parametrize("message", ['{"jsonrpc": "2.0", "id": 1, "method": "%s", "params": %s}'])
def test_mcp_tells_nothing_of_the_server(http, message):
    headers = {"content-type": "application/json", **ACCEPT}
    for method in ("tools/call", "tools/list", "resources/read", "initialize", "nothing"):
        for params in ("{}", "[]", '{"name": "x", "arguments": {}}', '{"name": "search", "arguments": {"text": [1]}}',
                       '{"uri": "file:///etc/passwd"}'):  # fmt: skip
            answer = http.post("/gradio_api/mcp/", content=message % (method, params), headers=headers)
            assert answer.status_code < 500
            assert_tells_nothing(answer)
