"""What the visitor brings from elsewhere: files, and a report of what was made of every row, to confirm and to undo."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from recsys.errors import RequestError
from recsys.serving.imports.history import import_history
from recsys.serving.imports.how_watched import how_watched
from recsys.serving.imports.layouts.registry import LAYOUTS
from recsys.serving.imports.reading import File
from recsys.serving.imports.report import Imported, ImportedWork, ReadDocument, WorkName
from recsys.serving.imports.sending import received
from recsys.ui import html
from recsys.ui.languages import Words, mark
from recsys.ui.live import PRIVATE, Live, Visit, hidden

_SCRIPT = Path(__file__).with_name("import.js")
SHOWN = 100  # of the rows of one table
_NO_SOURCES = ("Butaca", "table")  # of layouts that nobody exports elsewhere


def import_inputs(live: Live) -> None:
    """A place to choose files, and what became of them."""
    chooser = gr.HTML(_chooser(), js_on_load=_SCRIPT.read_text(encoding="utf-8"))
    told = gr.HTML()
    found = hidden()

    def read(visit: Visit, sent: gr.EventData) -> list[Any]:
        try:
            answer = import_history(_files(sent), visit.service.finder, _profile(sent))
        except RequestError as error:
            return [html.error(visit.told(error)), None]  # not again what came from earlier files
        asked = len(answer.profiles) > 1 and answer.profile is None
        return [report(answer, visit.words), None if asked else taken(answer.works)]

    done = live.update_told(chooser.imported, read, [told, found], show_progress="minimal")
    done.success(None, [found], None, js="found => { window.butaca.taken(found); }", **PRIVATE)


def taken(works: Sequence[ImportedWork]) -> dict[str, Any]:
    """What the browser keeps of works that were matched: ratings, watches, wishes and feedback, by work_id."""
    return {
        "ratings": {one.work.work_id: one.stars for one in works if one.stars is not None},
        "watched": {one.work.work_id: how_watched(one) for one in works if one.watched and one.stars is None},
        "wishes": [one.work.work_id for one in works if one.wish],
        "more": [one.work.work_id for one in works if one.liked and one.stars is None],
        "less": [one.work.work_id for one in works if one.liked is False and one.stars is None],
    }


def report(answer: Imported, words: Words) -> str:
    """What became of every row: what it is now, what is to be confirmed, and what is not known and why."""
    if len(answer.profiles) > 1 and answer.profile is None:
        return html.answer(_profiles(answer, words))
    parts = [
        _sums(answer, words),
        "".join(_document(document, words) for document in answer.documents),
        _unknown(answer, words),
        _doubtful(answer, words),
        _unmatched(answer, words),
        _refused(answer, words),
    ]
    return html.answer("".join(parts))


def _sums(answer: Imported, words: Words) -> str:
    rated = sum(one.stars is not None for one in answer.works)
    wishes = sum(one.wish for one in answer.works)
    watched = sum(one.watched and one.stars is None for one in answer.works)
    counts = [
        words.count(f"import.{name}", number)
        for name, number in (("rated", rated), ("watched", watched), ("wishes", wishes))
        if number
    ]
    told = words("import.taken", what=words.listed(counts)) if counts else words("import.nothing")
    undo = html.act("undo", words("import.undo")) if counts else ""
    return f'<div class="butaca-row" role="status"><p><b>{escape(told)}</b></p>{undo}</div>'


def _document(document: ReadDocument, words: Words) -> str:
    kind = f"import.kind.{document.kind}"
    told = [
        words(
            "import.document",
            source=_source(document.source, words),
            kind=words(kind) if words.has(kind) else document.kind,
            rows=words.count("import.rows", document.rows),
        )
    ]
    if document.scale is not None:
        scale = words.number(document.scale)
        told.append(words("import.scale.same" if document.scale == 5 else "import.scale", scale=scale))
    if document.dates == "ambiguous":
        told.append(words("import.dates.ambiguous"))
    if document.left_out:
        told.append(words.count("import.left_out", document.left_out))
    return f'<p class="muted">{escape(" ".join(told))}</p>'


def _source(source: str, words: Words) -> str:
    return words(f"import.source.{source}") if words.has(f"import.source.{source}") else source


def _unknown(answer: Imported, words: Words) -> str:
    if not answer.unknown:
        return ""
    rows = [
        (one.file or "—", words(f"import.unread.{one.why}"), ", ".join(one.columns[:8]) or "—", one.nearest or "—")
        for one in answer.unknown[:SHOWN]
    ]
    header = [words(f"import.{name}") for name in ("file", "why", "columns", "nearest_layout")]
    return html.titled_table(words.count("import.unknown", len(answer.unknown)), header, rows)


def _doubtful(answer: Imported, words: Words) -> str:
    if not answer.doubtful:
        return ""
    rows = "".join(_question(one, words) for one in answer.doubtful[:SHOWN])
    title = words.count("import.doubtful", len(answer.doubtful))
    more = len(answer.doubtful) - SHOWN
    rest = f'<p class="muted">{escape(words("queries.more", n=words.number(more)))}</p>' if more > 0 else ""
    return f'<h3>{escape(title)}</h3><ul class="butaca-own butaca-doubts">{rows}</ul>{rest}'


def _question(one: ImportedWork, words: Words) -> str:
    """A title with the works that may be meant, each a button."""
    stars = f"{one.stars:g}" if one.stars is not None else ""
    how = how_watched(one) if one.watched and one.stars is None else "-"
    buttons = "".join(
        html.act(
            "confirm",
            _called(work, words),
            words("import.confirm", title=_called(work, words)),
            work=work.work_id,
            stars=stars,
            how=how,
            wish=str(one.wish).lower(),
        )
        for work in (one.work, *one.alternatives)
    )
    none = html.act("dismiss", words("import.none"), words("import.none.of", title=one.written))
    return f'<li><span>{escape(one.written)}</span><div class="butaca-row">{buttons}{none}</div></li>'


def _unmatched(answer: Imported, words: Words) -> str:
    if not answer.unmatched:
        return ""
    rows = [
        (
            f"{one.title} ({one.year})" if one.year else one.title,
            words(f"import.why.{one.why}"),
            words.listed([_called(work, words) for work in one.nearest]) or "—",
        )
        for one in answer.unmatched[:SHOWN]
    ]
    header = (words("field.title"), words("import.why"), words("import.nearest"))
    return html.titled_table(words.count("import.unmatched", answer.totals.unmatched_titles), header, rows)


def _refused(answer: Imported, words: Words) -> str:
    rows = [
        (
            _source(document.source, words),
            words.number(row.line) if row.line else "—",
            row.value or "—",
            words(f"import.reason.{row.reason}"),
        )
        for document in answer.documents
        for row in document.refused
    ][:SHOWN]
    if not rows:
        return ""
    header = (words("import.file"), words("import.line"), words("field.value"), words("import.why"))
    return html.titled_table(words.count("import.refused", answer.totals.refused), header, rows)


def _profiles(answer: Imported, words: Words) -> str:
    """Whose rows are to be taken, where an account has several people."""
    buttons = "".join(
        html.act("profile", f"{one.name} ({words.number(one.rows)})", profile=one.name) for one in answer.profiles
    )
    return f'<p>{escape(words("import.whose"))}</p><div class="butaca-row">{buttons}</div>'


def _called(work: WorkName, words: Words) -> str:
    kind = "input.type.movie" if work.type == "movie" else "input.type.series"
    return f"{work.title} ({work.year}, {words(kind).lower()})"


def _chooser() -> str:
    sources = dict.fromkeys(layout.source for layout in LAYOUTS if layout.source not in _NO_SOURCES)
    return (
        f'<div class="butaca-answer"><p>{mark("import.intro")}</p><p class="muted">{escape(" · ".join(sources))}</p>'
        f'<label class="butaca-file">{mark("import.choose")}<input type="file" multiple></label>'
        f'<p class="muted" data-reading hidden role="status">{mark("import.reading")}</p></div>'
    )


def _files(sent: gr.EventData) -> list[File]:
    """The files that the page's script sent, each with its name and its content in base64."""
    given = sent.files if isinstance(getattr(sent, "files", None), list) else []
    return [File(str(one.get("name")), received(one.get("content"))) for one in given if isinstance(one, dict)]


def _profile(sent: gr.EventData) -> str | None:
    given = getattr(sent, "profile", None)
    return given if isinstance(given, str) else None
