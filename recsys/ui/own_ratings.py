"""All that the browser keeps of the visitor, to look at, to take along, and to delete."""

from html import escape

import gradio as gr

from recsys.serving.catalogue import Work
from recsys.serving.imports.exporting import exported
from recsys.ui import html
from recsys.ui.cards import dated
from recsys.ui.live import Live, Visit

SHOWN = 200


def own_ratings_view(live: Live) -> gr.HTML:
    """All that the browser keeps, which `own_ratings` fills."""

    def csv(sent: object) -> str:
        visit = live.visit(None, sent)
        visitor = visit.visitor
        return exported(visitor.ratings, visit.service.catalogue, visitor.watched, visitor.wishes)

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
