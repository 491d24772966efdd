"""A request whose address and form hold no NUL: PostgreSQL refuses to store or compare it, and nobody types it.

And its session, which most residents do not have, and the rules of its address.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items
from werkzeug.routing import Rule


class WithoutNul(ImmutableMultiDict[str, Any]):
    """What was sent, by name; NUL characters are left out, everything else stays as it came."""

    def __init__(self, sent: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None) -> None:
        super().__init__([(_plain(name), _plain(value)) for name, value in iter_multi_items(sent or ())])


def _plain(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) else value


class CleanRequest(Request):
    """Flask's request, its `args`, `form` and `files` kept in `WithoutNul`."""

    parameter_storage_class = WithoutNul


class LateRule(Rule):
    """A rule of addresses whose way back, from values to an address, is put into code when it is first asked for.

    A process asks few of them, and all of them were a tenth of the time to start.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        make, made = super()._compile_builder, list[Callable[..., tuple[str, str]]]()

        def late(rule: Rule, **values: Any) -> tuple[str, str]:
            if not made:
                made.append(make(append_unknown))
            return made[0](rule, **values)

        return late


class CleanSessions(SecureCookieSessionInterface):
    """Flask's sessions; nothing is made ready to read a cookie that did not come."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a request; an empty one when it brings none."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)
