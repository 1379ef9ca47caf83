"""A bundle's tables as those of the layout: lists as rows of their own, names numbered, texts with their keys."""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from recsys.bundle.bundle import Bundle
from recsys.domain.countries import country_name
from recsys.domain.services import service_by_id, service_name
from recsys.publish.database.layout import LONGEST_KEY
from recsys.publish.database.people import People
from recsys.serving.queries.casts import casts_of_titles
from recsys.serving.queries.films import Films
from recsys.serving.queries.groups import Groups
from recsys.serving.queries.places import countries, languages
from recsys.text import name_key

_Columns = dict[str, pa.Array]


def tidy(bundle: Bundle) -> dict[str, pa.Table]:
    """{table: rows} for every table of the layout."""
    works, titles, offers = _columns(bundle.works), _columns(bundle.titles), _columns(bundle.offers)
    films = Films(bundle.works)
    casts = {
        "title_cast": casts_of_titles(bundle.titles, bundle.credits),
        "title_directors": casts_of_titles(bundle.titles, bundle.credits, "director"),
    }
    people = People(bundle.credits, films, casts["title_cast"].filter(titles["current"]))
    # The films' spellings first: they are what the answers show.
    named = [name for names in works["companies"].to_pylist() for name in names]
    companies = _Named("company", [*Groups(films.lists("companies")).names, *named])
    collections = _Named("collection", Groups([name] if name else [] for name in _list(films, "collection")).names)
    return {
        "services": _services(titles, offers),
        **_places(works, offers),
        "collections": collections.table,
        "companies": companies.table,
        "people": people.table,
        **_works(works, companies),
        "names": _names(bundle.names),
        "credits": _credits(_columns(bundle.credits), people),
        "ratings": _ratings(_columns(bundle.ratings)),
        **_titles(titles, casts, people),
        "offers": pa.table({"offer_num": _counted(offers["work_id"]), **offers}),
        **_movies(films, companies, collections),
    }


def _services(titles: _Columns, offers: _Columns) -> pa.Table:
    found = {*titles["service"].unique().to_pylist(), *offers["service"].unique().to_pylist()}
    ids = [service_id for service_id in service_by_id() if service_id in found]
    return pa.table({"service": _texts(ids), "name": _texts(map(service_name, ids))})


def _places(works: _Columns, offers: _Columns) -> dict[str, pa.Table]:
    codes = sorted({*works["countries"].flatten().to_pylist(), *offers["country"].drop_null().to_pylist()})
    spoken = {*works["original_language"].drop_null().to_pylist(), *works["languages"].flatten().to_pylist()}
    country, language = countries(codes).spanish, languages(spoken).spanish
    return {
        "countries": pa.table(
            {
                "country": _texts(codes),
                "name": _texts(map(country_name, codes)),
                "spanish": _texts(map(country, codes)),
            }
        ),
        "languages": pa.table({"language": _texts(sorted(spoken)), "spanish": _texts(map(language, sorted(spoken)))}),
    }


def _works(works: _Columns, companies: "_Named") -> dict[str, pa.Table]:
    ids = works["work_id"]
    described = _parts(ids, works["descriptions"], "work_id", "description")
    text = described.column("description").combine_chunks()
    return {
        "works": pa.table(
            _scalars(works)
            | {
                "position": _counted(ids),
                "title_key": _keys(works["title"]),
                "release_date": works["release_date"].cast(pa.date32()),
            }
        ),
        **{
            f"work_{thing}s": _parts(ids, works[f"{thing}s"], "work_id", thing)
            for thing in ("genre", "keyword", "network", "source", "language")
        },
        "work_descriptions": pa.table(
            {
                "work_id": described.column("work_id"),
                "position": described.column("position"),
                "language": pc.struct_field(text, "language"),
                "description": pc.struct_field(text, "text"),
            }
        ),
        "work_countries": _parts(ids, works["countries"], "work_id", "country"),
        "work_companies": _numbered(_parts(ids, works["companies"], "work_id", "company"), companies),
    }


def _names(names: pa.Table) -> pa.Table:
    columns = _columns(names)
    # Numbered within each work, whatever their order.
    ids = columns["work_id"].to_pylist()
    seen: dict[str, int] = {}
    positions = []
    for work_id in ids:
        seen[work_id] = seen.get(work_id, -1) + 1
        positions.append(seen[work_id])
    return pa.table(columns | {"position": pa.array(positions, pa.int32()), "name_key": _keys(columns["name"])})


def _credits(credits: _Columns, people: People) -> pa.Table:
    return pa.table(
        {
            "credit_num": _counted(credits["work_id"]),
            "position": credits["order"],
            "character_name": credits["character"],
            "person_num": people.of_credits,
            **{name: credits[name] for name in ("work_id", "role", "source", "title_id", "main")},
        }
    )


def _ratings(ratings: _Columns) -> pa.Table:
    times = ratings["timestamp"].cast(pa.timestamp("s"))
    return pa.table({name: ratings[name] for name in ("user_id", "work_id", "rating")} | {"rated_at": times})


def _titles(titles: _Columns, casts: dict[str, pa.ListArray], people: People) -> dict[str, pa.Table]:
    numbers = _counted(titles["title_id"])
    found = {name: _parts(numbers, lists, "title_num", "person") for name, lists in casts.items()}
    return {
        "titles": pa.table(
            _scalars(titles)
            | {
                "title_num": numbers,
                "title_key": _keys(titles["title"]),
                "date_added": titles["date_added"].cast(pa.date32()),
            }
        ),
        **{
            name: rows.append_column("person_num", people.numbers(rows.column("person")))
            for name, rows in found.items()
        },
        "title_genres": _parts(numbers, titles["genres"], "title_num", "genre"),
        "title_countries": _parts(numbers, titles["countries"], "title_num", "country"),
    }


def _movies(films: Films, companies: "_Named", collections: "_Named") -> dict[str, pa.Table]:
    ids = films.column("work_id")
    columns = {
        "work_id": ids,
        "movie_id": films.column("tmdb_id"),
        "position": _counted(ids),
        "title": _texts(films.titles),
        "title_key": _keys(_texts(films.titles)),
        "release_date": pa.array(films.dates),
        "release_year": pa.array(films.years, pa.int32()),
        "vote_count": pa.array(films.vote_counts),
        "budget": pa.array(films.budgets),
        "revenue": pa.array(films.revenues),
        "film_return": pa.array(films.returns),
        "collection_num": collections.numbers(films.column("collection")),
        **{
            name: films.column(name)
            for name in ("original_language", "runtime", "popularity", "vote_average", "collection")
        },
    }
    of_companies = pa.array(films.lists("companies"), pa.list_(pa.string()))
    of_countries = pa.array(films.lists("countries"), pa.list_(pa.string()))
    return {
        "movies": pa.table(columns),
        "movie_countries": _parts(ids, of_countries, "work_id", "country"),
        "movie_companies": _numbered(_parts(ids, of_companies, "work_id", "company"), companies),
    }


class _Named:
    """Names and their numbers, in the order of first appearance; spellings that fold alike share the first one's."""

    def __init__(self, thing: str, spellings: Iterable[str]) -> None:
        self.thing = thing
        first: dict[str, str] = {}
        for spelling in spellings:
            first.setdefault(name_key(spelling), spelling)
        self._numbers = {key: number for number, key in enumerate(first)}
        names = _texts(first.values())
        self.table = pa.table({f"{thing}_num": _counted(names), thing: names, f"{thing}_key": _keys(names)})

    def numbers(self, spellings: pa.Array | pa.ChunkedArray) -> pa.Array:
        """The number of each spelling, missing where it is missing."""
        known = spellings.unique()
        numbers = [self._numbers[name_key(name)] if name else None for name in known.to_pylist()]
        return pa.array(numbers, pa.int32()).take(pc.index_in(spellings, known))


def _numbered(rows: pa.Table, named: _Named) -> pa.Table:
    return rows.append_column(f"{named.thing}_num", named.numbers(rows.column(named.thing)))


def _parts(ids: pa.Array, lists: pa.ListArray, owner: str, thing: str) -> pa.Table:
    """The things of all lists one under another, with their owners' ids and their positions."""
    rows = pc.list_parent_indices(lists)
    starts = np.concatenate([[0], np.cumsum(pc.list_value_length(lists).to_numpy())])
    position = np.arange(len(rows)) - starts[rows.to_numpy()]
    return pa.table({owner: ids.take(rows), "position": pa.array(position, pa.int32()), thing: lists.flatten()})


def _columns(table: pa.Table) -> _Columns:
    """The columns by name, ids as plain text."""
    found = {name: table.column(name).combine_chunks() for name in table.column_names}
    return {
        name: column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
        for name, column in found.items()
    }


def _scalars(columns: _Columns) -> _Columns:
    return {name: column for name, column in columns.items() if not pa.types.is_list(column.type)}


def _list(films: Films, column: str) -> list[str | None]:
    found: list[str | None] = films.column(column).to_pylist()
    return found


def _counted(rows: pa.Array) -> pa.Array:
    return pa.array(np.arange(len(rows)), pa.int32())


def _texts(texts: Iterable[str]) -> pa.Array:
    return pa.array(list(texts), pa.string())


def _keys(names: pa.Array) -> pa.Array:
    return _texts(name_key(name)[:LONGEST_KEY] for name in names.to_pylist())
