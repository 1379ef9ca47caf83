"""What the visitor brought and said: ratings from a file, and all of it to look at, to take along, and to delete."""

import base64
import binascii
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from recsys.errors import InvalidValueError, RequestError
from recsys.serving.catalogue import Work
from recsys.serving.imports.match import Imported, exported, imported
from recsys.ui import html
from recsys.ui.cards import dated
from recsys.ui.languages import Words, mark
from recsys.ui.live import PRIVATE, Live, Visit, hidden

_SCRIPT = Path(__file__).with_name("import.js")
SHOWN = 200


def import_inputs(live: Live) -> None:
    """A file of ratings, and what became of it."""
    chooser = gr.HTML(_chooser(), js_on_load=_SCRIPT.read_text(encoding="utf-8"))
    told = gr.HTML()
    found = hidden()

    def read(visit: Visit, sent: gr.EventData) -> list[Any]:
        try:
            answer = imported(_content(sent.content), visit.service.catalogue)
        except RequestError as error:
            return [html.error(visit.told(error)), None]  # not again what came from an earlier file
        ratings = {rating.work.work_id: rating.stars for rating in answer.matched}
        return [report(answer, visit.words), ratings]

    done = live.update_told(chooser.imported, read, [told, found], show_progress="minimal")
    done.success(None, [found], None, js="found => { window.butaca.add(found); }", **PRIVATE)


def own_ratings_view(live: Live) -> gr.HTML:
    """All that the browser keeps, which `own_ratings` fills."""

    def csv(sent: object) -> str:
        visit = live.visit(None, sent)
        return exported(visit.visitor.ratings, visit.service.catalogue)

    return gr.HTML(js_on_load="window.butaca.csv = sent => server.csv(sent);", server_functions=[csv])


def own_ratings(visit: Visit) -> str:
    """The visitor's ratings and feedback, each to be taken back."""
    visitor, words = visit.visitor, visit.words
    lists = [
        ("own.ratings", "unrate", list(reversed(visitor.ratings))),
        ("own.more", "more", visitor.more),
        ("own.less", "less", visitor.less),
        ("own.watched", "watched", list(visitor.watched)),
        ("own.wishes", "wish", visitor.wishes),
        ("own.unseen", "unseen", visitor.unseen),
    ]
    told = "".join(_list(visit, key, act, works) for key, act, works in lists if works)
    if not told:
        return html.answer(f"<p>{escape(words('own.private'))}</p>{html.empty(words('own.nothing'))}")
    return html.answer(
        f"<p>{escape(words('own.private'))}</p>{told}"
        f'<div class="butaca-row">{html.act("export", words("own.export"))}'
        f"<details><summary>{escape(words('own.forget'))}</summary><p>{escape(words('own.forget.sure'))}</p>"
        f"{html.act('forget', words('own.forget.yes'))}</details></div>"
    )


def _list(visit: Visit, key: str, act: str, ids: list[str]) -> str:
    words, catalogue = visit.words, visit.service.catalogue
    works = catalogue.works_at(visit.service.bundle.work_ids.numbers(ids[:SHOWN]).tolist(), visit.locale)
    rows = "".join(_row(work, visit, act) for work in works)
    more = f'<p class="muted">{escape(words("queries.more", n=words.number(len(ids) - SHOWN)))}</p>'
    return (
        f"<h3>{escape(words.count(key, len(ids)))}</h3>"
        f'<ul class="butaca-own">{rows}</ul>{more if len(ids) > SHOWN else ""}'
    )


def _row(work: Work, visit: Visit, act: str) -> str:
    words, stars = visit.words, visit.visitor.ratings.get(work.work_id)
    given = f'<span class="number">★ {escape(words.number(stars, 1))}</span>' if act == "unrate" and stars else ""
    back = html.act(act, "×", words("own.back", title=work.title), work=work.work_id)
    return f"<li><span>{escape(dated(work))}</span>{given}{back}</li>"


def _chooser() -> str:
    return (
        f'<div class="butaca-answer"><p>{mark("import.intro")}</p>'
        f'<label class="butaca-file">{mark("import.choose")}'
        '<input type="file" accept=".csv,.zip,text/csv,application/zip"></label></div>'
    )


def _content(sent: object) -> bytes:
    try:
        return base64.b64decode(str(sent), validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidValueError("file_kind", "a file must be sent in base64", "something else") from error


def report(answer: Imported, words: Words) -> str:
    """What became of every row of a file."""
    told = [words.count("import.matched", len(answer.matched), source=answer.source)]
    if answer.left_out:
        told.append(words.count("import.left_out", answer.left_out))
    tables = ""
    if answer.unmatched:
        rows = [
            (rating.title, str(rating.year or "—"), words.number(rating.stars, 1))
            for rating in answer.unmatched[:SHOWN]
        ]
        header = (words("field.title"), words("field.year"), words("import.stars"))
        tables += html.titled_table(words.count("import.unmatched", len(answer.unmatched)), header, rows)
    if answer.refused:
        refused = [(words.number(row.line), row.value or "—") for row in answer.refused[:SHOWN]]
        title = words.count("import.refused", len(answer.refused))
        tables += html.titled_table(title, (words("import.line"), words("field.value")), refused)
    return html.answer(f'<p role="status">{escape(" ".join(told))}</p>{tables}')
