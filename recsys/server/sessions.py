"""Gradio's sessions without a description of the page in each.

A session describes all components of the page to itself, so that a deep link can be made of it; deep links are closed
here (`recsys.server.limits`), and every call of the API is a session: it took longer than most answers, and 0.4 MB.
Whatever a session is to know of a component that changes it describes then.
"""

from copy import copy
from typing import Any

from gradio.blocks import Blocks
from gradio.state_holder import SessionState

_SECONDS_WHEN_CLOSED = 3600  # as Gradio has it


def without_descriptions() -> None:
    """From now on, sessions begin without."""
    SessionState.__init__ = _begin  # type: ignore[method-assign, assignment]


def _begin(session: SessionState, blocks: Blocks) -> None:
    """What Gradio's own does but for the descriptions."""
    session.blocks_config = copy(blocks.default_config)
    session.config_values = {}
    session.state_data = dict[int, Any]()
    session._state_ttl = {}
    session.is_closed = False
    session.STATE_TTL_WHEN_CLOSED = _SECONDS_WHEN_CLOSED
