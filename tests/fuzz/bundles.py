"""Bundles of which something is damaged, exchanged, or made with intent: loaded, or refused by name."""

import json
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from recsys.bundle.bundle import load_bundle, save_bundle
from recsys.bundle.manifest import MANIFEST, SERVED
from recsys.errors import BundleError
from tests.fixtures.bundles import DOCUMENTS, sign, tiny_bundle
from tests.fuzz.door import Door
from tests.fuzz.values import ANYTHING, CHANCE, WORDS, damage, damaged, some_of

_MODELS = tuple(name for name in SERVED if name.endswith(".safetensors"))
_TABLES = tuple(name for name in SERVED if name.endswith(".parquet"))
_JSON = tuple(name for name in SERVED if name.endswith(".json"))
_DTYPES = ("int8", "int32", "int64", "uint8", "uint64", "float16", "float32", "float64", "bool")

INPUTS = st.one_of(
    st.tuples(st.just("bytes"), st.sampled_from((*SERVED, MANIFEST)), damage(), st.booleans()),
    st.tuples(st.just("exchange"), st.sampled_from(SERVED), st.sampled_from((*SERVED, MANIFEST)), st.booleans()),
    st.tuples(st.just("json"), st.sampled_from((*_JSON, MANIFEST)), CHANCE, ANYTHING),
    st.tuples(st.just("files"), WORDS, ANYTHING, st.booleans()),
    st.tuples(st.just("arrays"), st.sampled_from(_MODELS), CHANCE, st.integers(0, 6)),
    st.tuples(st.just("table"), st.sampled_from(_TABLES), CHANCE, WORDS),
)


@contextmanager
def bundles(folder: Path) -> Iterator[Door]:
    """The loader, over a bundle of three works that lies below the folder."""
    whole, bundle = folder / "whole", folder / "bundle"
    save_bundle(tiny_bundle(), whole, DOCUMENTS)
    shutil.copytree(whole, bundle)

    def check(given: tuple[Any, ...]) -> None:
        try:
            if not _spoil(bundle, *given):
                return
            load_bundle(bundle)
        except BundleError as error:
            told = str(error)
            assert told.startswith(str(bundle)), told
            assert len(told) < 2000, told
            told.encode()
        finally:
            _mend(bundle, whole, given[1])

    yield Door("bundles", 0.15, INPUTS, check)


def _mend(bundle: Path, whole: Path, name: Any) -> None:
    """Put back what was spoiled: the file of that name, if there is one, and the manifest."""
    for one in {name, MANIFEST} & {*SERVED, MANIFEST}:
        # Not written over: what was loaded may still be mapped from the file.
        (bundle / one).unlink(missing_ok=True)
        shutil.copyfile(whole / one, bundle / one)


def _spoil(bundle: Path, how: str, name: Any, one: Any, other: Any) -> bool:
    """Do it to the bundle; False where it cannot be done."""
    path = bundle / name if how != "files" else bundle
    if how == "bytes":
        path.write_bytes(damaged(path.read_bytes(), one))
        if other and name != MANIFEST:
            sign(bundle, name)
    elif how == "exchange":
        shutil.copyfile(bundle / one, path) if one != name else path.unlink()
        if other and one != name:
            sign(bundle, name)
    elif how == "json":
        path.write_text(json.dumps(some_of(json.loads(path.read_bytes()), one, other)), "utf-8", "surrogatepass")
        if name != MANIFEST:
            sign(bundle, name)
    elif how == "files":
        manifest = json.loads((bundle / MANIFEST).read_bytes())
        manifest["files"][name] = dict(manifest["files"][SERVED[0]]) if other else one
        (bundle / MANIFEST).write_text(json.dumps(manifest))
    elif how == "arrays":
        save_file(_other_arrays(load_file(path), one, other), path)
        sign(bundle, name)
    elif not _write_table(path, one, other):
        return False
    else:
        sign(bundle, name)
    return True


def _other_arrays(arrays: dict[str, np.ndarray], chance: random.Random, how: int) -> dict[str, np.ndarray]:
    name = chance.choice(sorted(arrays))
    array = arrays[name]
    with np.errstate(all="ignore"):
        changed = {
            0: lambda: array.astype(chance.choice(_DTYPES)),
            1: lambda: array[: chance.randrange(len(array) + 1)] if array.ndim else array,
            2: lambda: np.full_like(
                array, chance.choice([0, 1, 100, 255] if array.dtype.kind == "u" else [-1, 0, 1, 99])
            ),
            3: lambda: array.reshape(-1, 1) if chance.random() < 0.5 else array.reshape(1, *array.shape),
            4: lambda: np.concatenate([array, array]) if array.ndim else array,
            5: lambda: np.zeros(0, array.dtype),
        }.get(how)
        if changed is None:
            del arrays[name]
        else:
            arrays[name] = np.ascontiguousarray(changed())
    return arrays


def _write_table(path: Path, chance: random.Random, word: str) -> bool:
    """The table with a column of other values, or other columns or rows; False where Arrow holds no such values."""
    table = pq.read_table(path)
    name = chance.choice(table.schema.names)
    number = table.schema.get_field_index(name)
    column, field = table.column(name), table.schema.field(name)
    try:
        values = [chance.choice([word, None, *column.to_pylist()]) for _ in range(len(column))]
        other = chance.randrange(5)
        if other == 0:
            table = table.drop_columns([name])
        elif other == 1:
            table = pa.concat_tables([table, table])
        elif other == 2:
            table = table.slice(0, chance.randrange(table.num_rows + 1))
        elif other == 3:
            table = table.set_column(number, pa.field(name, pa.string()), pa.array(map(str, values), pa.string()))
        else:
            table = table.set_column(number, field, pa.array(values, field.type))
        pq.write_table(table, path)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        return False
    return True
