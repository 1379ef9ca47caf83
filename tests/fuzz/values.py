"""Values that nobody means well with, and bytes that something has happened to."""

import random
from typing import Any

from hypothesis import strategies as st

TEXTS = st.sampled_from(
    [
        *(
            "",
            " ",
            "\t\r\n",
            "\0",
            "a\0b",
            "\x1b[2J",
            "\ud800",
            "Ana\udc80",
            "\U0001f3ac\ud83d",
            "\ufffe",
            "\ufdfa" * 18,
        ),
        *(
            "\u202egnp.exe",
            "\u200b" * 20,
            "e" + "\u0301" * 250,
            "\U0001f3ac" * 300,
            "ß" * 300,
            "\u0130",
            "＝１＋１",
            "٣",
        ),
        *("a" * 301, "a" * 10_000, "9" * 5000, "-", "=", "=5", "Up=", "Up=nan", "Up=1e999", "Up=S99", "=HYPERLINK(1)"),
        *("NaN", "Infinity", "1e308", "-0", "1_0", "²", "0x10", "null", "None", "true", "[]", "{}", '{"a": 1}', "%00"),
        *(
            "../../etc/passwd",
            "/",
            "//",
            ".",
            "..",
            "{{7*7}}",
            "${x}",
            "%s%n",
            "' OR 1=1 --",
            "<script>alert(1)</script>",
        ),
        *("the", "l'", ", the", "?", "*", "(", "[", "\\", "|", ":", ": ", "Season 1", "Toy Story: Season 9" * 20),
    ]
)
ANY_TEXT = st.text(st.characters(codec=None, categories=None), max_size=30)  # halves of characters, too
WORDS = TEXTS | ANY_TEXT
NUMBERS = (
    st.sampled_from([0, -1, 1, 2**31, 2**63, -(2**64), 10**400, 1e308, -1e308, 5e-324, 0.5, True, False])
    | st.integers()
    | st.floats()
)
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none() | NUMBERS | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
# Not hypothesis' own, whose numbers are mostly small ones.
CHANCE = st.integers(0, 2**64).map(random.Random)
NESTED = ["[" * depth + "]" * depth for depth in (50, 400, 900, 100_000)] + ['{"a":' * 900 + "1" + "}" * 900, "[" * 100]
TOKENS = [
    *(b"", b"\0", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\r", b"\n\n", b'"', b"'", b",", b";" * 600, b"\t", b"|"),
    *(
        b"nan",
        b"-inf",
        b"1e999",
        b"9" * 400,
        b"99999999999999999999",
        b"-1",
        b"=1+1",
        b"\\ud800",
        b"\\u0000",
        b"{",
        b"[",
    ),
    *(b"[" * 3000, b"}", b"]", b"<", b">", b"&#0;", b"&lol;", b"<!DOCTYPE a [<!ENTITY l 'l'>]>", b"<![CDATA[", b"</a>"),
    *(
        b"0000-00-00",
        b"2026-13-45",
        b"9999-12-31",
        b"31/02/2026",
        b"PK\x03\x04",
        b"\x1f\x8b\x08",
        b"a" * 2000,
        b"\x80" * 9,
    ),
    *(
        b"null",
        b"NaN",
        b"true",
        b"None",
        b"[]",
        b"{}",
        b'""',
        b"0",
        b"\x7f\xff\xff\xff",
        b"\xff\xff\xff\xff\xff\xff\xff\x7f",
    ),
]


@st.composite
def damage(draw: st.DrawFn) -> list[tuple[str, float, float, bytes]]:
    """What happens to some bytes: how, from where to where (as parts of their length), and what stands there then."""
    part = st.floats(0, 1)
    how = st.sampled_from(["flip", "cut", "drop", "twice", "insert", "replace", "swap"])
    some = st.sampled_from(TOKENS) | st.binary(max_size=8)
    return draw(st.lists(st.tuples(how, part, part, some), min_size=1, max_size=4))


def damaged(content: bytes, steps: list[tuple[str, float, float, bytes]]) -> bytes:
    """The bytes after all that."""
    for how, one, other, token in steps:
        start, end = sorted((int(one * len(content)), int(other * len(content))))
        short = min(end, start + 64)
        if how == "flip" and start < len(content):
            content = content[:start] + bytes([content[start] ^ (token[0] if token else 1)]) + content[start + 1 :]
        elif how == "cut":
            content = content[:start]
        elif how == "drop":
            content = content[:start] + content[short:]
        elif how == "twice":
            content = content[:end] + content[start:end][:4096] + content[end:]
        elif how == "swap":
            content = content[short:end] + content[:short] + content[end:]
        else:
            content = content[:start] + token + content[start if how == "insert" else start + len(token) :]
    return content


def some_of(value: Any, chance: random.Random, instead: Any, share: float = 0.1) -> Any:
    """The value with some of what is in it, at any depth, replaced."""
    if chance.random() < share:
        return instead
    if isinstance(value, dict):
        return {key: some_of(inner, chance, instead, share) for key, inner in value.items()}
    return [some_of(inner, chance, instead, share) for inner in value] if isinstance(value, list) else value
