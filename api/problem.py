"""Errors as `application/problem+json`, once for the whole API (RFC 9457)."""

from flask import Blueprint, jsonify
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from webapp.base.errors import Invalid, Problem
from webapp.layout.problems import SAYINGS


def answer_as_json(blueprint: Blueprint) -> None:
    """Let every refusal of a blueprint be answered as problem+json."""
    blueprint.register_error_handler(Problem, _problem)
    blueprint.register_error_handler(HTTPException, _http)


def problem(status: int, code: str, title: str, detail: str, **more: object) -> Response:
    """One problem: `title` and `detail` are sentences for people, `code` is for programs."""
    answer = jsonify(
        {
            "type": f"/api/v1/problems#{code}",
            "status": status,
            "code": code,
            "title": title,
            "detail": detail,
            **more,
        }
    )
    answer.status_code = status
    answer.content_type = "application/problem+json; charset=utf-8"
    return answer


def _problem(error: Problem) -> Response:
    more = dict(error.data)
    if isinstance(error, Invalid):
        more["fields"] = error.fields
    return problem(error.status, error.code, SAYINGS[error.status].heading, error.sentence, **more)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    saying = SAYINGS.get(status, SAYINGS[500 if status >= 500 else 400])
    return problem(
        status, error.name.lower().replace(" ", "_"), saying.heading, saying.sentence + saying.what_to_do
    )
