"""What a newcomer is asked to rate: a few telling titles, five stars for each, and «haven't seen it»."""

from html import escape
from typing import Any

import gradio as gr

from recsys.errors import RequestError
from recsys.serving.catalogue import Work
from recsys.ui import html
from recsys.ui.cards import dated, facts, original, poster, stars_of
from recsys.ui.inputs import title_input
from recsys.ui.languages import Words
from recsys.ui.live import PRIVATE, Live, Visit, hidden
from recsys.ui.visitor import Visitor

RATER = "butaca-rater"  # where it is on the page, for links
ASKED = 6
ENOUGH = 3  # ratings from which on a list begins to be one's own


def rater_inputs(live: Live) -> gr.HTML:
    """The titles to rate, which `rater` fills, and a search that adds any other."""
    asked = gr.HTML(skeleton(), elem_id=RATER)
    title = title_input(live, "rater.add", "rater.add.info")
    missing = gr.HTML()
    found = hidden()

    def find(visit: Visit, typed: object) -> list[Any]:
        """Tell the page's script which work it is, and clear the field; or say that there is none.

        Then the script is told None: of the last work that was found it would ask again, and forget its rating.
        """
        if not typed:
            return [gr.skip(), None, ""]
        try:
            service = visit.service
            work = service.bundle.work_ids.ids[service.catalogue.find("title", typed)]
        except RequestError as error:
            return [gr.skip(), None, html.error(visit.told(error))]
        return [None, work, ""]

    searched = live.update([title.input], find, [title], [title, found, missing], show_progress="hidden")
    searched.success(None, [found], None, js="work => { window.butaca.ask(work); }", **PRIVATE)
    return asked


def rater(visit: Visit) -> str:
    """The titles to rate now, those that the visitor looked for first."""
    visitor, words = visit.visitor, visit.words
    looked_for = [work for work in visitor.asked if work not in visitor.ratings]
    shown = [*looked_for, *(work for work in visitor.shown if work not in looked_for)]
    works = visit.service.to_rate(
        visitor.title_ratings, visitor.unseen, shown, max(ASKED, len(looked_for)), **visit.told_in
    )
    rows = "".join(_asked(work, visitor, words) for work in works)
    return html.answer(
        f'<h2>{escape(words("rater.heading"))}</h2><p class="muted" role="status">{escape(_progress(visit))}</p>'
        f'<ul class="butaca-asks">{rows}</ul>'
    )


def skeleton() -> str:
    """What stands there until the first titles come."""
    return f'<div class="butaca-skeleton" aria-hidden="true">{"<i></i>" * ASKED}</div>'


def _progress(visit: Visit) -> str:
    rated, words = len(visit.visitor.ratings), visit.words
    if not rated:
        return words("rater.begin")
    if rated < ENOUGH:
        return words.count("rater.left", ENOUGH - rated)
    return words.count("rater.enough", rated)


def _asked(work: Work, visitor: Visitor, words: Words) -> str:
    stars = stars_of(work, visitor, words)
    rate = escape(words("rater.rate", title=dated(work)))
    unseen = html.act("unseen", words("rater.unseen"), words("rater.unseen.of", title=work.title), work=work.work_id)
    return (
        f'<li class="butaca-asking" data-asked="{escape(work.work_id)}">{poster(work)}'
        f'<div><h3>{escape(work.title)}</h3>{original(work)}<p class="muted">{escape(facts(work, words))}</p>'
        f'<div class="butaca-stars" role="group" aria-label="{rate}">{stars}</div>'
        f"{unseen}</div></li>"
    )
