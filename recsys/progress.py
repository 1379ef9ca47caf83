"""How long work tells what it is at: it calls a function with a few words at every step.

A step that takes minutes may say how far it is, too: its words, FURTHER, and more. That is no step of its own.
"""

from collections.abc import Callable

Progress = Callable[[str], None]
FURTHER = " · "


def silent(step: str) -> None:
    """Progress that nobody watches."""
    del step
