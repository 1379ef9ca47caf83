"""Exported files of every layout that is known, damaged, packed and renamed: read as far as they can be, or refused."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from recsys.errors import RequestError
from recsys.serving.imports.history import import_history
from recsys.serving.imports.reading import File
from recsys.serving.service import Service, plain
from tests.fuzz.door import Door
from tests.fuzz.values import ANYTHING, NESTED, WORDS, damage, damaged
from tests.serving.imports.given import zipped
from tests.serving.imports.layouts.test_fits import FILES

MADE = [made for _, _, made in FILES]
NAMES = st.sampled_from([made.name for made in MADE]) | WORDS
PROFILES = st.none() | st.sampled_from(["Ana", ""]) | WORDS
_ENCODINGS = ("utf-8", "utf-16", "utf-16-be", "utf-8-sig", "cp1251", "cp932")
INPUTS = st.tuples(
    st.one_of(
        st.tuples(st.just("damaged"), st.sampled_from(MADE), damage()),
        st.tuples(st.just("json"), ANYTHING, st.sampled_from(NESTED) | st.none()),
        st.tuples(st.just("bytes"), st.binary(max_size=400), st.none()),
    ),
    NAMES,
    PROFILES,
    st.sampled_from(["plain", "plain", "zip", "gzip", "zips", "encoded"]),
    damage() | st.none(),
)


@contextmanager
def imports(_: Path, service: Service) -> Iterator[Door]:
    """The import, over what a service knows."""

    def check(given: tuple[tuple[str, Any, Any], str, Any, str, Any]) -> None:
        made, name, profile, packed, last = given
        content = _packed(_content(*made), packed, name)
        if last is not None:
            content = damaged(content, last)
        try:
            answer = plain(import_history([File(name, content)], service.finder, profile))
        except RequestError as error:
            str(error).encode()
            return
        json.dumps(answer, ensure_ascii=False, allow_nan=False).encode()

    yield Door("imports", 0.35, INPUTS, check)


def _content(how: str, one: Any, other: Any) -> bytes:
    if how == "damaged":
        return damaged(one.content, other)
    if how == "json":
        return (other or json.dumps(one)).encode("utf-8", "surrogatepass")
    return bytes(one)


def _packed(content: bytes, how: str, name: str) -> bytes:
    inside = name.encode("utf-8", "replace").decode().replace("\0", "")[:60000] or "x"
    match how:
        case "zip":
            return zipped({inside: content, "ratings.csv": content})
        case "zips":
            return zipped({"a.zip": zipped({inside: content}), "b.zip": content})
        case "gzip":
            return gzip.compress(content, 1)
        case "encoded":
            text = content.decode("utf-8", "replace")
            return text.encode(_ENCODINGS[len(content) % len(_ENCODINGS)], "replace")
    return content
