"""What stands behind a page that outlives the bundle it was made from, and speaks the language of whoever reads it.

Gradio makes the page once. What it shows of the bundle it shows by `Live.part`, which is told when the page is loaded;
what it answers it answers by `Live.on`. Nothing on the page may keep a service, or anything of one: it would keep the
whole bundle in memory.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import gradio as gr
from gradio.blocks import Block

from recsys.errors import NotFoundError, RequestError
from recsys.serving.current import Current
from recsys.serving.service import Service
from recsys.ui import html
from recsys.ui.languages import Words, mark, words
from recsys.ui.visitor import Visitor, visitor_store

Made = TypeVar("Made", bound=Block)
_DOOR = "page"
# For every event: not queued, an answer takes milliseconds; private, since people call the answers by their names.
QUIET: dict[str, Any] = {"queue": False, "api_visibility": "private"}


class Visit(NamedTuple):
    """One event: the service that answers it, whom, and in which words."""

    current: Current
    service: Service
    visitor: Visitor
    words: Words

    def ask(self, name: str, /, **arguments: object) -> Any:  # noqa: ANN401 - what an answer holds differs by name
        """The answer of that public name; raises RequestError for what cannot be answered."""
        return self.current.ask_of(self.service, _DOOR, name, **arguments)

    def told(self, error: RequestError) -> str:
        """What was wrong, in the visitor's words."""
        if self.service.people is None and isinstance(error, NotFoundError) and error.parameter == "user_id":
            return self.words("note.no_ratings")
        return self.words.error(error)


class Live:
    """The page's way to the service being served. Made inside the page, before its tabs.

    `visitor` is the component that holds what the browser keeps of whoever looks; it changes with every rating.
    """

    def __init__(self, current: Current) -> None:
        self._current = current
        self._parts: list[tuple[Block, Callable[[Visit], dict[str, Any]]]] = []
        self._language = gr.Textbox(mark("page.language"), visible="hidden", elem_id="butaca-language")
        self.visitor = visitor_store()

    @property
    def names(self) -> list[str]:
        """The public names of all answers: they are the same for every bundle."""
        return list(self._current.service.answers)

    def function(self, name: str) -> Callable[..., object]:
        """The answer of that name, to read its arguments and description from: not to keep."""
        return self._current.service.answers[name]

    def part(self, kind: Callable[..., Made], tell: Callable[[Visit], dict[str, Any]], **fixed: object) -> Made:
        """A component that says something of the bundle: `tell` gives those of its properties, `fixed` the others."""
        made = kind(**fixed)
        self._parts.append((made, tell))
        return made

    def on(
        self,
        events: Sequence[Callable[..., object]],
        answer: Callable[..., str],
        inputs: Sequence[gr.Component],
        output: gr.HTML,
        **options: object,
    ) -> None:
        """Show `answer(visit, *values)` in the output; what was wrong, where it raises a RequestError."""

        def shown(visit: Visit, *values: object) -> str:
            try:
                # A field that nobody touched sends None; whoever left it empty is told so.
                return answer(visit, *("" if value is None else value for value in values))
            except RequestError as error:
                return html.error(visit.told(error))

        self.update(events, shown, inputs, output, **{"show_progress": "minimal", **options})

    def update(
        self,
        events: Sequence[Callable[..., object]],
        answer: Callable[..., Any],
        inputs: Sequence[gr.Component],
        outputs: Block | Sequence[Block],
        **options: object,
    ) -> None:
        """Put what `answer(visit, *values)` returns into the outputs, as Gradio takes it."""

        def answered(language: object, visitor: object, *values: object) -> Any:  # noqa: ANN401 - Gradio's updates
            return answer(self._visit(language, visitor), *values)

        gr.on(list(events), answered, [self._language, self.visitor, *inputs], outputs, **{**QUIET, **options})

    def update_typed(self, box: gr.Dropdown, answer: Callable[[Visit, gr.KeyUpData], Any]) -> None:
        """Put what `answer(visit, typed)` returns into a list of choices, at every key."""

        def answered(language: object, visitor: object, typed: gr.KeyUpData) -> Any:  # noqa: ANN401 - Gradio's updates
            return answer(self._visit(language, visitor), typed)

        box.key_up(
            answered, [self._language, self.visitor], box, show_progress="hidden", trigger_mode="multiple", **QUIET
        )

    def follow(self, page: gr.Blocks) -> None:
        """Tell the parts when the page is loaded. Call it inside the page, after all parts."""

        def told(visit: Visit) -> list[Any]:
            return [gr.update(**tell(visit)) for _, tell in self._parts]

        self.update([page.load], told, [], [made for made, _ in self._parts], show_progress="hidden")

    def _visit(self, language: object, visitor: object) -> Visit:
        current = self._current
        return Visit(current, current.service, Visitor.of(visitor), words(language))
