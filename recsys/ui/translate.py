"""The page in the language of whoever asks for it, as it is sent.

Gradio describes the page once, when the app starts; the description goes to every browser within the first answer. On
its way out, every mark in it (`recsys.ui.languages.mark`) becomes words: those of `?lang=`, else of the browser's
Accept-Language. So each label is in the right language from the first moment, and Gradio needs to know none.
"""

import json
import re
from html import escape
from pathlib import Path
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recsys.ui.colours import BACKGROUND, BACKGROUND_DARK
from recsys.ui.languages import LANGUAGES, MARK, Words, preferred, words
from recsys.ui.lean import in_script, lean_page
from recsys.ui.shell import with_shell

PATHS = ("/", "/config")
_MARK = re.compile(MARK.pattern.encode())
# Gradio's own words (to drop a file, to clear a field) follow what the browser says that it speaks, and so does the
# document's language. A language that was chosen once is kept; a link that names one comes before it.
_HEAD = """<meta name="theme-color" content="%(light)s" data-light="%(light)s" data-dark="%(black)s"><script>(() => {
  // Where the visitor seems to be: the region of the first of their languages that names one.
  for (const language of navigator.languages) {
    try { window.butacaRegion ??= new Intl.Locale(language).region; } catch { /* no language */ }
  }
  Object.defineProperty(navigator, "language", {get: () => "%(tag)s"});
  Object.defineProperty(navigator, "languages", {get: () => ["%(tag)s"]});
  const asked = new URLSearchParams(location.search);
  let kept = null;
  try { kept = localStorage.getItem("butaca-language"); } catch { /* no storage */ }
  if (kept && kept !== "%(language)s" && !asked.has("lang") && %(languages)s.includes(kept)) {
    asked.set("lang", kept);
    location.replace("?" + asked + location.hash);
  }
})()</script><script>%(dark)s</script><meta name="description" content="%(description)s">
<meta name="color-scheme" content="light dark">
<link rel="manifest" href="app.webmanifest?lang=%(language)s"><link rel="apple-touch-icon" href="icons/icon-192.png">
<script>
  addEventListener("load", async () => {
    try { await navigator.serviceWorker?.register("service-worker.js"); } catch { /* not in this frame */ }
  });
</script>"""
_GRADIO_MANIFEST = b'<link rel="manifest" href="/manifest.json" />'  # of an app called Gradio, at a fixed place
_DARK = Path(__file__).with_name("dark.js").read_text(encoding="utf-8")


class Translated:
    """An ASGI middleware that puts the page into words; everything else goes through as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if scope["type"] != "http" or scope["method"] != "GET" or path not in PATHS:
            await self._app(scope, receive, send)
            return
        spoken = words(language_of(scope))
        start: Message = {}
        body = b""

        async def translated(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            whole = _in_words(body, spoken)
            headers = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
            headers += [(b"content-length", b"%d" % len(whole)), (b"vary", b"Accept-Language")]
            await send({**start, "headers": headers})
            await send({"type": "http.response.body", "body": whole})

        await self._app(scope, receive, translated)


def language_of(scope: Scope) -> str:
    """The language of the page for a request: that of `?lang=`, else the first of Accept-Language that there is."""
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[-1]
    accepted = ",".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"accept-language")
    return preferred(asked, accepted)


def _in_words(body: bytes, spoken: Words) -> bytes:
    """The body with words for marks; a page with its language and what search engines and browsers want in its head."""
    is_page = b"<head>" in body
    body = _MARK.sub(lambda found: _as_json(spoken(found[1].decode())), lean_page(body) if is_page else body)
    if not is_page:
        return body
    tag = LANGUAGES[spoken.language].tag
    head = _HEAD % {
        "tag": tag,
        "language": spoken.language,
        "languages": json.dumps(list(LANGUAGES)),
        "dark": _DARK,
        "light": BACKGROUND,
        "black": BACKGROUND_DARK,
        "description": escape(spoken("page.description")),
    }
    body = body.replace(_GRADIO_MANIFEST, b"", 1)
    body = body.replace(b'lang="en"', f'lang="{tag}"'.encode(), 1)
    return with_shell(body.replace(b"<head>", b"<head>" + head.encode(), 1), spoken)


def _as_json(text: str) -> bytes:
    """The inside of a JSON string that may stand in a script, as Gradio writes the page's description."""
    return in_script(json.dumps(text, ensure_ascii=False)[1:-1]).encode()
