"""The four streaming catalogues as one tidy table of titles."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from recsys.domain.genres import canonical_genres
from recsys.domain.schema import TYPES
from recsys.errors import DataError
from recsys.ingest.fields import (
    Duration,
    parse_date,
    parse_duration,
    parse_rating,
    parse_year,
    split_list,
    split_names,
)
from recsys.ingest.raw import Rejections, read_rows
from recsys.ingest.works import work_id

FILES = {
    "amazon": "amazon_prime_titles.csv",
    "disney": "disney_plus_titles.csv",
    "hulu": "hulu_titles.csv",
    "netflix": "netflix_titles.csv",
}
COLUMNS = (
    "show_id",
    "type",
    "title",
    "director",
    "cast",
    "country",
    "date_added",
    "release_year",
    "rating",
    "duration",
    "listed_in",
    "description",
)


def catalogue_files(folder: Path) -> dict[str, Path]:
    """The platform files that are there, by platform. Raises DataError when there is none."""
    found = {platform: folder / name for platform, name in FILES.items() if (folder / name).is_file()}
    if not found:
        raise DataError(f"{folder}: expected at least one of {', '.join(FILES.values())}, found none of them.")
    return found


def read_titles(path: Path, platform: str, rejections: Rejections) -> pd.DataFrame:
    """One platform's file as rows of the titles table, without scores.

    A row without a `show_id`, title, type or year of its own cannot be a title; it goes to `rejections`.
    """
    return pd.DataFrame.from_records(list(_tidy_rows(path, platform, rejections)))


def _tidy_rows(path: Path, platform: str, rejections: Rejections) -> Iterator[dict[str, object]]:
    seen: dict[str, int] = {}
    for line, row in read_rows(path, COLUMNS, rejections):
        show_id, year = row["show_id"].lower(), parse_year(row["release_year"]) or 0
        broken: tuple[str, str] | None = None
        if not show_id:
            broken = ("show_id is empty", "")
        elif show_id in seen:
            broken = ("show_id stands on an earlier line already", f"{show_id} on line {seen[show_id]}")
        elif not row["title"]:
            broken = ("title is empty", "")
        elif row["type"].lower() not in TYPES:
            broken = ("type must be Movie or TV Show", row["type"])
        elif not year:
            broken = ("release_year must be a year", row["release_year"])
        if broken is not None:
            rejections.add_row(path, line, *broken)
            continue
        seen[show_id] = line
        for column, parse in (("duration", parse_duration), ("date_added", parse_date)):
            if row[column] and parse(row[column]) is None:
                rejections.add_value(path, line, f"{column} was not understood", row[column])
        yield _tidy(row, platform, year)


def _tidy(row: dict[str, str], platform: str, year: int) -> dict[str, object]:
    title, kind, rating = row["title"], row["type"].lower(), row["rating"]
    length = parse_duration(row["duration"]) or Duration(None, None)
    misplaced = parse_duration(rating)
    if misplaced is not None:
        rating = ""
        length = length if length.amount else misplaced
    directors, cast = split_names(row["director"]), split_names(row["cast"])
    return {
        "title_id": platform[0] + row["show_id"].lower(),
        "work_id": work_id(title, year, kind),
        "platform": platform,
        "type": kind,
        "title": title.lower(),
        "display_title": title,
        "directors": [name.lower() for name in directors],
        "cast": [name.lower() for name in cast],
        "display_directors": directors,
        "display_cast": cast,
        "countries": split_list(row["country"].lower()),
        "genres": canonical_genres(split_list(row["listed_in"])),
        "date_added": parse_date(row["date_added"]),
        "release_year": year,
        "rating": parse_rating(rating),
        "rating_given": bool(rating),
        "duration_int": length.amount,
        "duration_type": length.kind,
        "description": row["description"].lower(),
        "display_description": row["description"],
    }
