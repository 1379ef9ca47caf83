"""Series with IMDb's keywords, plots, people and votes; lists are Python literals."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from recsys.domain.genres import canonical_genres
from recsys.ingest.cells import parse_count, parse_strings
from recsys.ingest.fields import parse_duration, parse_number
from recsys.ingest.raw import read_rows
from recsys.ingest.records import Person, Reading, Record, SourceData
from recsys.ingest.sources.layout import Layout

NAME = "imdb-keywords"
LAYOUTS = (
    Layout(re.compile(r"series/[^/]+\.csv"), ("title", "link", "cast", "keywords", "plot"), "series/imdb_keywords.csv"),
)
_LINK = re.compile(r"/title/(?P<imdb_id>tt\d{7,9})\b")
# IMDb's line of people names whoever created a series and then three stars; without a creator only the stars.
_STARS = 3
_LONGEST_DESCRIPTION = 2000  # a synopsis beyond this retells the whole
# IMDb puts a series' genres behind its keywords; the same words among the keywords proper mean the same.
_GENRES = frozenset(
    [
        *"action adventure animation biography comedy crime documentary drama family fantasy history horror".split(),
        *"game-show music musical mystery news reality-tv romance sci-fi short sport talk-show thriller war".split(),
        "western",
    ]
)
_NO_KEYWORDS = frozenset(["tv mini series"])  # what it is, not what it is about


def read(files: list[Path], reading: Reading) -> SourceData:
    """One record a series, known by the IMDb id of its link, without a year.

    A row without title or IMDb id is rejected, and one whose id was there before.
    """
    records: dict[str, Record] = {}
    for path in sorted(files):
        rows = read_rows(path, LAYOUTS[0].columns, reading.rejections)
        for line, row in rows:
            link = _LINK.search(row["link"])
            if link is None or not row["title"]:
                reason = "a series must have a title and a link with its IMDb id"
                reading.rejections.add_row(path, line, reason, row["title"] or row["link"])
                continue
            imdb_id = link["imdb_id"]
            if imdb_id in records:
                reading.rejections.add_row(path, line, "the series stands on an earlier line", imdb_id)
                continue
            lists = {}
            for column in ("keywords", "cast"):
                found = parse_strings(row[column])
                if found is None:
                    reading.rejections.add_value(path, line, f"{column} must be a list of texts", row[column])
                lists[column] = found or ()
            records[imdb_id] = Record(
                NAME,
                imdb_id,
                row["title"],
                "tv show",
                None,
                people=_people(lists["cast"]),
                imdb_id=imdb_id,
                facts=_facts(row, lists["keywords"], rows.decimal_comma),
            )
    return SourceData(list(records.values()))


def _people(names: tuple[str, ...]) -> list[Person]:
    creators = len(names) - _STARS
    return [Person(name, "creator" if place < creators else "actor") for place, name in enumerate(names)]


def _facts(row: Mapping[str, str], words: tuple[str, ...], comma: bool) -> dict[str, Any]:
    lower = [word.lower() for word in words]
    votes, average = parse_count(row.get("num_ratings", ""), comma), parse_number(row.get("user_rating", ""), comma)
    length = parse_duration(row.get("runtime", "").replace(",", ""))
    facts = {
        "keywords": [word for word in lower if word not in _GENRES and word not in _NO_KEYWORDS],
        "genres": canonical_genres(word for word in lower if word in _GENRES),
        "descriptions": _descriptions(row),
        "runtime": length.amount if length is not None and length.kind == "min" else None,
        "seasons": parse_count(row.get("num_seasons", "")) or None,
        "votes": votes if votes and average is not None else None,
        "vote_average": average if votes else None,
    }
    return {name: value for name, value in facts.items() if value not in (None, [])}


def _descriptions(row: Mapping[str, str]) -> list[tuple[str, str]]:
    """The longer of plot and synopsis, unless it is too long to be read as a description."""
    texts = (row["plot"], row.get("synopsis", ""))
    fitting = [text for text in texts if 0 < len(text) <= _LONGEST_DESCRIPTION]
    return [("en", max(fitting, key=len))] if fitting else []
