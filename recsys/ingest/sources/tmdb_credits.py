"""Who acted in and who directed the films of the film catalogue."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from recsys.ingest.fields import is_fill_word, parse_id
from recsys.ingest.nested import parse_nested, text_of
from recsys.ingest.raw import read_rows
from recsys.ingest.records import Person, Reading

# Kaggle's two layouts, the fuller first: the file, and its column with the film's id.
ID_COLUMNS = {"credits.csv": "id", "tmdb_5000_credits.csv": "movie_id"}
_IDS = 2**63  # what a column of whole numbers can hold


class _Credits(NamedTuple):
    path: Path
    line: int
    people: list[Person]


def read_credits(files: list[Path], movie_ids: set[int], reading: Reading) -> dict[int, list[Person]]:
    """The people of each film: actors by billing, then directors, each once a role.

    Of two files the fuller list of a film counts. A row whose film is not in `movie_ids`, or stood in its file before,
    is rejected.
    """
    kept: dict[int, _Credits] = {}
    for path in files:
        seen: set[int] = set()
        for line, movie_id, people in _rows(path, movie_ids, seen, reading):
            other = kept.get(movie_id)
            if other is not None and len(other.people) >= len(people):
                reading.rejections.add_row(path, line, _ELSEWHERE, f"{movie_id} in {other.path.name}")
                continue
            if other is not None:
                reading.rejections.add_row(other.path, other.line, _ELSEWHERE, f"{movie_id} in {path.name}")
            kept[movie_id] = _Credits(path, line, people)
    return {movie_id: credits.people for movie_id, credits in kept.items()}


_ELSEWHERE = "another file has as full or fuller credits of this film"


def _rows(path: Path, movie_ids: set[int], seen: set[int], reading: Reading) -> Iterator[tuple[int, int, list[Person]]]:
    rejections, id_column = reading.rejections, ID_COLUMNS[path.name.lower()]
    for line, row in read_rows(path, (id_column, "cast", "crew"), rejections):
        movie_id = parse_id(row[id_column])
        if movie_id is None or movie_id not in movie_ids:
            rejections.add_row(path, line, "the film catalogue has no film of this id", row[id_column])
        elif movie_id in seen:
            rejections.add_row(path, line, "the credits of this film stand on an earlier line", row[id_column])
        else:
            seen.add(movie_id)
            cast, crew = parse_nested(row["cast"]), parse_nested(row["crew"])
            for column, people in (("cast", cast), ("crew", crew)):
                if people is None:
                    rejections.add_value(path, line, f"{column} is no list of people", row[column])
            actors = sorted(cast or (), key=_billing)
            directors = [person for person in crew or () if person.get("job") == "Director"]
            yield line, movie_id, [*_people(actors, "actor"), *_people(directors, "director")]


def _billing(person: dict[str, Any]) -> float:
    order = person.get("order")
    return order if isinstance(order, int | float) else float("inf")


def _people(people: list[dict[str, Any]], role: str) -> Iterator[Person]:
    """Each person once: a director may be listed twice, an actor with two characters too."""
    seen: set[object] = set()
    for person in people:
        name, person_id = text_of(person), person.get("id")
        if isinstance(person_id, bool) or not isinstance(person_id, int) or not 0 <= person_id < _IDS:
            person_id = None
        key = name if person_id is None else person_id
        if key not in seen and not is_fill_word(name):
            seen.add(key)
            yield Person(name, role, person_id, text_of(person, "character") or None)
