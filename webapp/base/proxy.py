"""Behind a reverse proxy on the same machine: its word about who asks, and by which name and scheme, is taken.

From any other peer these headers are not believed: they could be anybody's. A proxy on another machine needs one
of the small kind (nginx, Caddy) beside the program (docs/handbook).
"""

from collections.abc import Iterable
from typing import Any

from werkzeug.middleware.proxy_fix import ProxyFix

LOOPBACK = ("127.", "::1", "::ffff:127.")


class BehindProxy:
    """Wraps a WSGI application; acts only on requests that this machine itself hands on."""

    def __init__(self, app: Any) -> None:
        self._direct = app
        self._told = ProxyFix(app, x_for=1, x_proto=1, x_host=1)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer the request, as the proxy describes it when it is ours."""
        near = str(environ.get("REMOTE_ADDR", "")).startswith(LOOPBACK)
        answer: Iterable[bytes] = (self._told if near else self._direct)(environ, start_response)
        return answer
