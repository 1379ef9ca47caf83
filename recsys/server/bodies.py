"""What is wrong with the JSON of a request, found before anything reads it.

A body of a few kilobytes can be nested so deep that whatever walks through it, the JSON parser first, runs out of
stack; and not all that read it expect bytes that are no text.
"""

import re

MOST_LEVELS = 40  # of JSON in a request; people of a group, with their ratings, have 4
_TEXT = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")


def fault_of(body: bytes, kind: str) -> str | None:
    """What a body of that content type lacks to be read; None where it can be tried."""
    if is_deeper(body, MOST_LEVELS):
        return f"The JSON of a request must be nested {MOST_LEVELS} levels deep at most."
    if "json" in kind:
        try:
            body.decode()
        except UnicodeDecodeError as error:
            return f"The JSON of a request must be UTF-8: {error.reason} at byte {error.start}."
    return None


def is_deeper(body: bytes, most: int) -> bool:
    """Whether brackets of the body stand deeper in one another than that; what stands in texts does not count.

    >>> is_deeper(b'[[1], ["[[["]]', 2), is_deeper(b'[{"a": []}]', 2)
    (False, True)
    """
    if body.count(b"[") + body.count(b"{") <= most:
        return False
    depth = 0
    for bracket in _BRACKET.findall(_TEXT.sub(b"", body)):
        depth += 1 if bracket in (b"[", b"{") else -1
        if depth > most:
            return True
    return False
