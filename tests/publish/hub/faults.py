"""Fault injection between a client and a Hub."""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass
class Fault:
    """Answers of the Hub that fail: those to `method` on a path that `path` is found in, `times` times.

    With `status` the answer is that error. With `cut` the connection ends after so many bytes of the body, the
    answer's or the request's (`reset`: rudely). With `tampered` the body's first byte is another, with `truncated` the
    body is shorter by so many bytes and says so itself. With `lost` the Hub does what it was asked, and its answer is
    cut before it begins. With `hung` no answer comes until the event is set.
    """

    method: str
    path: str
    times: int = 1
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    reset: bool = False
    tampered: bool = False
    truncated: int = 0
    lost: bool = False
    hung: threading.Event | None = None

    def concerns(self, method: str, path: str) -> bool:
        return self.times > 0 and method == self.method and re.search(self.path, path) is not None
