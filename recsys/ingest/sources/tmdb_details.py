"""What TMDB's API tells of one film or series, as a record."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from recsys.domain.certifications import level_of, strictest_level
from recsys.domain.countries import country_code
from recsys.domain.genres import TMDB_GENRES, canonical_genres
from recsys.domain.schema import POSTER_PATH, TMDB_API
from recsys.ingest.fields import parse_date, parse_imdb_id
from recsys.ingest.records import Name, Person, Record, distinct_names
from recsys.ingest.sources.tmdb_answer import MOST, MOST_COUNTED, Answer, Place, is_number

TYPES = {"movie": "movie", "tv": "tv show"}
_MAIN_LANGUAGE, _MAIN_REGION = "en", "US"
_JOBS = {"Director": "director", "Writer": "writer", "Screenplay": "writer"}
# Of a series TMDB lists everybody who was in any episode, thousands in some; who matters to most of it stands first.
_MOST_OF_SERIES = 50
# Kinds of release by how well their certification tells who may watch it at home: in cinemas, digital, on disc, on
# television, in few cinemas, at a festival.
_RELEASES = (3, 4, 5, 6, 2, 1)
_ENDED = ("ended", "canceled")


class Wanted(NamedTuple):
    """What of every title is kept: the countries whose certifications count, the languages of descriptions."""

    countries: tuple[str, ...]
    languages: tuple[str, ...]


def record_id(kind: str, number: int) -> str:
    """The id of a title: TMDB numbers films and series apart, so that its kind (a key of TYPES) is part of it.

    >>> record_id("tv", 1396)
    'tmdb-tv-1396'
    """
    return f"tmdb-{kind}-{number}"


def read_details(kind: str, number: int, details: dict[str, Any], wanted: Wanted, place: Place) -> Record | str:
    """The record of a title, or why the answer is of none; of a value that cannot be read its place is told."""
    is_film = kind == "movie"
    told = Answer(details, place)
    released = parse_date(told.text("release_date" if is_film else "first_air_date"))
    original = told.text("original_title" if is_film else "original_name")
    translations = list(_translations(told, "title" if is_film else "name"))
    title = _title(told, translations, original, is_film)
    if not title:
        return "no title"
    if released is None:
        return f"{'release_date' if is_film else 'first_air_date'} must be a date"
    certifications = _certifications(told, is_film)
    levels = _levels(certifications, wanted.countries, place)
    facts = _facts(told, released, is_film) | {
        "original_title": original,
        "descriptions": _descriptions(told, translations, wanted.languages),
        "tagline": next((one.tagline for one in translations if one.tagline), told.text("tagline")),
        "maturity": strictest_level(levels, wanted.countries),
        "certifications": {country: certifications[country] for country in levels},
    }
    imdb_id = told.text("imdb_id") or told.under("external_ids").text("imdb_id")
    if imdb_id and parse_imdb_id(imdb_id) is None:
        place.reject("imdb_id must be tt and seven digits or more", imdb_id)
    return Record(
        TMDB_API,
        record_id(kind, number),
        title,
        TYPES[kind],
        int(released[:4]),
        names=_names(told, title, original, translations, is_film),
        people=_people(told, is_film),
        imdb_id=parse_imdb_id(imdb_id),
        # `tmdb_id` are the numbers of films; that of a series is part of its record's id.
        tmdb_id=number if is_film else None,
        facts={name: value for name, value in facts.items() if value or (name == "popularity" and value is not None)},
    )


class _Translation(NamedTuple):
    """What a title is called and about in a language, as of a region."""

    language: str
    region: str | None
    title: str
    overview: str
    tagline: str


def _translations(told: Answer, title: str) -> Iterator[_Translation]:
    """The translations, those in English first, of it that of the United States; texts are empty where untranslated."""
    found = []
    for one in told.under("translations").things("translations"):
        data, language = one.under("data"), one.text("iso_639_1")
        if language:
            region = country_code(one.text("iso_3166_1"))
            texts = (data.text(name) for name in (title, "overview", "tagline"))
            found.append(_Translation(language, region, *texts))
    yield from sorted(found, key=lambda one: (one.language != _MAIN_LANGUAGE, one.region != _MAIN_REGION))


def _title(told: Answer, translations: Sequence[_Translation], original: str, is_film: bool) -> str:
    """The English title where there is one, whatever language the answer is in."""
    english = next((one.title for one in translations if one.language == _MAIN_LANGUAGE and one.title), "")
    if not english and told.text("original_language") == _MAIN_LANGUAGE:
        english = original
    return english or told.text("title" if is_film else "name") or original


def _names(told: Answer, title: str, original: str, translations: Iterable[_Translation], is_film: bool) -> list[Name]:
    """The other titles, each once a language and region, the original first."""
    names = [Name(original, told.text("original_language") or None, None, "original")] if original else []
    names += [Name(one.title, one.language, one.region) for one in translations if one.title]
    for one in told.under("alternative_titles").things("titles" if is_film else "results"):
        # A working title is one that the work does not go by.
        if "working" not in one.text("type").lower() and one.text("title"):
            names.append(Name(one.text("title"), None, country_code(one.text("iso_3166_1"))))
    answered = told.text("title" if is_film else "name")
    if answered:
        names.append(Name(answered))
    return distinct_names(names, (title,))


def _descriptions(
    told: Answer, translations: Sequence[_Translation], languages: Iterable[str]
) -> list[tuple[str, str]]:
    kept = {_MAIN_LANGUAGE, *languages}
    texts = [(one.language, one.overview) for one in translations if one.overview and one.language in kept]
    overview = told.text("overview")
    # TMDB answers in English unless it is asked for another language, and then that stands among the translations.
    if overview and all(overview != one.overview for one in translations):
        texts.append((_MAIN_LANGUAGE, overview))
    return list(dict.fromkeys(texts))


def _facts(told: Answer, released: str, is_film: bool) -> dict[str, Any]:
    countries = [*told.names("production_countries", "iso_3166_1"), *_texts(told, "origin_country")]
    codes = (country_code(text) for text in countries)
    status, poster = told.text("status").lower(), told.text("poster_path")
    if poster and not POSTER_PATH.fullmatch(poster):
        told.place.reject("poster_path must be the name of a picture after a slash", poster)
        poster = ""
    votes = told.count("vote_count", MOST)
    facts = {
        "genres": canonical_genres(_genres(told)),
        "countries": list(dict.fromkeys(code for code in codes if code is not None)),
        "release_date": released,
        "original_language": told.text("original_language"),
        "languages": told.names("spoken_languages", "iso_639_1"),
        "keywords": told.under("keywords").names("keywords" if is_film else "results"),
        "companies": told.names("production_companies"),
        "status": status,
        "popularity": told.number("popularity"),
        "votes": votes,
        # A mean of nobody's votes is 0 and says nothing.
        "vote_average": told.number("vote_average") if votes else None,
        "poster_path": poster,
    }
    return facts | (_of_film(told) if is_film else _of_series(told, status))


def _of_film(told: Answer) -> dict[str, Any]:
    return {
        "runtime": told.count("runtime"),
        "budget": told.count("budget", MOST),
        "revenue": told.count("revenue", MOST),
        "collection": told.under("belongs_to_collection").text("name"),
    }


def _of_series(told: Answer, status: str) -> dict[str, Any]:
    ended = parse_date(told.text("last_air_date")) if status in _ENDED else None
    lengths = told.values.get("episode_run_time")
    first = next(iter(lengths), None) if isinstance(lengths, list) else None
    length = int(first) if is_number(first) and 0 < first < MOST_COUNTED else 0
    return {
        "runtime": length or told.under("last_episode_to_air").count("runtime"),
        "seasons": told.count("number_of_seasons"),
        "end_year": int(ended[:4]) if ended else None,
        "networks": told.names("networks"),
    }


def _genres(told: Answer) -> list[str]:
    """The genres' English names, which their numbers have; of a new number the name that the answer has."""
    return [TMDB_GENRES.get(one.identity("id") or 0, one.text("name")) for one in told.things("genres")]


def _texts(told: Answer, key: str) -> list[str]:
    value = told.values.get(key)
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _levels(certifications: Mapping[str, str], own: Collection[str], place: Place) -> dict[str, str]:
    """The level of each country; a certification of the run's `own` countries that means none is told."""
    levels: dict[str, str] = {}
    for country, certification in certifications.items():
        level = level_of(country, certification)
        if level is not None:
            levels[country] = level
        elif country in own and certification.upper() not in ("NR", "UR"):
            place.reject(f"no level is known for this certification of {country}", certification)
    return levels


def _certifications(told: Answer, is_film: bool) -> dict[str, str]:
    """Each country's certification; of a film's several releases there that of the first kind in _RELEASES."""
    if not is_film:
        ratings = (
            (one.text("iso_3166_1"), one.text("rating")) for one in told.under("content_ratings").things("results")
        )
        return {country: rating for country, rating in ratings if rating}
    found: dict[str, str] = {}
    for one in told.under("release_dates").things("results"):
        rated = {
            release.identity("type"): release.text("certification")
            for release in reversed(one.things("release_dates"))
            if release.text("certification")
        }
        certification = next((rated[kind] for kind in _RELEASES if kind in rated), "")
        if certification:
            found[one.text("iso_3166_1")] = certification
    return found


def _people(told: Answer, is_film: bool) -> list[Person]:
    """Everybody once a role: cast by billing, then directors and writers; of a series its creators and leading ones."""
    if is_film:
        credits = told.under("credits")
        crew = [(one, one.text("job")) for one in credits.things("crew")]
        people = [_person(one, "actor", one.text("character")) for one in _billed(credits)]
    else:
        credits = told.under("aggregate_credits")
        most_first = sorted(credits.things("crew"), key=lambda one: -(one.number("total_episode_count") or 0))
        crew = [(one, job) for one in most_first for job in one.names("jobs", "job")]
        people = [_person(one, "creator", "") for one in told.things("created_by")]
        people += [
            _person(one, "actor", next(iter(one.names("roles", "character")), ""))
            for one in _billed(credits)[:_MOST_OF_SERIES]
        ]
    made = [_person(one, _JOBS[job], "") for one, job in crew if job in _JOBS]
    for role in ("director", "writer"):
        of_role = [person for person in made if person.role == role]
        people += of_role if is_film else of_role[:_MOST_OF_SERIES]
    kept: dict[tuple[str, object], Person] = {}
    for person in people:
        if person.name:
            kept.setdefault((person.role, person.person_id or person.name), person)
    return list(kept.values())


def _billed(credits: Answer) -> list[Answer]:
    """The cast by billing, those without a place last."""

    def order(one: Answer) -> float:
        value = one.values.get("order")
        return float(value) if is_number(value) else math.inf

    return sorted(credits.things("cast"), key=order)


def _person(one: Answer, role: str, character: str) -> Person:
    return Person(one.text("name"), role, one.identity("id"), character or None)
