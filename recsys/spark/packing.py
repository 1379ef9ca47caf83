"""Records and what is made of them as texts of JSON: what a row carries that has no columns of its own."""

from typing import Any

import orjson

from recsys.ingest.linking.remembered import Series
from recsys.ingest.records import Listing, Name, Person, Record
from recsys.ingest.unite import Credit, United


def pack(value: object) -> str:
    """Anything of dataclasses, tuples, lists, dictionaries by text, numbers and texts."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_SERIALIZE_NUMPY).decode()


def _plain(value: object) -> object:
    if isinstance(value, tuple | set | frozenset):  # named tuples
        return list(value)
    raise TypeError(f"{type(value).__name__} cannot be packed")


def unpack(text: str) -> Any:  # noqa: ANN401 - whatever was packed
    """What was packed, its tuples as lists, its dataclasses as dictionaries."""
    return orjson.loads(text)


def unpack_record(text: str) -> Record:
    """A record that was packed."""
    return to_record(orjson.loads(text))


def to_record(fields: dict[str, Any]) -> Record:
    """A record of what `unpack` gives of it."""
    facts = fields["facts"]
    if "descriptions" in facts:
        facts["descriptions"] = [tuple(one) for one in facts["descriptions"]]
    fields["names"] = [Name(*name) for name in fields["names"]]
    fields["people"] = [Person(*person) for person in fields["people"]]
    fields["listings"] = [Listing(**one | {"where": tuple(one["where"])}) for one in fields["listings"]]
    return Record(**fields)


def unpack_united(made: list[Any]) -> United:
    """A work that was packed."""
    facts, names, people = made
    credits = [Credit(Person(*person), *rest) for person, *rest in people]
    return United(facts, [Name(*name) for name in names], credits)


def unpack_series(text: str) -> tuple[Series, str]:
    """A series that remembered names can mean, and its label, that were packed."""
    fields, label = orjson.loads(text)
    return Series(fields["member"], tuple(fields["order"]), fields["votes"], tuple(fields["titles"])), label
