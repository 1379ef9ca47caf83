"""Who takes part in each title, by what the title's own source says."""

from collections import defaultdict

import pyarrow as pa
import pyarrow.compute as pc


def casts_of_titles(titles: pa.Table, credits: pa.Table, role: str = "actor") -> pa.ListArray:
    """The people of a role of each of `titles` in billing order, one list a title.

    They are those that its own source gives to it, which may be none; of a title whose source names nobody of any of
    its titles they are the work's main credits. `titles` and `credits` have the schemas of these names.
    """
    with_people = set(_texts(credits.filter(credits.column("title_id").is_valid()).column("source").unique()))
    of_role = credits.filter(pc.equal(credits.column("role"), role))
    own = _names(of_role.filter(of_role.column("title_id").is_valid()), ("source", "title_id"))
    sources, works = _texts(titles.column("source")), _texts(titles.column("work_id"))
    without = {work for work, source in zip(works, sources, strict=True) if source not in with_people}
    of_works = pc.is_in(of_role.column("work_id").cast(pa.string()), pa.array(sorted(without), pa.string()))
    main = _names(of_role.filter(pc.and_(of_role.column("main"), of_works)), ("work_id",))
    rows = zip(sources, titles.column("title_id").to_pylist(), works, strict=True)
    return pa.array(
        [
            own.get((source, title_id), []) if source in with_people else main.get((work,), [])
            for source, title_id, work in rows
        ],
        pa.list_(pa.string()),
    )


def _names(credits: pa.Table, key: tuple[str, ...]) -> dict[tuple[str, ...], list[str]]:
    """{key: the names of its credits by their order}."""
    names: dict[tuple[str, ...], list[str]] = defaultdict(list)
    keys = list(zip(*(_texts(credits.column(name)) for name in key), strict=True))
    orders, people = credits.column("order").to_pylist(), _texts(credits.column("person"))
    # Not in Arrow, whose sort would not keep the order of two at the same place.
    for row in sorted(range(len(keys)), key=orders.__getitem__):
        names[keys[row]].append(people[row])
    return names


def _texts(column: pa.ChunkedArray) -> list[str]:
    found: list[str] = column.cast(pa.string()).to_pylist()
    return found
