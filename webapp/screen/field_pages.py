"""`/f/`: the field client. Its pages hold nothing personal, so that a phone may keep them and start without a line.

Who is signed in, what is due and what lies near comes from the offline pack; without scripts every page leads to the
plain page of the desk that does the same.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from pwa import asset_url, built_text
from webapp.access.role import Permission
from webapp.access.signed_in import requires, who_signed_in
from webapp.screen.field_icon import SIZES, draw_icon

bp = Blueprint("field", __name__, template_folder="templates")
TEMPLATES = Path(__file__).parent / "templates/screen/field"
GREEN = "#0c6044"
PAPER = "#fbfaf7"
IN_WECHAT = "MicroMessenger"
"""What WeChat and WeCom say in their user agents; both close a page, and what it keeps, as they like."""


@dataclass(frozen=True)
class FieldPage:
    """One page: its address under /f/, its template, and the plain page that does the same without scripts."""

    name: str
    plain: str


PAGES: Mapping[str, FieldPage] = {
    "": FieldPage("home", "screen.inbox"),
    "capture": FieldPage("capture", "intake.show"),
    "patrol": FieldPage("patrol", "patrol.mine"),
    "recheck": FieldPage("recheck", "recheck.worklist"),
    "outbox": FieldPage("outbox", "screen.inbox"),
    "map": FieldPage("map", "screen.inbox"),
    "check": FieldPage("check", "screen.inbox"),
}
"""What a phone keeps (sw.ts names the same addresses; a test compares them)."""


@bp.before_request
def lead_out_of_wechat() -> WerkzeugResponse | None:
    """Who opens a page in WeChat without being signed in reads how to open it in a browser, not a sign-in that ends there."""
    inside = IN_WECHAT in request.user_agent.string
    if inside and request.path.removeprefix("/f/") in PAGES and who_signed_in() is None:
        return redirect(url_for("field.install"), 303)
    return None


def _show(page: FieldPage) -> str:
    return render_template(f"screen/field/{page.name}.html", here=page.name, plain_url=url_for(page.plain))


for _path, _page in PAGES.items():
    bp.add_url_rule(f"/f/{_path}", _page.name, requires(Permission.READ_TICKETS)(partial(_show, _page)))


@bp.get("/f/install")
def install() -> str:
    """How to put this on the home screen; open to anybody, for WeChat opens it before anyone can sign in."""
    inside = IN_WECHAT in request.user_agent.string
    return render_template("screen/field/install.html", here="install", plain_url="/f/", in_wechat=inside)


@bp.get("/f/leave")
@requires(Permission.READ_TICKETS)
def leave() -> str:
    """The way out; what has not been sent stays on the phone."""
    return render_template("screen/field/leave.html", here="leave", plain_url=None)


@bp.get("/f/sw.js")
def worker() -> Response:
    """The service worker; it changes when a page or a built file does. Never kept by the browser's own cache."""
    answer = Response(built_text("sw.js").replace("@pages", _pages_digest()), mimetype="text/javascript")
    answer.headers["Service-Worker-Allowed"] = "/f/"
    answer.cache_control.no_cache = True
    return answer


@bp.get("/f/manifest.webmanifest")
def manifest() -> Response:
    """What the phone needs to know to install it."""
    icons = [
        {"src": url_for("field.icon", pixels=size), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in SIZES
        for purpose in ("any", "maskable")
    ]  # fmt: skip
    answer = jsonify(
        id="/f/", name="马上办 外勤", short_name="马上办", lang="zh-Hans", start_url="/f/", scope="/f/",
        display="standalone", orientation="portrait", theme_color=GREEN, background_color=PAPER, icons=icons,
        shortcuts=[{"name": "随手拍", "url": "/f/capture"}, {"name": "今日巡查", "url": "/f/patrol"}],
    )  # fmt: skip
    answer.mimetype = "application/manifest+json"
    return answer


@bp.get("/f/icon-<int:pixels>.png")
def icon(pixels: int) -> Response:
    """The icon in one of its sizes; any other is the next larger one."""
    answer = Response(
        draw_icon(next((known for known in SIZES if known >= pixels), SIZES[-1])), mimetype="image/png"
    )
    answer.cache_control.public, answer.cache_control.max_age = True, 86_400
    return answer


def _pages_digest() -> str:
    """What the kept pages are made of: their templates, and the names of the files that they load."""
    files = sorted(TEMPLATES.glob("*.html"))
    return _digest(tuple((str(file), file.stat().st_mtime_ns) for file in files), asset_url("field.css"))


@lru_cache(maxsize=2)
def _digest(files: tuple[tuple[str, int], ...], style: str) -> str:
    total = hashlib.sha256(style.encode())
    for name, _changed in files:
        total.update(Path(name).read_bytes())
    return total.hexdigest()[:12]
