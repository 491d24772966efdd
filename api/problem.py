"""Errors as `application/problem+json`, once for the whole API (RFC 9457)."""

import logging
from typing import Any

from flask import jsonify, request
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response

from webapp.access.signed_in import account_seen
from webapp.base.errors import Invalid, Problem
from webapp.layout.problems import SAYINGS
from webapp.layout.said import said

PREFIX = "/api/"
log = logging.getLogger("mashang.problems")


def answer(error: Exception) -> Response:
    """Any refusal, and our own mistakes, of an address under `PREFIX`."""
    if isinstance(error, Problem):
        return _problem(error)
    if not isinstance(error, HTTPException):
        log.error("unhandled %s at %s", type(error).__name__, request.endpoint, exc_info=error)
        error = InternalServerError()
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()
    return _http(error)


def problem(status: int, code: str, title: str, detail: str, **more: object) -> Response:
    """One problem: `title` and `detail` are sentences for people, `code` is for programs."""
    shown = {
        "type": f"/api/v1/problems#{code}", "status": status, "code": code, "title": title, "detail": detail, **more,
    }  # fmt: skip
    answer = jsonify(shown)
    answer.status_code = status
    answer.content_type = "application/problem+json; charset=utf-8"
    return answer


def _problem(error: Problem) -> Response:
    more: dict[str, Any] = dict(error.data)
    read = (
        str if account_seen() else said
    )  # staff read Chinese, whatever language a resident chose on this phone
    if isinstance(error, Invalid):
        more["fields"] = {name: read(sentence) for name, sentence in error.fields.items()}
    sentence = "；".join(more["fields"].values()) if isinstance(error, Invalid) else read(error.sentence)
    answer = problem(error.status, error.code, read(SAYINGS[error.status].heading), sentence, **more)
    if "retry_after" in more:
        answer.headers["Retry-After"] = str(more["retry_after"])
    return answer


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    saying = SAYINGS.get(status, SAYINGS[500 if status >= 500 else 400])
    code = error.name.lower().replace(" ", "_")
    answer = problem(status, code, saying.heading, saying.sentence + saying.what_to_do)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    return answer
