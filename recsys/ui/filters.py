"""The filters that several tabs share, and what to loosen where nothing fits them all."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import gradio as gr

from recsys.domain.maturity import MATURITY_LEVELS
from recsys.domain.schema import TYPES
from recsys.errors import RequestError
from recsys.ui import html
from recsys.ui.languages import genres_in_words, mark
from recsys.ui.live import Live, Visit, telling

Filters = Mapping[str, Any]
_ALL = "all"
# Of the components that show answers: the button that loosens a filter.
LOOSEN = telling("loosen", "name")


class FilterInputs:
    """Inputs for what a list may be limited to, by the answers' arguments; nothing is, until somebody chooses.

    Services and country are not among them: they are chosen once, for all tabs (`place.py`).
    """

    def __init__(self, live: Live) -> None:
        made: dict[str, gr.Component] = {}
        movie, series = TYPES
        kinds = [(mark("input.type.any"), ""), (mark("input.type.movie"), movie), (mark("input.type.series"), series)]
        levels = [(mark("input.maturity.any"), ""), (mark("input.maturity.all"), "all")]
        levels += [(name, name) for name in list(MATURITY_LEVELS)[1:]]
        # Gradio refuses a choice that the page was not made with, should it forget what the visit was told.
        known = [(mark("input.genre.any"), ""), *((mark(f"genre.{name}"), name) for name in genres_in_words())]
        with gr.Accordion(mark("input.filters"), open=False):
            with gr.Row():
                made["type"] = gr.Radio(kinds, value="", label=mark("input.type"))
                made["genre"] = live.part(gr.Dropdown, _genres, choices=known, value="", label=mark("input.genre"))
                made["maturity"] = gr.Dropdown(
                    levels, value="", label=mark("input.maturity"), info=mark("input.maturity.info")
                )
            with gr.Row():
                for name, example in (
                    ("year_from", "1990"),
                    ("year_to", "2021"),
                    ("minutes_from", "80"),
                    ("minutes_to", "120"),
                ):
                    # Not gr.Number: left empty it shows, and sends, a 0.
                    made[name] = gr.Textbox(label=mark(f"input.{name}"), placeholder=example, max_lines=1)
            info = mark("input.diversity.info")
            made["diversity"] = gr.Slider(0, 1, value=0, step=0.1, label=mark("input.diversity"), info=info)
        self._made = made

    @property
    def names(self) -> list[str]:
        """The arguments of the answers that the inputs hold."""
        return list(self._made)

    @property
    def components(self) -> list[gr.Component]:
        """The inputs, in the order of what they hold."""
        return list(self._made.values())

    @property
    def changes(self) -> list[Callable[..., object]]:
        """The event of each input when somebody changes it; of a text, when it is whole, not at every key."""
        return [
            event
            for one in self._made.values()
            for event in ([one.submit, one.blur] if isinstance(one, gr.Textbox) else [one.input])  # type: ignore[attr-defined]
        ]

    def given(self, values: Sequence[object]) -> Filters:
        """What the inputs hold, by the answers' arguments."""
        return dict(zip(self._made, values, strict=True))

    def loosening(self, live: Live, answer: gr.HTML) -> Any:  # noqa: ANN401 - Gradio's event
        """Let the buttons that `nothing` shows in that answer loosen these filters; the event after which they are."""

        def loosened(_: Visit, told: gr.EventData) -> list[Any]:
            return [gr.update(value=blank(name)) if told.name in (name, _ALL) else gr.skip() for name in self._made]

        return live.update_told(answer.loosen, loosened, self.components, show_progress="hidden")


def blank(name: str) -> object:
    """What a filter holds that limits nothing."""
    return {"platforms": [], "diversity": 0}.get(name, "")


# Of what is chosen above the tabs: the act of `visitor.js` that takes the choice back.
_ACTS = {"platforms": "everywhere", "country": "anywhere"}


def nothing(visit: Visit, given: Filters, fits: Callable[[Filters], bool]) -> str:
    """That nothing fits, with a button for each limit that would help if it were away, or for all filters.

    `given` are the filters and the visitor's place, as `fits` takes them.
    """
    active = [name for name, value in given.items() if value not in (None, blank(name), "")]
    helping = [name for name in active if _fits(fits, {**given, name: blank(name)})]
    if not helping and _fits(fits, {name: given[name] if name in _ACTS else blank(name) for name in given}):
        helping = [_ALL]
    words = visit.words
    buttons = [html.act(_ACTS.get(name, "loosen"), words(f"loosen.{name}"), name=name) for name in helping]
    return html.empty(words("filters.nothing" if buttons else "filters.nothing_at_all"), *buttons)


def _fits(fits: Callable[[Filters], bool], given: Filters) -> bool:
    try:
        return fits(given)
    except RequestError:
        return False


def _genres(visit: Visit) -> dict[str, Any]:
    words = visit.words
    named = sorted((words.genre(name), name) for name in visit.service.filters.genres)
    return {"choices": [(words("input.genre.any"), ""), *named]}
