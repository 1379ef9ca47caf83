"""Debian's Firefox for Playwright: both speak WebDriver BiDi, all but one command of it.

Playwright sets the colours of whatever it opens by `emulation.setMediaFeaturesOverride`, which Firefox 153 ESR does not
know, and gives up. Run as a program, as if it were Firefox, this module starts it, passes on what the two say to each
other, and answers that one command. Colours are one of Firefox's own preferences.
"""

import asyncio
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application
from tornado.websocket import WebSocketClientConnection, WebSocketHandler, websocket_connect

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
_UNKNOWN = "emulation.setMediaFeaturesOverride"
_LISTENING = re.compile(rb"WebDriver BiDi listening on (ws://\S+)")
_LARGEST = 100_000_000  # bytes of a message: pictures of whole pages
_PREFERENCES: dict[str, str | float | bool] = {
    "layout.css.prefers-color-scheme.content-override": 0,  # dark
    "ui.prefersReducedMotion": 1,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}


@contextmanager
def firefox() -> Iterator[Browser]:
    """Debian's Firefox, without a window, in dark colours."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        program = Path(folder) / "firefox"
        root = Path(__file__).parents[2]
        program.write_text(f'#!/bin/sh\ncd "{root}" && exec "{sys.executable}" -m {__name__} "$@"\n')
        program.chmod(0o700)
        browser = playwright.firefox.launch(
            channel="moz-firefox", executable_path=program, firefox_user_prefs=_PREFERENCES
        )
        try:
            yield browser
        finally:
            browser.close()


class Relay(WebSocketHandler):
    """Playwright's end of the line; Firefox's is at the address that this is made with."""

    def initialize(self, address: str) -> None:
        """Set the address of the other end."""
        self._address = address
        self._firefox: WebSocketClientConnection | None = None

    async def open(self, *_: str) -> None:
        """Call the other end. No message is read before that."""
        self._firefox = await websocket_connect(
            f"{self._address}{self.request.path}", on_message_callback=self._answered, max_message_size=_LARGEST
        )

    async def on_message(self, message: str | bytes) -> None:
        """Pass a command on, or answer it."""
        command = json.loads(message)
        if command["method"] == _UNKNOWN:
            await self.write_message({"type": "success", "id": command["id"], "result": {}})
        elif self._firefox is not None:
            await self._firefox.write_message(message)

    def on_close(self) -> None:
        """Hang up on the other end, too."""
        if self._firefox is not None:
            self._firefox.close()

    def _answered(self, message: str | bytes | None) -> None:
        if message is None:
            self.close()
        else:
            self.write_message(message)


async def main(arguments: Sequence[str]) -> int:
    """Be Firefox until it ends; its own exit status."""
    process = await asyncio.create_subprocess_exec(str(FIREFOX), *arguments, stderr=asyncio.subprocess.PIPE)
    assert process.stderr is not None
    async for line in process.stderr:
        if found := _LISTENING.search(line):
            (socket,) = bind_sockets(0, "127.0.0.1")
            relay = Application([("/.*", Relay, {"address": found[1].decode()})], websocket_max_message_size=_LARGEST)
            HTTPServer(relay).add_socket(socket)
            line = b"WebDriver BiDi listening on ws://127.0.0.1:%d\n" % socket.getsockname()[1]
        sys.stderr.buffer.write(line)
        sys.stderr.flush()
    return await process.wait()


if __name__ == "__main__":
    os._exit(asyncio.run(main(sys.argv[1:])))
