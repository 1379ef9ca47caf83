"""Uniting the records of a work: one row of facts, with the rule for each fact and the source that it came from.

Records are believed in the order of the registry (`sources.registry.SOURCES`). A fact is taken by one of these rules:

    first      of the first source that knows it: title, release date, length, countries, franchise, money, popularity,
               ids
    all        united, the first source's before others': genres, keywords, networks; but for «documentary», which is
               kept by majority against those who say that the work is fiction
    largest    votes (with the mean of the same votes), seasons, weight
    smallest   year of a series, since later seasons are not its beginning
    sum        hours viewed
    strictest  maturity, the certification of each country
    longest    the description, in each language; the list of people, in each role
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from recsys.domain.certifications import age_of
from recsys.domain.maturity import AGES
from recsys.domain.schema import ROLES, WORKS
from recsys.ingest.linking.titles import read_title
from recsys.ingest.records import Name, Person, Record, distinct_names
from recsys.text import title_key

_FIRST = (
    "release_date", "end_year", "countries", "original_language", "languages", "runtime", "tagline", "collection",
    "companies", "status", "budget", "revenue", "popularity", "poster_path",
)  # fmt: skip
_ALL = ("genres", "keywords", "networks")
_DOCUMENTARY = "documentary"
# What denies it; crime, history, mystery and the like are what documentaries are about.
_FICTION = {
    "action", "animation", "anime", "comedy", "drama", "fantasy", "film noir", "horror", "romance", "science fiction",
    "thriller", "western",
}  # fmt: skip
_EMPTY: dict[str, Any] = {
    "tagline": "", "budget": 0, "revenue": 0, "votes": 0,
    "genres": [], "countries": [], "languages": [], "keywords": [], "companies": [], "networks": [], "descriptions": [],
    "certifications": [],
}  # fmt: skip
_MAIN_LANGUAGE = "en"  # of the description that is shown where several are known


class United(NamedTuple):
    """A work: its columns of `schema.WORKS` but id and score, its other titles, and who says what of its people."""

    facts: dict[str, Any]
    names: list[Name]
    people: list["Credit"]


class Credit(NamedTuple):
    """A row of `schema.CREDITS`, without the work."""

    person: Person
    order: int
    source: str
    title_id: str | None
    main: bool


def unite(records: Sequence[Record]) -> United:
    """The work of some records, which stand in the order in which their sources are believed.

    Raises ValueError where no record says of which type and year the work is.
    """
    kind = next((record.type for record in records if record.type is not None), None)
    year, year_source = _year(records, kind)
    if kind is None or year is None:
        raise ValueError(f"no record of «{records[0].title}» says its type and year")
    main = records[0]
    # Services decorate titles, with «(4K UHD)» say; who lists none writes them as they are.
    title = _plain(main.title) if main.listings else main.title
    facts: dict[str, Any] = {**_EMPTY, "type": kind, "title": title, "year": year}
    origin: dict[str, str] = {"type": main.source, "title": main.source, "year": year_source}
    for take in (_first, _united, _numbers, _strictest, _certifications, _descriptions, _ids):
        for column, (value, source) in take(records).items():
            facts[column], origin[column] = value, source
    original = _original_title(records)
    if original is not None:
        facts["original_title"], origin["original_title"] = original
    people = _people(records)
    for role in ROLES:
        found = next((credit.source for credit in people if credit.main and credit.person.role == role), None)
        if found is not None:
            origin[role] = found
    facts["sources"] = list(dict.fromkeys(record.source for record in records))
    facts["fact_sources"] = json.dumps(origin, separators=(",", ":"))
    return United({name: facts.get(name) for name in WORKS.names}, _names(records, title, original), people)


_Found = dict[str, tuple[Any, str]]


def _year(records: Sequence[Record], kind: str | None) -> tuple[int | None, str]:
    dated = [record for record in records if record.year is not None]
    if kind == "tv show":
        # The year of somebody's newest season only where nobody knows the first.
        dated = [record for record in dated if not record.newest_year] or dated
        dated.sort(key=lambda record: record.year or 0)
    return (dated[0].year, dated[0].source) if dated else (None, "")


def _first(records: Sequence[Record]) -> _Found:
    found: _Found = {}
    for column in _FIRST:
        for record in records:
            value = record.facts.get(column)
            if value or (value is not None and column == "popularity"):  # 0 is unknown elsewhere
                found[column] = (value, record.source)
                break
    return found


def _united(records: Sequence[Record]) -> _Found:
    found: _Found = {}
    for column in _ALL:
        telling = [record for record in records if record.facts.get(column)]
        if telling:
            values = list(dict.fromkeys(value for record in telling for value in record.facts[column]))
            if column == "genres" and _DOCUMENTARY in values and _is_fiction([set(r.facts[column]) for r in telling]):
                values.remove(_DOCUMENTARY)
            found[column] = (values, ", ".join(dict.fromkeys(record.source for record in telling)))
    return found


def _is_fiction(told: Sequence[set[str]]) -> bool:
    """Whether more records tell of fiction than of a documentary, by the genres of each.

    Of as many on both sides those are believed less who call it both: that is how one source marks «Battleship».
    """
    saying = [genres for genres in told if _DOCUMENTARY in genres]
    denying = [genres for genres in told if _DOCUMENTARY not in genres and genres & _FICTION]
    if len(saying) != len(denying):
        return len(denying) > len(saying)
    return all(genres & _FICTION for genres in saying)


def _numbers(records: Sequence[Record]) -> _Found:
    found: _Found = {}
    voted = [record for record in records if record.facts.get("votes")]
    if voted:
        most = max(voted, key=lambda record: record.facts["votes"])
        found["votes"] = (int(most.facts["votes"]), most.source)
        if most.facts.get("vote_average") is not None:
            found["vote_average"] = (float(most.facts["vote_average"]), most.source)
    else:
        averaged = next((record for record in records if record.facts.get("vote_average") is not None), None)
        if averaged is not None:
            found["vote_average"] = (float(averaged.facts["vote_average"]), averaged.source)
    for column in ("seasons", "weight"):
        known = [record for record in records if record.facts.get(column) is not None]
        if known:
            largest = max(known, key=lambda record: record.facts[column])
            found[column] = (largest.facts[column], largest.source)
    viewed = [record for record in records if record.facts.get("hours_viewed")]
    if viewed:
        found["hours_viewed"] = (sum(int(record.facts["hours_viewed"]) for record in viewed), viewed[0].source)
    return found


def _strictest(records: Sequence[Record]) -> _Found:
    rated = [record for record in records if record.facts.get("maturity")]
    if not rated:
        return {}
    strictest = max(rated, key=lambda record: AGES.get(record.facts["maturity"], -1))
    return {"maturity": (strictest.facts["maturity"], strictest.source)}


def _certifications(records: Sequence[Record]) -> _Found:
    told: dict[str, list[tuple[str, str]]] = {}
    for record in records:
        for country, certification in record.facts.get("certifications", {}).items():
            told.setdefault(country, []).append((certification, record.source))
    if not told:
        return {}
    strictest = {country: max(told[country], key=lambda one: age_of(country, one[0])) for country in sorted(told)}
    values = [{"country": country, "certification": text} for country, (text, _) in strictest.items()]
    return {"certifications": (values, ", ".join(dict.fromkeys(source for _, source in strictest.values())))}


def _descriptions(records: Sequence[Record]) -> _Found:
    longest: dict[str | None, tuple[str, str]] = {}
    for record in records:
        for language, text in record.facts.get("descriptions", ()):
            if len(text) > len(longest.get(language, ("", ""))[0]):
                longest[language] = (text, record.source)
    if not longest:
        return {}
    order = sorted(longest, key=lambda language: (language != _MAIN_LANGUAGE, language or ""))
    texts = [{"language": language, "text": longest[language][0]} for language in order]
    return {"descriptions": (texts, longest[order[0]][1])}


def _ids(records: Sequence[Record]) -> _Found:
    found: _Found = {}
    for column in ("imdb_id", "tmdb_id"):
        known = next((record for record in records if getattr(record, column) is not None), None)
        if known is not None:
            found[column] = (getattr(known, column), known.source)
    return found


def _original_title(records: Sequence[Record]) -> tuple[str, str] | None:
    for record in records:
        given = record.facts.get("original_title")
        name = given or next((name.name for name in record.names if name.kind == "original"), None)
        if name:
            return str(name), record.source
    return None


def _names(records: Sequence[Record], title: str, original: tuple[str, str] | None) -> list[Name]:
    """The main title and the original one, then every other spelling once for each language and region it is told of.

    Where these two are what the work is called in a country, they stand a second time, as alternatives with it.
    """
    found: list[Name] = []
    main_key = title_key(_plain(title))
    for record in records:
        plain = _plain(record.title)
        for written in (plain, record.title):
            kind = "decorated" if written != plain and title_key(plain) == main_key else "alternative"
            found.append(Name(written, None, None, kind))
        found += record.names
    titles = _titles(found, title, original[0] if original is not None else title)
    names = list(titles.values())
    # A spelling is of the kind that it was first told as, and an original title only once.
    kinds = dict.fromkeys(titles, "alternative")
    for name in found:
        kinds.setdefault(name.name, name.kind)
    for name in distinct_names(found, titles):
        own = titles.get(name.name)
        if own is not None and (own.language, own.region) == (name.language, name.region):
            continue
        names.append(name._replace(kind=kinds[name.name]))
        if kinds[name.name] == "original":
            kinds[name.name] = "alternative"
    return names


def _titles(found: Iterable[Name], title: str, original: str) -> dict[str, Name]:
    """The main title and the original one by their spelling, with the language that the latter is told to be in."""
    told = (name.language for name in found if (name.name, name.region, name.kind) == (original, None, "original"))
    language = next(filter(None, told), None)
    main = Name(title, language if title == original else None, None, "main")
    return {title: main} | ({original: Name(original, language, None, "original")} if original != title else {})


@lru_cache(maxsize=2**17)
def _plain(title: str) -> str:
    """The title without decorations; what several sources write alike is read once."""
    return read_title(title).name


def _people(records: Sequence[Record]) -> list[Credit]:
    lists: dict[str, list[tuple[Record, list[Person]]]] = {role: [] for role in ROLES}
    for record in records:
        by_role: dict[str, list[Person]] = {}
        for person in record.people:
            by_role.setdefault(person.role, []).append(person)
        for role, people in by_role.items():
            lists[role].append((record, people))
    credits: list[Credit] = []
    for of_role in lists.values():
        fullest = max(range(len(of_role)), key=lambda place: len(of_role[place][1]), default=-1)
        for place, (record, people) in enumerate(of_role):
            title_id = record.record_id if record.listings else None
            credits += [
                Credit(person, order, record.source, title_id, place == fullest) for order, person in enumerate(people)
            ]
    return credits


def in_belief_order(records: Iterable[Record], ranks: Mapping[str, int]) -> list[Record]:
    """The records by how far their sources are believed, of one source in their order."""
    return sorted(records, key=lambda record: ranks[record.source])
