"""Stand-ins on loopback for TVmaze's API and Wikidata's query service: their protocols, made-up titles, any fault."""

import contextlib
import json
import re
import threading
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

CUT = 0  # as a status: the body ends in its middle
_ENTITY = "http://www.wikidata.org/entity/"
_PROPERTIES = {"P345": "imdb", "P4947": "film", "P4983": "series"}


class Fault(NamedTuple):
    """What the server does instead of answering."""

    status: int
    retry_after: str | None = None


class Api:
    """A server that answers with what `answer(path, parameters)` gives, None being a 404.

    `faults` are dealt to the requests in turn, None being none. `asked` has every request's path and query, of a query
    in SPARQL the ids in it.
    """

    def __init__(self, answer: Callable[[str, Mapping[str, str]], Any]) -> None:
        self.answer = answer
        self.faults: list[Fault | None] = []
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.url = ""


class _Handler(BaseHTTPRequestHandler):
    api: Api
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urllib.parse.urlsplit(self.path)
        self.reply(parts.path, dict(urllib.parse.parse_qsl(parts.query)), self.path)

    def do_POST(self) -> None:
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self.reply(self.path, form, " ".join(asked_ids(form["query"])[1]))

    def reply(self, path: str, parameters: Mapping[str, str], asked: str) -> None:
        self.api.asked.append(asked)
        self.api.agents.add(self.headers["User-Agent"])
        fault = self.api.faults.pop(0) if self.api.faults else None
        found = self.api.answer(path, parameters) if fault is None or fault.status == CUT else {"fault": "made up"}
        if isinstance(found, Fault):
            fault = found
        body = json.dumps(found).encode()
        self.send_response((fault.status if fault else 0) or (404 if found is None else 200))
        if fault is not None and fault.retry_after is not None:
            self.send_header("Retry-After", fault.retry_after)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if fault is not None and fault.status == CUT:
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
            self.wfile.flush()
            self.connection.shutdown(2)
        else:
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def served(answer: Callable[[str, Mapping[str, str]], Any]) -> Iterator[Api]:
    """A server on a free port of this machine, until the block ends."""
    api = Api(answer)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"api": api}))
    api.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class TvMaze:
    """TVmaze's index by pages of 250 numbers, the times of changes, and casts; `shows` by number."""

    def __init__(self) -> None:
        self.shows: dict[int, dict[str, Any]] = {}

    def add(self, number: int, updated: int = 1_000, **facts: Any) -> None:
        """Put a series there, or change it."""
        self.shows[number] = {"id": number, "name": f"Series {number}", "updated": updated, **facts}

    def answer(self, path: str, parameters: Mapping[str, str]) -> Any:
        if path == "/updates/shows":
            return {str(number): show["updated"] for number, show in self.shows.items()}
        cast = re.fullmatch(r"/shows/(\d+)/cast", path)
        if cast:
            return [{"person": {"name": f"Player {cast[1]}"}, "character": {"name": "A Part"}}]
        page = int(parameters["page"])
        found = [show for number, show in sorted(self.shows.items()) if number // 250 == page]
        return found or None


class Wikidata:
    """Its query service over `{"Q1": [(what, value, language or None), …]}`; more ids than `most` take too long."""

    def __init__(self) -> None:
        self.items: dict[str, list[tuple[str, str, str | None]]] = {}
        self.most = 1_000

    def answer(self, _path: str, parameters: Mapping[str, str]) -> Any:
        kind, ids = asked_ids(parameters["query"])
        if len(ids) > self.most:
            return Fault(504)
        return {
            "head": {"vars": ["item", "what", "value"]},
            "results": {
                "bindings": [
                    {
                        "item": {"type": "uri", "value": _ENTITY + item},
                        "what": {"type": "literal", "value": what},
                        "value": {"type": "literal", "value": value} | ({"xml:lang": language} if language else {}),
                    }
                    for item, facts in self.items.items()
                    if any((_PROPERTIES[kind], one) in {fact[:2] for fact in facts} for one in ids)
                    for what, value, language in facts
                ]
            },
        }


def asked_ids(query: str) -> tuple[str, list[str]]:
    """The property and the ids that a query asks by."""
    found = re.search(r"VALUES \?id \{ (.*?) \}\s+\?item wdt:(P\d+) \?id", query)
    assert found, query
    return found[2], re.findall(r'"([^"]+)"', found[1])
