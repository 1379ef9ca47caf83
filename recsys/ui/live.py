"""Components and events of a page that outlives the bundle it was made from, in the language of its reader.

Gradio makes the page once. What it shows of the bundle it shows by `Live.part`, which is told when the page is loaded;
what it answers it answers by `Live.on`. Nothing on the page may keep a service, or anything of one: it would keep the
whole bundle in memory.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import gradio as gr
from gradio.blocks import Block

from recsys.domain.services import Service as StreamingService
from recsys.errors import NotFoundError, RequestError
from recsys.serving.current import Current
from recsys.serving.locales import Locale
from recsys.serving.service import Service
from recsys.ui import html
from recsys.ui.languages import Words, mark, words
from recsys.ui.visitor import Visitor, visitor_store

Made = TypeVar("Made", bound=Block)
_CHANNEL = "page"
# For every event: private, since people call the answers by their names; not queued, an answer takes milliseconds.
PRIVATE: dict[str, Any] = {"api_visibility": "private"}
QUIET: dict[str, Any] = {"queue": False, **PRIVATE}


def hidden() -> gr.HTML:
    """A place for a value that an event's answer leaves to the page's script."""
    return gr.HTML(html_template="", visible="hidden")


def telling(act: str, datum: str) -> str:
    """The script of a component whose buttons of that act (`html.act`) fire the event of its name with that datum."""
    return f"""
element.addEventListener("click", event => {{
  const pressed = event.target.closest("[data-act={act}]");
  if (pressed) trigger("{act}", {{{datum}: pressed.dataset.{datum}}});
}});
"""


class Visit(NamedTuple):
    """One event: the service that answers it, whom, and in which words."""

    current: Current
    service: Service
    visitor: Visitor
    words: Words

    @property
    def services(self) -> list[StreamingService]:
        """The services that show something where the visitor is, in the registry's order."""
        country = self.visitor.country
        return self.service.filters.services_in(country) if country else list(self.service.services)

    @property
    def locale(self) -> Locale:
        """The page's language as it is used where the visitor is: what titles are shown in."""
        return Locale(self.words.language, self.visitor.country or None)

    @property
    def told_in(self) -> dict[str, Any]:
        """The same by the answers' arguments."""
        return {"language": self.locale.language, "country": self.locale.country}

    @property
    def place(self) -> dict[str, Any]:
        """The visitor's services and country, by the answers' arguments; of the services those that there are here."""
        here = {service.id for service in self.services}
        chosen = [name for name in self.visitor.services if name in here]
        return {"platforms": chosen, "country": self.visitor.country or None}

    def ask(self, name: str, /, **arguments: object) -> Any:  # noqa: ANN401 - what an answer holds differs by name
        """The answer of that public name; raises RequestError for what cannot be answered."""
        return self.current.ask_of(self.service, _CHANNEL, name, **arguments)

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

        def renamed(sent: object) -> dict[str, str]:
            return self.visit(None, sent).visitor.renamed

        self.visitor = visitor_store(renamed)

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
        *,
        after: Sequence[Any] = (),
        **options: object,
    ) -> None:
        """Show `answer(visit, *values)` in the output; what was wrong, where it raises a RequestError.

        `after` are events of `update_told` and `loaded` that set inputs: Gradio tells of no change that it made itself
        in the order in which the inputs hold it.
        """

        def shown(visit: Visit, *values: object) -> str:
            try:
                # A field that nobody touched sends None; whoever left it empty is told so.
                return answer(visit, *("" if value is None else value for value in values))
            except RequestError as error:
                return html.error(visit.told(error))

        options = {"show_progress": "minimal", **options}
        self.update(events, shown, inputs, output, **options)
        for event in after:
            event.success(
                self._answering(shown), [self._language, self.visitor, *inputs], output, **{**QUIET, **options}
            )

    def update(
        self,
        events: Sequence[Callable[..., object]],
        answer: Callable[..., Any],
        inputs: Sequence[gr.Component],
        outputs: Block | Sequence[Block],
        **options: object,
    ) -> Any:  # noqa: ANN401 - Gradio's event, for what comes after it
        """Put what `answer(visit, *values)` returns into the outputs, as Gradio takes it."""
        # Of those that come while one is on its way the last is answered, with what the page holds by then.
        options = {"trigger_mode": "always_last", **QUIET, **options}
        return gr.on(list(events), self._answering(answer), [self._language, self.visitor, *inputs], outputs, **options)

    def _answering(self, answer: Callable[..., Any]) -> Callable[..., Any]:
        def answered(language: object, visitor: object, *values: object) -> Any:  # noqa: ANN401 - Gradio's updates
            return answer(self.visit(language, visitor), *values)

        return answered

    def update_told(
        self,
        event: Callable[..., Any],
        answer: Callable[[Visit, gr.EventData], Any],
        outputs: Block | Sequence[Block],
        **options: object,
    ) -> Any:  # noqa: ANN401 - Gradio's event, for what comes after it
        """The same of an event that tells something: `answer(visit, event)`, what it tells being attributes of it."""

        def answered(language: object, visitor: object, told: gr.EventData) -> Any:  # noqa: ANN401 - Gradio's updates
            return answer(self.visit(language, visitor), told)

        # Every one for itself: of the last one alone Gradio forgets what it told.
        options = {"trigger_mode": "multiple", **QUIET, **options}
        return event(answered, [self._language, self.visitor], outputs, **options)

    def loaded(
        self, page: gr.Blocks, answer: Callable[[Visit, Mapping[str, str]], Any], outputs: Sequence[Block]
    ) -> Any:  # noqa: ANN401 - Gradio's event, for what comes after it
        """Put what `answer(visit, parameters)` returns into the outputs when the page is loaded with an address's
        parameters.
        """

        def answered(language: object, visitor: object, request: gr.Request) -> Any:  # noqa: ANN401 - Gradio's updates
            return answer(self.visit(language, visitor), dict(request.query_params))

        return page.load(answered, [self._language, self.visitor], list(outputs), show_progress="hidden", **QUIET)

    def follow(self, page: gr.Blocks) -> None:
        """Tell the parts when the page is loaded. Call it inside the page, after all parts."""

        def told(visit: Visit) -> list[Any]:
            return [gr.update(**tell(visit)) for _, tell in self._parts]

        self.update([page.load], told, [], [made for made, _ in self._parts], show_progress="hidden")

    def visit(self, language: object, visitor: object) -> Visit:
        """An event of whoever looks, from what the browser sent of them."""
        current = self._current
        service = current.service
        known = Visitor.of(visitor).among(service.catalogue.current_id, service.countries)
        return Visit(current, service, known, words(language))
