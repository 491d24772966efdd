"""Logs for who runs the server: one JSON object a line on stderr, and nothing in it about a person.

Never logged: addresses with their queries and tokens (an endpoint's name stands for both), what somebody typed,
messages of exceptions (a database quotes the row it refused) and the values of variables.
"""

import logging
import secrets
import sys
import time
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO

from flask import Flask, Response, g, request

from webapp.base.database import dump_json

Line = dict[str, Any]
DEEPEST = 40
SAID = ("endpoint", "method", "status", "ms", "role")
"""What a line may hold beside its message; anything else that code hands to a logger is left out."""
QUIET = frozenset({"assets.asset", "health.alive", "health.ready", "metrics.show"})
"""Endpoints that programs ask all day: a line only when they refuse."""
log = logging.getLogger("mashang.request")
_request: ContextVar[str] = ContextVar("request", default="")


class _Lines(logging.Formatter):
    """A record as a line of JSON; of what code hands to a logger beside its message only `SAID` is taken."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="microseconds")
        line: Line = {
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "timestamp": at.replace("+00:00", "Z"),
            **{name: value for name in SAID if (value := getattr(record, name, None)) is not None},
        }
        if asked := _request.get():
            line["request"] = asked
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = places_of(record.exc_info[1])
        return dump_json(line)


def log_to_stderr(stream: TextIO | None = None) -> logging.Handler:
    """Send the logs of the whole process to stderr, or to `stream`; returns the handler for who takes it away again."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Lines())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("mashang").setLevel(logging.INFO)
    return handler


def places_of(failure: BaseException | None) -> list[Line]:
    """Of an exception its class and the places it went through, causes last."""
    chain: list[Line] = []
    while failure is not None and len(chain) < DEEPEST:
        places = traceback.extract_tb(failure.__traceback__)[-DEEPEST:]
        chain.append(
            {
                "class": type(failure).__name__,
                "places": [f"{place.filename}:{place.lineno} {place.name}" for place in places],
            }
        )
        failure = failure.__cause__ or failure.__context__
    return chain


def log_requests(app: Flask, role: Callable[[], str]) -> None:
    """One line for every request but the quiet ones: id, endpoint, method, status, milliseconds, role of who asked.

    `role` must be cheap: it is asked for every request, also one for a picture.
    """

    @app.before_request
    def begin() -> None:
        g.request_id = secrets.token_hex(4)
        g.began = time.perf_counter()
        _request.set(g.request_id)

    @app.after_request
    def end(answer: Response) -> Response:
        began = g.get("began", time.perf_counter())
        answer.headers["X-Request-ID"] = g.get("request_id", "")
        if request.endpoint in QUIET and answer.status_code < 400:
            return answer
        ms = round((time.perf_counter() - began) * 1000, 1)
        said = (request.endpoint, request.method, answer.status_code, ms, str(role()))
        log.info("request", extra=dict(zip(SAID, said, strict=True)))
        return answer
