"""The text of bytes in whichever encoding they come."""

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19]")
_HIGH = re.compile(rb"[\x80-\xff]+")
_KANA = re.compile(r"[\u3041-\u30fe]")
_GUESSED_FROM = 1_000_000  # bytes


def decoded(content: bytes) -> str | None:
    """The text of the bytes, None where they are none.

    By the byte-order mark; else UTF-8, UTF-16 by where its zeros are, and for what a spreadsheet saved in its country's
    encoding: Windows-1251 where the letters beyond ASCII stand in words of their own, Shift-JIS where that makes kana,
    else Windows-1252.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _text(content, encoding)
    if content[:1000].count(0):
        even = content[:1000:2].count(0) > content[1:1000:2].count(0)
        return _text(content, "utf-16-be" if even else "utf-16-le")
    text = _text(content, "utf-8")
    return text if text is not None or b"\0" in content else _text(content, _of_country(content[:_GUESSED_FROM]))


def _text(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text, 0, _GUESSED_FROM) or "\0" in text else text


def _of_country(content: bytes) -> str:
    """The encoding of a country, by the runs of bytes beyond ASCII: a letter with an accent stands alone."""
    runs = _HIGH.findall(content)
    in_runs = sum(len(run) for run in runs if len(run) > 1)
    high = sum(map(len, runs))
    if 2 * in_runs > high and sum(byte >= 0xC0 for run in runs for byte in run) > 0.7 * high:
        return "cp1251"
    if _KANA.search(content.decode("cp932", "ignore")) and _decodes(content, "cp932"):
        return "cp932"
    return "cp1252" if _decodes(content, "cp1252") else "latin-1"


def _decodes(content: bytes, encoding: str) -> bool:
    """Whether the bytes are of the encoding; the last may be cut in the middle of a letter."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(content)
    except UnicodeDecodeError:
        return False
    return True
