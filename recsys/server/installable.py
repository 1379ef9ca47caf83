"""What makes the page an app that can be installed: its manifest and icons, and a page that says that one is offline.

Addresses in them are relative, so that all of it works below a path of a proxy's.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

import recsys.ui
from recsys.ui.colours import BACKGROUND_DARK
from recsys.ui.languages import LANGUAGES, Words, words
from recsys.ui.translate import language_of

_STATIC = Path(recsys.ui.__file__).with_name("static")
ICON = _STATIC / "icon-192.png"
_ICONS = {
    "icon.svg": ("any", "any"),
    "icon-192.png": ("192x192", "any"),
    "icon-512.png": ("512x512", "any"),
    "icon-maskable-512.png": ("512x512", "maskable"),
}
# A browser asks again each time; icons it keeps for a day.
_ASKED_AGAIN, _A_DAY = {"cache-control": "no-cache"}, {"cache-control": "public, max-age=86400"}
MANIFEST, WORKER, OFFLINE, ICONS = "/app.webmanifest", "/service-worker.js", "/offline", "/icons/"


def installable_routes() -> list[BaseRoute]:
    """The manifest, the service worker, the page for whoever is offline, and the icons."""
    page = offline_page()
    worker = service_worker(page)

    def manifest_of(request: Request) -> Response:
        spoken = words(language_of(request.scope))
        return JSONResponse(manifest(spoken), headers=_ASKED_AGAIN, media_type="application/manifest+json")

    def worker_of(_: Request) -> Response:
        return Response(worker, headers=_ASKED_AGAIN, media_type="text/javascript")

    def offline(_: Request) -> Response:
        return HTMLResponse(page, headers=_ASKED_AGAIN)

    def icon(request: Request) -> Response:
        name = request.path_params["name"]
        return FileResponse(_STATIC / name, headers=_A_DAY) if name in _ICONS else Response(status_code=404)

    return [
        Route(MANIFEST, manifest_of),
        Route(WORKER, worker_of),
        Route(OFFLINE, offline),
        Route(f"{ICONS}{{name}}", icon),
    ]


def manifest(spoken: Words) -> dict[str, Any]:
    """The web app manifest in a language (https://www.w3.org/TR/appmanifest/)."""
    return {
        "name": "Butaca",
        "short_name": "Butaca",
        "description": spoken("page.description"),
        "lang": LANGUAGES[spoken.language].tag,
        "start_url": "./?source=app",
        "scope": "./",
        "display": "standalone",
        "background_color": BACKGROUND_DARK,
        "theme_color": BACKGROUND_DARK,
        "icons": [
            {"src": f".{ICONS}{name}", "sizes": sizes, "purpose": purpose, "type": _type(name)}
            for name, (sizes, purpose) in _ICONS.items()
        ],
    }


def offline_page() -> str:
    """The page that stands in for every other one while there is no connection, in all languages: it chooses one."""
    texts = {}
    for code, language in LANGUAGES.items():
        spoken = words(code)
        told = {name: spoken(f"app.offline.{name}") for name in ("title", "told", "again")}
        texts[code] = {"tag": language.tag, **told}
    inside = json.dumps(texts, ensure_ascii=False).replace("<", "\\u003c")
    return (_STATIC / "offline.html").read_text(encoding="utf-8").replace("%(texts)s", inside)


def service_worker(page: str) -> str:
    """The script that keeps that page; it differs when the page does, and so a browser takes the new one."""
    version = hashlib.sha256(page.encode()).hexdigest()[:12]
    return (_STATIC / "service-worker.js").read_text(encoding="utf-8").replace("%(version)s", version)


def _type(name: str) -> str:
    return "image/svg+xml" if name.endswith(".svg") else "image/png"
