"""What stands behind a page that outlives the bundle it was made from.

Gradio makes the page once. What it shows of the bundle it shows by `Live.part`, which is made anew when the page is
loaded and another bundle is being served by then; what it answers it answers by `Live.ask`. Nothing on the page may
keep a service, or anything of one: it would keep the whole bundle in memory.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import gradio as gr
from gradio.blocks import Block

from recsys.serving.current import Current
from recsys.serving.service import Service

Made = TypeVar("Made", bound=Block)
_DOOR = "page"


class Live:
    """The page's way to the service being served."""

    def __init__(self, current: Current) -> None:
        self._current = current
        self._made_from = self._state()
        self._parts: list[tuple[Block, Callable[[Service], dict[str, Any]]]] = []

    @property
    def copied(self) -> datetime | None:
        """Since when the bundle's publisher cannot be asked for a newer one, None where that is not so."""
        return self._current.now.copied

    @property
    def service(self) -> Service:
        """The service being served: read it once for each event, and do not keep it."""
        return self._current.service

    def ask(self, name: str, /, **arguments: object) -> Any:  # noqa: ANN401 - what an answer holds differs by name
        """The answer of that public name; raises RequestError for what cannot be answered."""
        return self._current.ask(_DOOR, name, **arguments)

    def part(self, kind: Callable[..., Made], tell: Callable[[Service], dict[str, Any]], **fixed: object) -> Made:
        """A component that says something of the bundle: `tell` gives those of its properties, `fixed` the others."""
        made = kind(**tell(self.service), **fixed)
        self._parts.append((made, tell))
        return made

    def follow(self, page: gr.Blocks) -> None:
        """Make the parts anew when the page is loaded. Call it inside the page, after all parts."""
        parts = [made for made, _ in self._parts]
        page.load(self._told, None, parts, queue=False, show_progress="hidden", api_visibility="private")

    def _told(self) -> list[Any]:
        if self._state() == self._made_from:  # the page as it was sent already says it
            return [gr.skip() for _ in self._parts]
        service = self.service
        return [gr.update(**tell(service)) for _, tell in self._parts]

    def _state(self) -> tuple[str, datetime | None]:
        now = self._current.now
        return now.revision, now.copied
