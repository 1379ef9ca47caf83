"""The page made in this process, without a server or a browser."""

import asyncio
from typing import Any

import gradio as gr
from gradio.blocks import Block

from recsys.serving.current import Current
from recsys.ui.page import build_page


def made(current: Current) -> gr.Blocks:
    """The page, made within a loop: without one Gradio makes one of its own and never closes it."""

    async def make() -> gr.Blocks:
        return build_page(current)

    return asyncio.run(make())


def loaded(page: gr.Blocks, language: str = "en") -> list[tuple[Block, dict[str, Any]]]:
    """What a browser that loads the page gets for its parts: each part, and its update."""
    *_, event = [event for event in page.fns.values() if [name for _, name in event.targets] == ["load"]]
    assert event.fn is not None
    return list(zip(event.outputs, event.fn(language, None), strict=True))
