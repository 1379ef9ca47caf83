"""A stand-in of TMDB's API: it speaks its protocol about titles that are made up, and fails where a test wants it.

`python -m tests.ingest.download.tmdb_server TITLES SECONDS` serves so many titles, each answer after so many seconds,
and prints its address.
"""

import contextlib
import json
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

KEY = "0123456789abcdef0123456789abcdef"
TOKEN = "eyJhbGciOiJI.eyJhdWQiOiIw.c2lnbmF0dXJl"  # noqa: S105
PAGE, MOST_PAGES, CHANGES_PAGE = 20, 500, 100
DATES = {"movie": "primary_release_date", "tv": "first_air_date"}
LIMITS = {"Content-Type": "application/json;charset=utf-8"}


@dataclass
class MadeTitle:
    """A title that nobody made, and where it is shown: (country, provider, monetization).

    `translations` are by language, or by language and region, es-MX; `certifications` by country; the name is the
    English one, and `original` a language with its title where it has another.
    """

    name: str
    released: str
    offers: set[tuple[str, int, str]]
    translations: dict[str, str] = field(default_factory=dict)
    certifications: dict[str, str] = field(default_factory=dict)
    original: tuple[str, str] = ("", "")
    changed: set[str] = field(default_factory=set)  # days
    video: bool = False


@dataclass
class Fault:
    """What is answered instead: a status with headers, or the right answer, cut after some bytes or late."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    delay: float = 0.0


class TmdbServer:
    """`titles` by type and number, `providers` by country, `faults` by path, each for one request of it.

    `asked` has the path and query of every request, without the key; after `dies_after` requests all fail.
    """

    def __init__(self) -> None:
        self.titles: dict[tuple[str, int], MadeTitle] = {}
        self.providers: dict[str, dict[int, str]] = {}
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.asked: list[str] = []
        self.refused: set[tuple[str, int]] = set()  # titles whose details are never answered
        self.gone: set[tuple[str, int]] = set()  # titles that are listed still, and are no more
        self.dies_after = sys.maxsize
        self.latency = 0.0
        self.padding = ""
        self.lock = threading.Lock()
        self.url = ""

    @property
    def details_asked(self) -> list[str]:
        """The paths of the titles whose details were asked for, in order."""
        paths = sorted(urlsplit(asked).path for asked in self.asked)
        return [path for path in paths if path.rsplit("/", 1)[-1].isdigit()]

    def count(self) -> Counter[str]:
        """How often each path was asked, with titles' ids left out."""
        return Counter(urlsplit(asked).path.rstrip("0123456789") for asked in self.asked)

    def answer(self, path: str, query: dict[str, str]) -> tuple[int, dict[str, object]]:
        """The status and the answer that TMDB would give."""
        match path.strip("/").split("/"):
            case ["watch", "providers", ("movie" | "tv") as type]:
                return 200, self.provider_list(type, query["watch_region"])
            case ["discover", ("movie" | "tv") as type]:
                return self.discover(type, query)
            case [("movie" | "tv") as type, "changes"]:
                return self.changes(type, query)
            case [("movie" | "tv") as type, number] if (title := (type, int(number))) not in self.gone:
                if title in self.titles:
                    return self.details(*title, query)
        return 404, {"success": False, "status_code": 34, "status_message": "could not be found"}

    def provider_list(self, type: str, country: str) -> dict[str, object]:
        shown = {
            provider
            for (kind, _), title in self.titles.items()
            for where, provider, _ in title.offers
            if kind == type and where == country
        }
        return {
            "results": [
                {"provider_id": number, "provider_name": name, "display_priorities": {country: 1}}
                for number, name in self.providers.get(country, {}).items()
                if number in shown
            ]
        }

    def discover(self, type: str, query: dict[str, str]) -> tuple[int, dict[str, object]]:
        where = query["watch_region"], int(query["with_watch_providers"])
        kinds = query["with_watch_monetization_types"].split("|")
        low, high = (query.get(f"{DATES[type]}.{end}") for end in ("gte", "lte"))
        undated = (type == "movie" and low is None) or query.get("include_null_first_air_dates") == "true"
        found = [
            (title.released, number)
            for (kind, number), title in self.titles.items()
            if kind == type
            and any((*where, paid) in title.offers for paid in kinds)
            and (not title.video or query.get("include_video") == "true")
            and ((low or "") <= title.released <= (high or "9") if title.released else undated)
        ]
        return self.paged([{"id": number, "title": "x"} for _, number in sorted(found)], int(query["page"]), PAGE)

    def changes(self, type: str, query: dict[str, str]) -> tuple[int, dict[str, object]]:
        first, last = (time.strptime(query[name], "%Y-%m-%d") for name in ("start_date", "end_date"))
        if not 0 <= time.mktime(last) - time.mktime(first) <= 14 * 86_400:
            return 422, {"status_code": 20, "status_message": "Invalid date range"}
        days = query["start_date"], query["end_date"]
        found = [
            {"id": number, "adult": False}
            for (kind, number), title in self.titles.items()
            if kind == type and any(days[0] <= day <= days[1] for day in title.changed)
        ]
        return self.paged(found, int(query["page"]), CHANGES_PAGE)

    def paged(self, results: Sequence[object], page: int, size: int) -> tuple[int, dict[str, object]]:
        if not 1 <= page <= MOST_PAGES:
            return 400, {"status_code": 22, "status_message": "Invalid page: pages start at 1 and max at 500"}
        part = results[(page - 1) * size : page * size]
        pages = -(-len(results) // size)
        return 200, {"page": page, "results": part, "total_pages": pages, "total_results": len(results)}

    def details(self, type: str, number: int, query: dict[str, str]) -> tuple[int, dict[str, object]]:
        title, appended = self.titles[type, number], query["append_to_response"].split(",")
        if len(appended) > 20:
            return 400, {"status_code": 27, "status_message": "Too many append to response objects"}
        named, dated = ("title", "release_date") if type == "movie" else ("name", "first_air_date")
        translations = [
            {"iso_639_1": tag[:2], "iso_3166_1": tag[3:], "data": {named: text, "overview": ""}}
            for tag, text in title.translations.items()
        ]
        ratings = {
            "release_dates": [
                {"iso_3166_1": country, "release_dates": [{"type": 3, "certification": text}]}
                for country, text in title.certifications.items()
            ],
            "content_ratings": [
                {"iso_3166_1": country, "rating": text} for country, text in title.certifications.items()
            ],
        }
        language, original = title.original
        # Each part as TMDB has it of a title of which nothing is known.
        empty: dict[str, object] = {
            "keywords": {"keywords": []} if type == "movie" else {"results": []},
            "external_ids": {"imdb_id": None},
            "alternative_titles": {"titles": []} if type == "movie" else {"results": []},
            "translations": {"translations": translations},
            "watch/providers": {"results": {}},
            "credits": {"cast": [], "crew": []},
            "aggregate_credits": {"cast": [], "crew": []},
            **{name: {"results": rated} for name, rated in ratings.items()},
        }
        parts = {name: empty.get(name, {"results": []}) for name in appended}
        told = {f"original_{named}": original, "original_language": language} if original else {}
        return 200, {"id": number, named: title.name, dated: title.released, "overview": self.padding} | told | parts


class _Handler(BaseHTTPRequestHandler):
    tmdb: TmdbServer
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet, so that none waits for the other

    def do_GET(self) -> None:
        tmdb, asked = self.tmdb, urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(asked.query).items()}
        known = query.pop("api_key", "") == KEY or self.headers.get("Authorization") == f"Bearer {TOKEN}"
        with tmdb.lock:
            tmdb.asked.append(f"{asked.path}?{urlencode(query)}")
            fault = tmdb.faults[asked.path].pop(0) if tmdb.faults.get(asked.path) else Fault()
            if len(tmdb.asked) > tmdb.dies_after or asked.path in [
                f"/{type}/{number}" for type, number in tmdb.refused
            ]:
                fault = Fault(500)
        time.sleep(tmdb.latency + fault.delay)
        if not known:
            # As servers do that tell more than they should.
            status, answer = 401, {"status_code": 7, "status_message": f"Invalid API key: {self.path}"}
        elif fault.status != 200:
            status, answer = fault.status, {"status_code": 25, "status_message": f"no: {self.path}"}
        else:
            status, answer = tmdb.answer(asked.path, query)
        body = json.dumps(answer).encode()
        self.send_response(status)
        for name, value in (LIMITS | fault.headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body if fault.cut is None else body[: fault.cut])
        self.wfile.flush()
        if fault.cut is not None:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def serving() -> Iterator[TmdbServer]:
    """A server without titles on a free port of this machine, until the block ends."""
    tmdb = TmdbServer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"tmdb": tmdb}))
    tmdb.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield tmdb
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def fill(tmdb: TmdbServer, titles: int) -> None:
    """So many films, from 1950 on, all shown by Netflix in Mexico, every second one in Brazil, too."""
    tmdb.providers = {"MX": {8: "Netflix"}, "BR": {8: "Netflix"}}
    for number in range(1, titles + 1):
        countries = ("MX", "BR") if number % 2 == 0 else ("MX",)
        offers = {(country, 8, "flatrate") for country in countries}
        tmdb.titles["movie", number] = MadeTitle(
            f"Made Up {number}", f"{1950 + number % 76}-{1 + number % 12:02}-15", offers
        )


def main(titles: int, seconds: float) -> None:
    """Serve until the process is ended."""
    with serving() as tmdb:
        fill(tmdb, titles)
        tmdb.latency = seconds
        tmdb.padding = " ".join(f"word{number * number}" for number in range(4000))  # as long as real details are
        sys.stdout.write(f"{tmdb.url}\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
