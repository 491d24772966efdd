"""Logs for who runs the server: one JSON object a line on stderr, and nothing in it about a person.

Never logged: addresses with their queries and tokens (an endpoint's name stands for both), what somebody typed,
messages of exceptions (a database quotes the row it refused) and the values of variables.
"""

import logging
import secrets
import sys
import time
import traceback
from collections.abc import Callable, MutableMapping
from typing import Any, TextIO

import structlog
from flask import Flask, Response, g, request

Line = MutableMapping[str, Any]
DEEPEST = 40
SAID = ("endpoint", "method", "status", "ms", "role")
"""What a line may hold beside its message; anything else that code hands to a logger is left out."""
QUIET = frozenset({"assets.asset", "health.alive", "health.ready", "metrics.show"})
"""Endpoints that programs ask all day: a line only when they refuse."""
log = logging.getLogger("mashang.request")


def log_to_stderr(stream: TextIO | None = None) -> logging.Handler:
    """Send the logs of the whole process to stderr, or to `stream`; returns the handler for who takes it away again."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.add_log_level,
                structlog.stdlib.ExtraAdder(SAID),
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                name_places,
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("mashang").setLevel(logging.INFO)
    return handler


def name_places(_logger: Any, _method: str, line: Line) -> Line:
    """Put in place of an exception its class and the places it went through, causes last."""
    given = line.pop("exc_info", None)
    failure = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    chain: list[Line] = []
    while isinstance(failure, BaseException) and len(chain) < DEEPEST:
        places = traceback.extract_tb(failure.__traceback__)[-DEEPEST:]
        chain.append(
            {
                "class": type(failure).__name__,
                "places": [f"{place.filename}:{place.lineno} {place.name}" for place in places],
            }
        )
        failure = failure.__cause__ or failure.__context__
    if chain:
        line["exception"] = chain
    return line


def log_requests(app: Flask, role: Callable[[], str]) -> None:
    """One line for every request but the quiet ones: id, endpoint, method, status, milliseconds, role of who asked.

    `role` must be cheap: it is asked for every request, also one for a picture.
    """

    @app.before_request
    def begin() -> None:
        g.request_id = secrets.token_hex(4)
        g.began = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=g.request_id)

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
