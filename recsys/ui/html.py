"""HTML of whatever stands on the page. What comes from data or from people is escaped here and in the modules that
call this, each piece where it is put into markup.
"""

import re
from collections.abc import Sequence
from html import escape

from recsys.ui.languages import Words

_NUMBER = re.compile(r"[+\-−]?\d[\d,.\s\u00a0\u202f]*%?|—")


def error(message: str) -> str:
    """What went wrong, where the answer would stand."""
    return f'<div class="butaca-error" role="alert">{escape(message)}</div>'


def empty(words: str, *buttons: str) -> str:
    """What this place is for while it holds nothing, and buttons (markup) that change that."""
    row = f'<div class="butaca-row">{"".join(buttons)}</div>' if buttons else ""
    return f'<p class="butaca-empty">{escape(words)}</p>{row}'


def banner(words: str) -> str:
    """Something that everybody must know about what is shown."""
    return f'<div class="butaca-banner" role="note">{escape(words)}</div>'


def answer(inner: str) -> str:
    """The frame of everything that is answered; `inner` is markup."""
    return f'<div class="butaca-answer">{inner}</div>'


def sentence(words: str, rows: Sequence[Sequence[object]] = (), header: Sequence[str] = ()) -> str:
    """A sentence as a heading, and a table where it has rows."""
    return answer(f"<h2>{escape(words)}</h2>{table(header, rows) if rows else ''}")


def bars(title: str, rows: Sequence[tuple[str, float]], words: Words) -> str:
    """A chart: a bar for each row, as long as its number, with name and number in words next to it."""
    longest = max((number for _, number in rows), default=0) or 1
    lines = "".join(
        f'<li><span>{escape(name)}</span>{bar(number / longest)}<span class="number">'
        f"{escape(words.number(number, 0 if number == int(number) else 2))}</span></li>"
        for name, number in rows
    )
    return answer(f'<h3>{escape(title)}</h3><ul class="butaca-chart">{lines}</ul>') if rows else ""


def titled_table(title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table with a title of its own, folded away until somebody wants it."""
    return answer(f"<details><summary>{escape(title)}</summary>{table(header, rows)}</details>")


def code(title: str, text: str) -> str:
    """Something to type or to copy, folded away until somebody wants it."""
    return answer(f'<details><summary>{escape(title)}</summary><pre tabindex="0">{escape(text)}</pre></details>')


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A small table; a column of nothing but numbers stands to the right."""
    numbers = [all(_is_number(row[column]) for row in rows) for column in range(len(header))]
    classes = [' class="number"' if number else "" for number in numbers]
    head = "".join(f'<th scope="col"{kind}>{escape(name)}</th>' for name, kind in zip(header, classes, strict=True))
    lines = (zip(row, classes, strict=True) for row in rows)
    body = "".join(
        f"<tr>{''.join(f'<td{kind}>{escape(str(cell))}</td>' for cell, kind in line)}</tr>" for line in lines
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def bar(share: float) -> str:
    """A bar of that share of its place. Hidden from screen readers: the number stands next to it in words."""
    width = 100 * max(0.0, min(1.0, share))
    return f'<div class="butaca-bar" aria-hidden="true"><i style="width: {width:.0f}%"></i></div>'


def act(does: str, label: str, spoken: str = "", *, pressed: bool | None = None, **data: str) -> str:
    """A button of the page's own script (`visitor.js`): what it does, to what, and what is read out in its place."""
    told = "".join(f' data-{key}="{escape(value)}"' for key, value in data.items())
    state = "" if pressed is None else f' aria-pressed="{str(pressed).lower()}"'
    named = f' aria-label="{escape(spoken)}" title="{escape(spoken)}"' if spoken else ""
    return f'<button type="button" class="butaca-act" data-act="{does}"{told}{state}{named}>{escape(label)}</button>'


def _is_number(cell: object) -> bool:
    return _NUMBER.fullmatch(str(cell)) is not None
