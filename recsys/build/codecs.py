"""How each kind of value that a step makes is kept in a file."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Protocol, Self, TypeVar

import numpy as np
import pyarrow as pa
from safetensors.numpy import save_file

from recsys.errors import UnreadableError
from recsys.files import read_arrays, read_json, read_table, write_table
from recsys.ingest.tables import Account
from recsys.models.storage import Arrays


@dataclass(frozen=True)
class Codec:
    """A kind of file by its `suffix`; `load` raises UnreadableError where the file holds something else.

    `owner` is the class whose code decides what stands in the file, where it is a model's.
    """

    suffix: str
    save: Callable[[Any, Path], None]
    load: Callable[[Path], Any]
    owner: type | None = None


class Model(Protocol):
    """A model that writes and reads its own arrays."""

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The model that `to_arrays` stored."""
        ...

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The model as named arrays."""
        ...


_Model = TypeVar("_Model", bound=Model)


def table(schema: pa.Schema) -> Codec:
    """A table of that schema."""
    # Parquet has its own name for the items of a list; under the schema's the table is written as before.
    return Codec(".parquet", write_table, lambda path: read_table(path, schema).cast(schema))


def model(owner: type[_Model]) -> Codec:
    """A model of that class, or None: a file without arrays."""

    def save(value: _Model | None, path: Path) -> None:
        save_file(value.to_arrays() if value is not None else {}, path)

    def load(path: Path) -> _Model | None:
        arrays = read_arrays(path)
        return owner.from_arrays(arrays) if arrays else None

    return Codec(".safetensors", save, load, owner)


def _save_json(value: Any, path: Path) -> None:  # noqa: ANN401 - whatever JSON holds
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _load_account(path: Path) -> Account:
    account, known = read_json(path), {one.name for one in fields(Account)}
    if not isinstance(account, dict) or set(account) != known:
        raise UnreadableError(f"expected {', '.join(sorted(known))}")
    return Account(**account)


JSON = Codec(".json", _save_json, read_json)
ACCOUNT = Codec(".json", lambda value, path: _save_json(asdict(value), path), _load_account)
