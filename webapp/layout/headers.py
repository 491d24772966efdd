"""The headers of every answer: a content policy with a nonce, no sniffing, no framing; camera and position allowed here.

The ready-made sets block camera and geolocation, which this program lives on (dependencies.md).
"""

import secrets
from collections.abc import Iterable

from flask import Flask, g, request
from werkzeug.wrappers import Response

PERMISSIONS = "camera=(self), geolocation=(self), microphone=(self), payment=(), usb=()"


def csp_nonce() -> str:
    """The nonce of this answer, for the few inline styles and scripts."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def allow_pictures(hosts: Iterable[str]) -> None:
    """Let this answer show pictures of other hosts: the tiles of the map service that the district has chosen."""
    g.picture_hosts = tuple(hosts)


def guard_answers(app: Flask) -> None:
    """Put the headers on everything that the program answers."""
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.after_request(_add)


FIXED = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", PERMISSIONS),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)


def _add(answer: Response) -> Response:
    headers = answer.headers
    set_already = {name.lower() for name, _ in headers}  # once: each look into the headers walks them all
    wanted: tuple[tuple[str, str], ...] = (("Content-Security-Policy", _content_policy()), *FIXED)
    if request.is_secure:
        wanted += (("Strict-Transport-Security", "max-age=31536000"),)
    if "cache-control" not in set_already:
        wanted += (("Cache-Control", "no-store" if answer.mimetype == "text/html" else "private, no-cache"),)
    for name, value in wanted:
        if name.lower() not in set_already:
            headers.add(name, value)
    return answer


def _content_policy() -> str:
    nonce = f" 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else ""
    pictures = " ".join(("'self' data: blob:", *g.get("picture_hosts", ())))
    return (
        f"default-src 'none'; script-src 'self'{nonce}; style-src 'self'{nonce}; img-src {pictures}; "
        "media-src 'self' blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
