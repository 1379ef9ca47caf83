"""Data sources: the one registry that names them.

A source more is one module with a reader, and one entry of `SOURCES`. Their order is that in which facts are believed
where a rule does not say otherwise (`ingest.unite`): the first source that knows a fact is taken.
"""

import re
from collections.abc import Sequence

from recsys.domain.licences import Uses
from recsys.domain.schema import FILM_CATALOGUE
from recsys.errors import SettingsError
from recsys.ingest.sources import (
    catalogues,
    flixable,
    imdb,
    imdb_keywords,
    justwatch,
    movielens,
    octopus,
    platform_ratings,
    scores,
    tmdb,
    tmdb_api,
    tvmaze,
    viewing_reports,
    watched,
    wikidata,
)
from recsys.ingest.sources.layout import OtherFile, Source

__all__ = ["OTHER_FILES", "SOURCES", "Source", "parse_train_on", "shown_only", "source_of_path"]

_FREE = Uses(passed_on=True)

_FACTS_ONLY = "facts of several years as somebody gathered them; for personal and scientific use"
_IMDB_TERMS = (
    "IMDb's non-commercial licence (https://developer.imdb.com/non-commercial-datasets/): for personal and "
    "non-commercial use; information courtesy of IMDb"
)

SOURCES: Sequence[Source] = (
    Source(
        FILM_CATALOGUE,
        "a catalogue of films from The Movie Database (TMDB) that Kaggle holds",
        "published there as CC0; TMDB neither endorses nor certifies any of this",
        tmdb.LAYOUTS,
        tmdb.read,
        catalogue=True,
        fetcher="movies",
        uses=_FREE,
    ),
    Source(
        justwatch.NAME,
        "catalogues of services in a country on a day, gathered from JustWatch, that Kaggle holds",
        "published there under several licences; JustWatch's own terms allow no commercial use",
        justwatch.LAYOUTS,
        justwatch.read,
        catalogue=True,
    ),
    Source(
        catalogues.NAME,
        "catalogues of services as of 2021 that Kaggle holds",
        "published there as CC0",
        catalogues.LAYOUTS,
        catalogues.read,
        catalogue=True,
        fetcher="platforms",
        uses=_FREE,
    ),
    Source(
        imdb.NAME,
        "titles, names, ratings and people of IMDb",
        _IMDB_TERMS,
        imdb.LAYOUTS,
        imdb.read,
        fetcher="imdb",
    ),
    Source(
        flixable.NAME,
        "Flixable's list of titles in Spanish",
        _FACTS_ONLY,
        flixable.LAYOUTS,
        flixable.read,
        catalogue=True,
    ),
    Source(
        octopus.NAME,
        "catalogues of services with the countries of every title and IMDb's votes",
        _FACTS_ONLY,
        octopus.LAYOUTS,
        octopus.read,
        catalogue=True,
    ),
    Source(
        tmdb_api.NAME,
        "who shows which titles where, and what they are, from the API of The Movie Database (TMDB); availability by "
        "JustWatch",
        "TMDB's API terms (https://www.themoviedb.org/api-terms-of-use): not for commercial use, kept for six "
        "months at most; whatever shows any of it says «This product uses TMDB and the TMDB APIs but is not "
        "endorsed, certified, or otherwise approved by TMDB», with TMDB's logo, and names JustWatch where it says "
        "which service shows a title. They forbid use in connection with machine learning or artificial "
        "intelligence, training included: whether a recommender is that, whoever fetches must decide, or ask TMDB",
        tmdb_api.LAYOUTS,
        tmdb_api.read,
        catalogue=True,
        fetcher="tmdb",
        uses=Uses(trained_on=False),
        clause="TMDB's API terms, 1.C, forbid to use it «in connection with, including for training,» machine learning "
        "and AI. Models will learn from it as you asked: whether you may is between you and TMDB.",
    ),
    Source(
        imdb_keywords.NAME,
        "series with their keywords, plots and people from IMDb",
        _IMDB_TERMS,
        imdb_keywords.LAYOUTS,
        imdb_keywords.read,
    ),
    Source(
        tvmaze.NAME,
        "series of TVmaze: summaries, people, and how much they are looked at there",
        "TVmaze's data are licensed CC BY-SA 4.0 (https://www.tvmaze.com): whoever gives them on names and links "
        "TVmaze, and does so under the same licence",
        tvmaze.LAYOUTS,
        tvmaze.read,
        fetcher="tvmaze",
        uses=_FREE,
    ),
    Source(
        wikidata.NAME,
        "names, genres, franchises and ids of Wikidata",
        "Wikidata's data are in the public domain, CC0 (https://www.wikidata.org/wiki/Wikidata:Licensing)",
        wikidata.LAYOUTS,
        wikidata.read,
        fetcher="wikidata",
        uses=_FREE,
    ),
    Source(
        viewing_reports.NAME,
        "viewing reports of a service: hours viewed in half a year",
        "published by the service; all rights are its own",
        viewing_reports.LAYOUTS,
        viewing_reports.read,
    ),
    Source(
        watched.NAME,
        "what people watch together, without who they are",
        "who gathered it is not stated; for personal and scientific use",
        watched.LAYOUTS,
        watched.read,
        remembered=True,
    ),
    Source(
        movielens.NAME,
        "ratings of MovieLens, by GroupLens (Harper and Konstan, 2015, https://doi.org/10.1145/2827872)",
        "not for commercial use; `ml-latest-small` may be given on under its own terms, `ml-100k` and `ml-1m` not "
        "without GroupLens' permission",
        movielens.LAYOUTS,
        movielens.read,
        fetcher="movielens",
    ),
    Source(
        "platform-ratings",
        "ratings of people",
        "those of whoever gathered them",
        platform_ratings.LAYOUTS,
        platform_ratings.read,
        one_by_one=True,
        fetcher="ratings",
    ),
    Source(
        "title-scores",
        "mean ratings of titles",
        "those of whoever gathered them",
        scores.LAYOUTS,
        scores.read,
    ),
)

# Files that are known and that no build reads.
OTHER_FILES: Sequence[OtherFile] = (
    OtherFile(re.compile(r"gold/[^/]+\.csv", re.IGNORECASE), "graded lists of similar titles: read by evaluation only"),
    OtherFile(
        re.compile(r"movielens/(?:[^/]+/)?u[1-5ab]\.(?:base|test)", re.IGNORECASE),
        "a published fold of u.data: read by evaluation only",
    ),
    OtherFile(
        re.compile(
            r"movielens/(?:[^/]+/)?(?:tags\.(?:csv|dat)|genome-.*|u\.(?:genre|user|info|occupation)|users\.dat)", re.I
        ),
        "of MovieLens, but neither films, other ids of them nor ratings",
    ),
)


def shown_only(sources: Sequence[Source] = SOURCES) -> dict[str, Source]:
    """The sources that models must not learn from unless whoever builds says so, by name."""
    return {source.name: source for source in sources if not source.uses.trained_on}


def parse_train_on(text: str, sources: Sequence[Source] = SOURCES) -> tuple[str, ...]:
    """The sources, with commas, that models are to learn from though their terms are against it; `none` for none.

    Raises SettingsError for a name of no such source.

    >>> parse_train_on("none"), parse_train_on("tmdb-api")
    ((), ('tmdb-api',))
    """
    names = tuple(dict.fromkeys(name for part in text.split(",") if (name := part.strip()) and name != "none"))
    known = shown_only(sources)
    for name in names:
        if name not in known:
            raise SettingsError(
                f"train-on must be none or of {', '.join(known)}, got «{name}». Models learn from all others."
            )
    return names


def source_of_path(path: str, sources: Sequence[Source] = SOURCES) -> Source | None:
    """The first source with a layout for this path below the data folder, whatever the file holds.

    >>> source_of_path("tmdb/credits.csv").name
    'tmdb'
    """
    return next((source for source in sources if any(layout.match(path) for layout in source.layouts)), None)
