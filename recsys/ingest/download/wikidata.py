"""Names, genres, franchises and ids of films and series from Wikidata's query service, by the ids that are known.

The service gives a client 60 seconds of computing a minute and ends a query after 60; a batch that it fails at is asked
in halves. It bans whoever asks again too early (`json_api.RETRIES`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from recsys.errors import FetchError, shown
from recsys.ingest.download.answers import AnswerLog, Asking, today
from recsys.ingest.download.json_api import JsonApi
from recsys.ingest.download.known import known_ids
from recsys.ingest.download.retries import UnansweredError
from recsys.progress import Countdown, Progress, silent

ADDRESS = "https://www.wikidata.org"  # where people read about it
WIKIDATA = "https://query.wikidata.org"
FOLDER = "wikidata"
PER_SECOND = 1.0
BATCH = 100
_SMALLEST_BATCH = 10  # a service that cannot answer this is not overstrained, but down
_FRESH = timedelta(days=180)  # names and genres of a work hardly change
_PROPERTIES = {"imdb": "P345", "film": "P4947", "series": "P4983"}  # TMDB's numbers are two rows of numbers
_ENTITY = "http://www.wikidata.org/entity/"
# What is asked of each item: its own values, its names, the English names of things that it points to, and what
# those things are. `mul` is the name of an item in all languages that have no other.
_QUERY = """
PREFIX wdt: <http://www.wikidata.org/prop/direct/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?item ?what ?value WHERE {
  VALUES ?id { %s }
  ?item wdt:%s ?id .
  {
    VALUES (?property ?what) {
      (wdt:P345 "imdb") (wdt:P4947 "film") (wdt:P4983 "series") (wdt:P577 "released") (wdt:P580 "started")
    }
    ?item ?property ?value .
  } UNION {
    VALUES (?property ?what) { (rdfs:label "label") (skos:altLabel "alias") }
    ?item ?property ?value .
    FILTER(LANG(?value) IN ("en", "es", "pt", "pt-br", "mul"))
  } UNION {
    VALUES (?property ?what) { (wdt:P136 "genre") (wdt:P179 "saga") (wdt:P8345 "franchise") }
    ?item ?property ?thing .
    ?thing rdfs:label ?value .
    FILTER(LANG(?value) = "en")
  } UNION {
    ?item wdt:P144 ?thing .
    ?thing wdt:P31 ?value .
    BIND("basis" AS ?what)
  } UNION {
    ?item wdt:P495 ?thing .
    ?thing wdt:P297 ?value .
    BIND("country" AS ?what)
  } UNION {
    ?item wdt:P364 ?thing .
    ?thing wdt:P218 ?value .
    BIND("language" AS ?what)
  }
}
"""


def fetch(data: Path, asking: Asking, progress: Progress = silent) -> str:
    """Fetch what Wikidata has of the folder's works into `wikidata/` below it; what was asked for, in words.

    An id is asked for once in half a year, found or not, and no number of TMDB that an item came with. Raises
    FetchError; what came until then is kept, and the next call goes on there.
    """
    known = known_ids(data, progress)
    wanted = [
        *(f"imdb:{number}" for number in known.imdb),
        *(f"film:{number}" for number in known.films),
        *(f"series:{number}" for number in known.series),
    ]
    log, there = AnswerLog(data / FOLDER), set[str]()
    since = today() if asking.again else (datetime.now(UTC) - _FRESH).isoformat()
    for answer in log.answers():
        if answer.at >= since:
            there.update(answer.asked, _ids_of(answer.answer))
    due = [key for key in wanted if key not in there][: asking.limit]
    left, found = Countdown("ids asked of Wikidata", len(due), progress), 0
    with JsonApi(WIKIDATA, PER_SECOND) as api:
        for count, batch in _batches(due, there):
            for asked, items in _items(api, batch):
                log.add(asked, items)
                there.update(_ids_of(items))
                found += len(items)
            left.done(count)
        return f"{found:,} items by {len(due):,} ids in {api.requests:,} requests"


def _batches(due: Sequence[str], there: set[str]) -> Iterator[tuple[int, list[str]]]:
    """Keys of one kind, as many as are asked for at once, with how many are dealt with then.

    What the answers to earlier batches brought (`there` grows) is passed over.
    """
    batch: list[str] = []
    for place, key in enumerate(due):
        if batch and (len(batch) == BATCH or _kind(batch[0]) != _kind(key)):
            yield place, batch
            batch = []
        if key not in there:
            batch.append(key)
    if batch:
        yield len(due), batch


def _kind(key: str) -> str:
    return key.partition(":")[0]


def _ids_of(items: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The keys of TMDB's numbers that the items have."""
    return (f"{kind}:{number}" for item in items for kind in ("film", "series") for number in item.get(kind, ()))


def _items(api: JsonApi, keys: list[str]) -> Iterator[tuple[list[str], list[dict[str, Any]]]]:
    """The items of the keys, which are of one kind: (keys, items), in halves where the service fails at the whole."""
    ids = " ".join(f'"{key.partition(":")[2]}"' for key in keys)
    query = _QUERY % (ids, _PROPERTIES[_kind(keys[0])])
    try:
        items = _grouped(api, api.ask("/sparql", form={"query": query, "format": "json"}))
    except UnansweredError:
        if len(keys) <= _SMALLEST_BATCH:
            raise
        middle = len(keys) // 2
        yield from _items(api, keys[:middle])
        yield from _items(api, keys[middle:])
        return
    yield keys, items


def _grouped(api: JsonApi, answer: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - whatever JSON holds
    """One thing an item: `{"item": "Q1", "genre": [value, …], "label": [[language, text], …], …}`, in a fixed order."""
    items: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    try:
        for row in answer["results"]["bindings"]:
            value = row["value"]["value"].removeprefix(_ENTITY)
            language = row["value"].get("xml:lang")
            what = row["what"]["value"]
            items[row["item"]["value"].removeprefix(_ENTITY)][what].append(
                [language, value] if what in ("label", "alias") else value
            )
    except (LookupError, TypeError, AttributeError) as error:
        raise FetchError(f"{api.base}/sparql: expected rows of a query, found {shown(answer)}.") from error
    return [
        {"item": item, **{what: sorted(values) for what, values in sorted(facts.items())}}
        for item, facts in sorted(items.items())
    ]
