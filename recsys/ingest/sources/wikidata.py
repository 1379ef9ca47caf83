"""Wikidata's items of films and series, as `fetch wikidata` keeps them: names, genres, sagas, what they are from."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from recsys.domain.countries import country_code
from recsys.domain.genres import GENRES
from recsys.ingest.fields import parse_id, parse_imdb_id
from recsys.ingest.records import Name, Reading, Record, SourceData, distinct_names
from recsys.ingest.sources.answers import read_answers
from recsys.ingest.sources.layout import Layout
from recsys.text import clean

NAME = "wikidata"
LAYOUTS = (Layout(re.compile(r"wikidata/[^/]+\.jsonl\.gz"), (), "wikidata/2026-11-29.jsonl.gz"),)
# In which a name is taken for the main one; `mul` is one for all languages.
_LANGUAGES = ("en", "mul", "es", "pt", "pt-br")
_ITEM = re.compile(r"Q[1-9]\d*")
_YEAR = re.compile(r"(?P<year>\d{4})-")
# Wikidata's genres end in what they are a genre of.
_FORM = re.compile(
    r"(?:[ -]fiction)?[ -](?:films?|movies?|(?:television|tv) (?:series|programs?|programmes?|shows?)|series|fiction)$"
)
# Its words for the vocabulary's, where they are no labels of a source; empty for words that add nothing.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "animated": ("animation",),
    "gangster": ("crime",),
    "lgbt": ("lgbtq",),
    "period": ("history",),
    "police procedural": ("crime", "police"),
    "related": (),
    "romantic": ("romance",),
    "soap opera": ("drama", "melodrama"),
    "telenovela": ("drama", "melodrama"),
    "western": ("western",),
}
# What the thing is that a work is based on, by its class.
_BASES: Mapping[str, str] = {
    **dict.fromkeys(
        ("Q8261", "Q7725634", "Q47461344", "Q571", "Q277759", "Q1667921", "Q49084", "Q149537", "Q747381", "Q104213567"),
        "based on novel",
    ),
    **dict.fromkeys(("Q1004", "Q1760610", "Q14406742", "Q725377"), "based on comic"),
    **dict.fromkeys(("Q8274", "Q21198342", "Q562214", "Q74262765"), "based on manga"),
    "Q25379": "based on play",
    "Q7889": "based on video game",
}
_OF_A_SAGA = re.compile(r"(?: (?:film|book|television|tv))? (?:series|franchise|trilogy|tetralogy)$", re.I)
_COLLECTION = "Collection"  # as TMDB ends the names of its own, so that a saga has one name whoever knows it


def read(files: list[Path], reading: Reading) -> SourceData:
    """One record an item, its latest answer; one without a name in any language that is asked for is rejected."""
    records: dict[str, Record] = {}
    for line in read_answers(files, reading):
        reading.rejections.count_rows(line.path, len(line.answer))
        for item in line.answer:
            record = _record(item)
            if record is None:
                reason = "an item must have an id and a name"
                reading.rejections.add_row(line.path, line.number, reason, str(item.get("item", "")))
            else:
                records[record.record_id] = record
    return SourceData(list(records.values()))


def _record(item: Mapping[str, Any]) -> Record | None:
    labels = dict(_texts(item, "label"))
    title = next((labels[language] for language in _LANGUAGES if language in labels), None)
    number = str(item.get("item", ""))
    if title is None or not _ITEM.fullmatch(number):
        return None
    films, series = (_numbers(item, kind) for kind in ("film", "series"))
    type_ = None if bool(films) == bool(series) else "movie" if films else "tv show"
    # Films are released and series start; what an item says otherwise is of an episode or a re-release.
    dates = _strings(item, {"movie": "released", "tv show": "started"}.get(type_ or "", ""))
    countries = [code for text in _strings(item, "country") if (code := country_code(text))]
    languages = [code for code in _strings(item, "language") if len(code) == 2]
    facts: dict[str, Any] = {
        "genres": list(dict.fromkeys(genre for label in _strings(item, "genre") for genre in _genres(label.lower()))),
        "keywords": sorted({_BASES[class_] for class_ in _strings(item, "basis") if class_ in _BASES}),
        "collection": _collection(item),
        "countries": countries,
        # Which of several languages is the original one, an item does not say.
        "original_language": languages[0] if len(languages) == 1 else None,
    }
    return Record(
        NAME,
        number,
        title,
        type_,
        min((int(year["year"]) for text in dates if (year := _YEAR.match(text))), default=None),
        names=_names(item, title),
        imdb_id=next((found for text in _strings(item, "imdb") if (found := parse_imdb_id(text))), None),
        # TMDB numbers films and series apart, and a record's number is a film's.
        tmdb_id=films[0] if type_ == "movie" else None,
        facts={name: value for name, value in facts.items() if value not in (None, [])},
    )


def _listed(item: Mapping[str, Any], what: str) -> list[Any]:
    """What an item lists under a name; nothing where it says anything but a list."""
    found = item.get(what)
    return found if isinstance(found, list) else []


def _strings(item: Mapping[str, Any], what: str) -> list[str]:
    return [text for text in _listed(item, what) if isinstance(text, str)]


def _numbers(item: Mapping[str, Any], what: str) -> list[int]:
    return [number for text in _strings(item, what) if (number := parse_id(text)) is not None]


def _texts(item: Mapping[str, Any], what: str) -> list[tuple[str, str]]:
    pairs = (pair for pair in _listed(item, what) if isinstance(pair, list) and len(pair) == 2)
    return [
        (language, shown)
        for language, text in pairs
        if isinstance(language, str) and isinstance(text, str) and (shown := clean(text))
    ]


def _names(item: Mapping[str, Any], title: str) -> list[Name]:
    """The item's other names, each once a language and region; labels before aliases."""
    found: list[Name] = []
    for language, text in (*_texts(item, "label"), *_texts(item, "alias")):
        code, _, region = language.partition("-")
        found.append(Name(text, None if code == "mul" else code, region.upper() or None))
    return distinct_names(found, (title,))


def _collection(item: Mapping[str, Any]) -> str | None:
    """The narrowest saga that is known: the series of works that it is in, else the franchise."""
    sagas = [label for label in _strings(item, "saga") if not label.lower().startswith("list of")]
    names = sagas or _strings(item, "franchise")
    return f"{_OF_A_SAGA.sub('', names[0])} {_COLLECTION}" if names else None


@cache
def _vocabulary() -> Mapping[str, tuple[str, ...]]:
    """The vocabulary's words for each label and word that is known."""
    own: dict[str, tuple[str, ...]] = {word: (word,) for words in GENRES.values() for word in words}
    return {**own, **{label: words for label, words in GENRES.items() if words}, **_WORDS}


def _genres(label: str) -> tuple[str, ...]:
    """The vocabulary's words for a genre of Wikidata; none where a part of it is not in the vocabulary.

    >>> _genres("science fiction film"), _genres("romantic comedy"), _genres("heist film")
    (('science fiction',), ('romance', 'comedy'), ())
    >>> _genres("crime drama television series"), _genres("lgbt-related film")
    (('crime', 'drama'), ('lgbtq',))
    """
    known, one_word = _vocabulary(), label.replace("science fiction", "sci-fi")
    bare = _FORM.sub("", one_word)
    for whole in (label, bare):
        if whole in known:
            return known[whole]
    words = bare.replace("-", " ").replace("sci fi", "sci-fi").split()
    if not all(word in known for word in words):
        return ()
    return tuple(dict.fromkeys(genre for word in words for genre in known[word]))
