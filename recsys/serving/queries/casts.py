"""Who acts in each title, by what the title's own source says."""

from collections import defaultdict

import pyarrow as pa
import pyarrow.compute as pc


def casts_of_titles(titles: pa.Table, credits: pa.Table) -> pa.ListArray:
    """The actors of each of `titles` in billing order, one list a title.

    They are those that its own source gives to it, which may be none; of a title whose source names nobody of any of
    its titles they are the work's main credits. `titles` and `credits` have the schemas of these names.
    """
    actors = credits.filter(pc.equal(credits.column("role"), "actor"))
    actors = actors.select(["work_id", "person", "order", "source", "title_id", "main"])
    given = actors.filter(actors.column("title_id").is_valid())
    with_people = set(_texts(credits.filter(credits.column("title_id").is_valid()).column("source").unique()))
    sources = _texts(titles.column("source"))
    own = _by_key(given, ("source", "title_id"))
    without = {
        work_id
        for work_id, source in zip(_texts(titles.column("work_id")), sources, strict=True)
        if source not in with_people
    }
    main = actors.filter(
        pc.and_(
            actors.column("main"),
            pc.is_in(actors.column("work_id").cast(pa.string()), pa.array(sorted(without), pa.string())),
        )
    )
    of_work = _by_key(main, ("work_id",))
    rows = zip(sources, titles.column("title_id").to_pylist(), _texts(titles.column("work_id")), strict=True)
    return pa.array(
        [
            own.get((source, title_id), []) if source in with_people else of_work.get((work_id,), [])
            for source, title_id, work_id in rows
        ],
        pa.list_(pa.string()),
    )


def _by_key(credits: pa.Table, key: tuple[str, ...]) -> dict[tuple[str, ...], list[str]]:
    """{key: the names of its credits by their order}."""
    names: dict[tuple[str, ...], list[str]] = defaultdict(list)
    # Not in Arrow: its sort is not stable, and the same place may be taken twice.
    rows = list(zip(*(_texts(credits.column(name)) for name in key), strict=True))
    orders, people = credits.column("order").to_pylist(), _texts(credits.column("person"))
    for row in sorted(range(len(rows)), key=orders.__getitem__):
        names[rows[row]].append(people[row])
    return names


def _texts(column: pa.ChunkedArray | pa.Array) -> list[str]:
    found: list[str] = column.cast(pa.string()).to_pylist()
    return found
