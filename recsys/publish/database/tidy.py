"""A bundle's tables as the rows of an exported database: Arrow tables with the columns of `layout`."""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from recsys.bundle.bundle import Bundle
from recsys.domain.schema import CREDITS, MOVIES, PLATFORM_NAMES
from recsys.publish.database.layout import LONGEST_KEY
from recsys.serving.queries.groups import Groups
from recsys.serving.queries.places import countries, languages
from recsys.text import fold

_Columns = dict[str, pa.Array]


def tidy(bundle: Bundle) -> dict[str, pa.Table]:
    """{table: rows} for every table of the layout; the films' are empty where the bundle has no film catalogue."""
    films = bundle.films
    movies = films.movies if films is not None else MOVIES.empty_table()
    credits = films.credits if films is not None else CREDITS.empty_table()
    return {
        **_streaming(_columns(bundle.titles)),
        "ratings": _ratings(_columns(bundle.ratings)),
        **_movies(_columns(movies)),
        **_credits(_columns(credits)),
    }


def _streaming(titles: _Columns) -> dict[str, pa.Table]:
    ids = titles["title_id"]
    casts = {
        "title_cast": _parts(ids, titles["display_cast"], "title_id", "person"),
        "title_directors": _parts(ids, titles["display_directors"], "title_id", "person"),
    }
    # The casts first: who is in one is called as the first cast that names them does.
    people = _Named("person", [name for table in casts.values() for name in pc.unique(table["person"]).to_pylist()])
    alphabetical = sorted(
        range(len(people.names)), key=lambda number: (fold(people.names[number]), people.names[number])
    )
    first = pa.array(np.sort(np.unique(titles["work_id"].dictionary_encode().indices, return_index=True)[1]))
    work = {"work_id": "work_id", "title": "display_title", "type": "type", "release_year": "release_year"}
    return {
        "platforms": pa.table({"platform": list(PLATFORM_NAMES), "name": list(PLATFORM_NAMES.values())}),
        "people": people.table.append_column("alphabetical", pa.array(np.argsort(alphabetical), pa.int32())),
        "works": pa.table({name: titles[column].take(first) for name, column in work.items()}),
        "titles": pa.table(
            _scalars(titles)
            | {
                "position": _counted(ids),
                "title_key": _keys(titles["display_title"]),
                "date_added": titles["date_added"].cast(pa.date32()),
            }
        ),
        **{name: table.append_column("person_num", people.numbers(table["person"])) for name, table in casts.items()},
        "title_genres": _parts(ids, titles["genres"], "title_id", "genre"),
        "title_countries": _parts(ids, titles["countries"], "title_id", "country"),
    }


def _ratings(ratings: _Columns) -> pa.Table:
    times = ratings["timestamp"].cast(pa.timestamp("s"))
    return pa.table({name: ratings[name] for name in ("user_id", "title_id", "rating")} | {"rated_at": times})


def _movies(movies: _Columns) -> dict[str, pa.Table]:
    ids, collection = movies["movie_id"], movies["collection"]
    collections = _Named("collection", Groups([name] if name else [] for name in collection.to_pylist()).names)
    companies = _Named("company", Groups(movies["companies"].to_pylist()).names)
    of_companies = _parts(ids, movies["companies"], "movie_id", "company")
    columns = _scalars(movies) | {
        "position": _counted(ids),
        "title_key": _keys(movies["title"]),
        "release_date": movies["release_date"].cast(pa.date32()),
        "collection_num": collections.numbers(collection),
    }
    columns["film_return"] = columns.pop("return")
    return {
        **_places(movies),
        "collections": collections.table,
        "companies": companies.table,
        "movies": pa.table(columns),
        "movie_genres": _parts(ids, movies["genres"], "movie_id", "genre"),
        "movie_keywords": _parts(ids, movies["keywords"], "movie_id", "keyword"),
        "movie_countries": _parts(ids, movies["country_codes"], "movie_id", "country"),
        "movie_languages": _parts(ids, movies["languages"], "movie_id", "language"),
        "movie_companies": of_companies.append_column("company_num", companies.numbers(of_companies["company"])),
    }


def _places(movies: _Columns) -> dict[str, pa.Table]:
    rows = zip(movies["country_codes"].to_pylist(), movies["countries"].to_pylist(), strict=True)
    named = {code: name for codes, names in rows for code, name in zip(codes, names + codes[len(names) :], strict=True)}
    spoken = pa.concat_arrays([movies["original_language"], movies["languages"].flatten()])
    codes = sorted(spoken.drop_null().unique().to_pylist())
    country, language = countries(named).spanish, languages(codes).spanish
    return {
        "countries": pa.table(
            {
                "country": _texts(named),
                "name": _texts(named.values()),
                "spanish": _texts(map(country, named)),
            }
        ),
        "languages": pa.table({"language": _texts(codes), "spanish": _texts(map(language, codes))}),
    }


def _credits(credits: _Columns) -> dict[str, pa.Table]:
    # One name may be two people, and one id two names: a person is both together, as in the answers.
    pairs = list(zip(credits["person"].to_pylist(), credits["person_id"].to_pylist(), strict=True))
    numbers = {pair: number for number, pair in enumerate(dict.fromkeys(pairs))}
    names = _texts(name for name, _ in numbers)
    return {
        "film_people": pa.table(
            {
                "person_num": _counted(names),
                "person": names,
                "person_key": _keys(names),
                "person_id": pa.array([person_id for _, person_id in numbers], pa.int64()),
            }
        ),
        "credits": pa.table(
            {
                "movie_id": credits["movie_id"],
                "role": credits["role"],
                "position": credits["order"],
                "person_num": pa.array([numbers[pair] for pair in pairs], pa.int32()),
            }
        ),
    }


class _Named:
    """Names and their numbers, in the order of first appearance; spellings that fold alike share the first one's."""

    def __init__(self, thing: str, spellings: Iterable[str]) -> None:
        first: dict[str, str] = {}
        for spelling in spellings:
            first.setdefault(_key(spelling), spelling)
        self.names = list(first.values())
        self._numbers = {key: number for number, key in enumerate(first)}
        names = _texts(self.names)
        self.table = pa.table({f"{thing}_num": _counted(names), thing: names, f"{thing}_key": _keys(names)})

    def numbers(self, spellings: pa.Array | pa.ChunkedArray) -> pa.Array:
        """The number of each spelling, missing where it is missing."""
        known = spellings.unique()
        numbers = [self._numbers[_key(name)] if name else None for name in known.to_pylist()]
        return pa.array(numbers, pa.int32()).take(pc.index_in(spellings, known))


def _parts(ids: pa.Array, lists: pa.ListArray, owner: str, thing: str) -> pa.Table:
    """The things of all lists one under another, with their owners' ids and their positions."""
    rows = pc.list_parent_indices(lists)
    starts = np.concatenate([[0], np.cumsum(pc.list_value_length(lists).to_numpy())])
    position = np.arange(len(rows)) - starts[rows.to_numpy()]
    return pa.table({owner: ids.take(rows), "position": pa.array(position, pa.int32()), thing: lists.flatten()})


def _columns(table: pa.Table) -> _Columns:
    return {name: table.column(name).combine_chunks() for name in table.column_names}


def _scalars(columns: _Columns) -> _Columns:
    return {name: column for name, column in columns.items() if not pa.types.is_list(column.type)}


def _counted(rows: pa.Array) -> pa.Array:
    return pa.array(np.arange(len(rows)), pa.int32())


def _texts(texts: Iterable[str]) -> pa.Array:
    return pa.array(list(texts), pa.string())


def _key(name: str) -> str:
    return fold(name) or name


def _keys(names: pa.Array) -> pa.Array:
    return _texts(_key(name)[:LONGEST_KEY] for name in names.to_pylist())
