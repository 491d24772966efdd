"""What the browser is given: the built scripts and styles of `pwa/src`, by the names that `build.mjs` made.

Register `assets` on the application; templates call `asset_url("desk.js")` and `inline_css("resident")`.
"""

import gzip
import json
from functools import lru_cache
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, abort, request, url_for
from markupsafe import Markup

DIST: Final = Path(__file__).parent / "dist"
TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".json": "application/json",
}
# Pages that carry no form token: their squeezed length gives no secret away.
OPEN_PAGES: Final = ("/q/", "/t/", "/f/")
WITH_TOKEN: Final = ("/f/leave",)
SQUEEZED: Final = (("br", ".br"), ("gzip", ".gz"))

assets = Blueprint("assets", __name__)


class NotBuiltError(RuntimeError):
    """The browser build is missing, or lacks the name that was asked for."""


def asset_url(logical: str) -> str:
    """Answer the address of a built file, for example `report.js`. Raises `NotBuiltError` when it is not there."""
    return url_for("assets.asset", name=_served(logical))


def inline_css(logical: str) -> Markup:
    """Answer the text of a built style, for example `resident`, to stand in `<style nonce=…>`."""
    return Markup(_text(DIST / _served(f"{logical}.css")))  # noqa: S704 - our own build, not a person's words


def built_text(logical: str) -> str:
    """Answer the text of a built file that is not served by its hashed name, for example the worker `sw.js`."""
    return _text(DIST / _served(logical))


@assets.get("/assets/<name>")
def asset(name: str) -> Response:
    """Serve one built file for ever, squeezed the best way that the browser takes."""
    if name not in set(_manifest().values()):
        abort(404)
    path = DIST / name
    answer = Response(content_type=TYPES.get(path.suffix, "application/octet-stream"))
    for encoding, suffix in SQUEEZED:
        squeezed = path.with_name(path.name + suffix)
        if request.accept_encodings[encoding] > 0 and squeezed.exists():
            path = squeezed
            answer.content_encoding = encoding
            break
    answer.data = path.read_bytes()
    answer.cache_control.public = True
    answer.cache_control.max_age = 31_536_000
    answer.cache_control.immutable = True
    answer.vary.add("Accept-Encoding")
    return answer


@assets.after_app_request
def squeeze_page(answer: Response) -> Response:
    """Squeeze the resident's and the field worker's pages: on a bar of signal every kilobyte is a third of a second.

    Source: field.md, Budgets.
    """
    open_page = request.path.startswith(OPEN_PAGES) and not request.path.startswith(WITH_TOKEN)
    if answer.mimetype == "text/html" and open_page and not answer.is_streamed:
        answer.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"] > 0 and not answer.content_encoding:
            answer.data = gzip.compress(answer.data, 6, mtime=0)
            answer.content_encoding = "gzip"
    return answer


def _served(logical: str) -> str:
    manifest = _manifest()
    if logical not in manifest:
        raise NotBuiltError(f"The browser build has no {logical}; it has {', '.join(sorted(manifest))}.")
    return manifest[logical]


def _manifest() -> dict[str, str]:
    path = DIST / "manifest.json"
    if not path.exists():
        raise NotBuiltError("The browser build is missing: run `npm ci` and `node build.mjs` in pwa/ first.")
    return _parsed(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _parsed(path: Path, _changed: int) -> dict[str, str]:
    names: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return names


@lru_cache(maxsize=8)
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
