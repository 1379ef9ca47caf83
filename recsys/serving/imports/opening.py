"""Bytes opened as documents: unpacked, decoded, and told apart by how they begin."""

import json
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from recsys.serving.imports.archives import Budget, Member, Unread, Why, unpacked
from recsys.serving.imports.documents import Document, Json, Table, Xml
from recsys.serving.imports.encodings import decoded
from recsys.serving.imports.limits import MOST_VALUES

_SEPARATORS = ",;\t|"
_TOLD_SEPARATOR = re.compile(r"sep=(.)\r?\n")  # Excel's first line


def opened(name: str, content: bytes, budget: Budget) -> Iterator[Document | Unread]:
    """The documents in a file, one after the other. Raises what `unpacked` raises."""
    for member in unpacked(name, content, budget):
        if isinstance(member, Unread):
            yield member
        elif member.content.strip():
            yield _document(member)


def _document(member: Member) -> Document | Unread:
    text = decoded(member.content)
    if text is None:
        return Unread(member.path, Why.NOT_TEXT)
    text = text.lstrip("\ufeff \r\n")
    if text.startswith(("{", "[")):
        return _json(member.path, text)
    if text.startswith("<"):
        return _xml(member.path, text)
    if told := _TOLD_SEPARATOR.match(text):
        return Table(member.path, text[told.end() :], told[1])
    first = text.partition("\n")[0]
    return Table(member.path, text, max(_SEPARATORS, key=first.count))


def _json(path: str, text: str) -> Json | Unread:
    if text.count(",") + text.count("[") + text.count("{") > MOST_VALUES:
        return Unread(path, Why.TOO_LARGE)
    try:
        return Json(path, json.loads(text))
    except (ValueError, RecursionError):
        return Unread(path, Why.DAMAGED)


class _RefusedError(Exception):
    """A document type or an entity."""


def _xml(path: str, text: str) -> Xml | Unread:
    if text.count("<") + text.count("=") > MOST_VALUES:
        return Unread(path, Why.TOO_LARGE)
    try:
        return Xml(path, _root(text))
    except _RefusedError:
        return Unread(path, Why.ENTITIES)
    except (expat.ExpatError, AssertionError):
        return Unread(path, Why.DAMAGED)


def _root(text: str) -> Element:
    """The tree of an XML document. Raises _RefusedError at a document type, before any entity of it is made."""
    builder = TreeBuilder()
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise _RefusedError

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.buffer_text = True
    parser.Parse(text, True)
    return builder.close()
