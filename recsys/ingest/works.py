"""Works: the same film or series, whichever platforms carry it."""

import re
from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import Any

import pandas as pd

from recsys.text import fold, title_key

_SUFFIX = {"movie": "movie", "tv show": "series"}
_WORD = re.compile(r"\w\w+")


def work_id(title: str, year: int, kind: str) -> str:
    """The id of a work: its normalised title, year and type, so that every platform's row gives the same.

    >>> work_id("The Matrix", 1999, "movie") == work_id("matrix, the ", 1999, "movie") == "matrix-1999-movie"
    True
    """
    return f"{title_key(title).replace(' ', '-')}-{year}-{_SUFFIX[kind]}"


def work_documents(titles: pd.DataFrame, works: Sequence[str]) -> list[dict[str, list[str]]]:
    """The terms of each work by field, in the order of `works`, for the content model.

    A work's titles on several platforms are put together: their genres, people and countries are united, and of
    the descriptions the longest counts, since two of them mostly tell the same story twice.
    """
    return [_facts(rows) | _told(rows) for rows in _rows_of(titles, works)]


_FIELDS = {"genre": "genres", "director": "directors", "cast": "cast", "country": "countries"}


def _rows_of(titles: pd.DataFrame, works: Sequence[str]) -> list[list[dict[Hashable, Any]]]:
    """The titles of each work, in the order of `works`."""
    rows: dict[str, list[dict[Hashable, Any]]] = defaultdict(list)
    columns = [*_FIELDS.values(), "title", "description", "work_id", "release_year", "type", "platform"]
    for row in titles[columns].to_dict("records"):
        rows[row["work_id"]].append(row)
    return [rows[work] for work in works]


def _facts(rows: list[dict[Hashable, Any]]) -> dict[str, list[str]]:
    return {field: list(dict.fromkeys(x for row in rows for x in row[column])) for field, column in _FIELDS.items()}


def _told(rows: list[dict[Hashable, Any]]) -> dict[str, list[str]]:
    title = list(dict.fromkeys(word for row in rows for word in _words(str(row["title"]))))
    return {"title": title, "description": _words(max((str(row["description"]) for row in rows), key=len))}


def work_facts(titles: pd.DataFrame, works: Sequence[str]) -> list[dict[str, list[str]]]:
    """What is known of each work but its words, by field, in the order of `works`, for the collaborative model."""
    return [
        _facts(rows)
        | {
            "decade": [str(rows[0]["release_year"] // 10)],
            "type": [rows[0]["type"]],
            "platform": sorted({row["platform"] for row in rows}),
        }
        for rows in _rows_of(titles, works)
    ]


def movie_documents(movies: pd.DataFrame, credits: pd.DataFrame) -> list[dict[str, list[str]]]:
    """The terms of each film by field, in the order of `movies`, for the film catalogue's content model."""
    people: dict[tuple[int, str], list[str]] = defaultdict(list)
    for movie, person, role in zip(credits["movie_id"], credits["person"], credits["role"], strict=True):
        people[movie, role].append(str(person).lower())
    return [
        {
            "title": _words(row["title"]),
            "genre": [genre.lower() for genre in row["genres"]],
            "director": people[row["movie_id"], "director"],
            "cast": people[row["movie_id"], "actor"],
            "country": [code.lower() for code in row["country_codes"]],
            "collection": [row["collection"].lower()] if isinstance(row["collection"], str) else [],
            "keyword": [keyword.lower() for keyword in row["keywords"]],
            "description": _words(f"{row['tagline']} {row['overview']}"),
        }
        for row in movies.to_dict("records")
    ]


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(fold(text)) if word not in _STOP_WORDS]


# Words that tell no story apart; the catalogues are in English.
_STOP_WORDS = frozenset(
    """about above after again against all also am among an and another any are around as at back be became because
    become becomes been before begins behind being below best between both but by can cannot comes could day days did
    do does doing down during each even ever every few film finds first follow follows for from further get gets go
    goes had has have having he her here hers herself him himself his how if in including into is it its itself just
    know last life like lives long make makes man many may me men more most movie much must my myself never new no nor
    not now of off old on once one only or other our out over own part people same season see series set she should
    show since so some something star stars still story such take takes tell tells than that the their them themselves
    then there these they this those three through time to together too tries try trying turns two under until up upon
    us very was way we well were what when where which while who whom whose why will with within without woman women
    world would year years yet you young your""".split()
)
