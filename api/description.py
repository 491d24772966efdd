"""`/api/v1/openapi.json`: the description of all of `/api/v1`, from the same models, words and routes that answer it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify
from pydantic import BaseModel
from werkzeug.routing import Rule

from webapp.base.errors import (
    Differs,
    Forbidden,
    Invalid,
    NotFound,
    NotNow,
    Problem,
    Stale,
    TooLarge,
    TooMany,
)
from webapp.layout.problems import SAYINGS
from webapp.report.orders import Receipt, SendReport
from webapp.ticket.lifecycle import WORDS

Schema = dict[str, Any]
bp = Blueprint("api_description", __name__, url_prefix="/api/v1")
BASE = "/api/v1/"
PROBLEMS: tuple[type[Problem], ...] = (
    Invalid, NotFound, Forbidden, NotNow, Stale, Differs, TooLarge, TooMany,
)  # fmt: skip
QUEUED: Schema = {
    "name": "X-Mashang-Queued", "in": "header", "required": True, "schema": {"type": "string", "minLength": 1},
    "description": "Any value. A form of another site cannot send it; Origin must be ours as well, where it is given.",
}  # fmt: skip
DIGEST: Schema = {
    "name": "Content-Digest", "in": "header", "required": True,
    "schema": {"type": "string", "pattern": "^sha-256=:[A-Za-z0-9+/]{43}=:$"},
    "description": "SHA-256 of exactly these bytes (RFC 9530).",
}  # fmt: skip


@dataclass(frozen=True)
class Operation:
    """What one endpoint takes and answers; `answers` are the statuses that carry a receipt."""

    summary: str
    answers: Mapping[int, str]
    refusals: tuple[int, ...]
    headers: tuple[Schema, ...] = ()
    body: Schema = field(default_factory=dict)


OPERATIONS: Mapping[str, Operation] = {
    "api_reports.put_report": Operation(
        "Send a report; the client mints the id once and may send the same content as often as it likes.",
        {201: "Received now; it is a ticket already.", 200: "Received before with the same content."},
        (400, 401, 403, 404, 409, 413, 422, 429),
        (QUEUED,),
        {"application/json": {"schema": {"$ref": "#/components/schemas/SendReport"}}},
    ),
    "api_reports.put_photo": Operation(
        "Send the bytes of a photo that the report promised.",
        {201: "Verified and on disk.", 200: "Was here before."},
        (400, 403, 404, 413, 422, 429),
        (QUEUED, DIGEST),
        {"image/*": {"schema": {"type": "string", "format": "binary"}}},
    ),
    "api_reports.get_receipt": Operation(
        "What is safe with us by now; bytes may be deleted only when the receipt equals what the client holds.",
        {200: "The receipt."},
        (404,),
    ),
    "api_description.show": Operation("This description.", {200: "OpenAPI 3.1."}, ()),
}


@bp.get("/openapi.json")
def show() -> Response:
    """The description as JSON."""
    return jsonify(describe(current_app))


def describe(app: Flask) -> Schema:
    """The whole document. Raises KeyError for a route under `/api/v1` that nobody described."""
    paths: Schema = {}
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(BASE):
            path = paths.setdefault(re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), {})
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                path[method.lower()] = _operation(rule, OPERATIONS[rule.endpoint])
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "码上说·马上办", "version": "1",
            "description": "Reports, their photos and receipts. Errors are application/problem+json.",
        },
        "servers": [{"url": "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": _schemas(), "responses": {"Problem": _problem_answer()}},
    }  # fmt: skip


def _operation(rule: Rule, operation: Operation) -> Schema:
    ids = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
        for name in sorted(rule.arguments)
    ]
    answer = {"type": "object"} if not rule.arguments else {"$ref": "#/components/schemas/Receipt"}
    described: Schema = {
        "operationId": rule.endpoint.replace(".", "_"),
        "summary": operation.summary,
        "parameters": [*ids, *operation.headers],
        "responses": {
            str(status): {"description": words, "content": {"application/json": {"schema": answer}}}
            for status, words in operation.answers.items()
        }
        | {str(status): {"$ref": "#/components/responses/Problem"} for status in operation.refusals},
    }
    if operation.body:
        described["requestBody"] = {"required": True, "content": operation.body}
    return described


def _schemas() -> Schema:
    order, receipt = _schema(SendReport, "validation"), _schema(Receipt, "serialization")
    found: Schema = order.pop("$defs", {}) | receipt.pop("$defs", {})
    order["properties"].pop("report_id")  # stands in the address and is refused in the content
    order["required"] = [name for name in order.get("required", []) if name != "report_id"]
    found["TicketOf"]["properties"]["state"] = {
        "type": "string", "enum": [state.value for state in WORDS],
        "description": "；".join(f"{state.value} {words}" for state, words in WORDS.items()),
    }  # fmt: skip
    found |= {"SendReport": order, "Receipt": receipt, "Problem": _problem()}
    for name in ("SendReport", "PromisedPhoto", "Position"):
        _let_null_be_left_out(found[name])
    return dict(sorted(found.items()))


def _schema(model: type[BaseModel], mode: Any) -> Schema:
    return model.model_json_schema(ref_template="#/components/schemas/{model}", mode=mode)


def _let_null_be_left_out(schema: Schema) -> None:
    for name, given in schema["properties"].items():
        if name not in schema.get("required", ()) and {"type": "null"} not in given.get("anyOf", ()):
            schema["properties"][name] = {"anyOf": [given, {"type": "null"}]}


def _problem() -> Schema:
    text = {"type": "string"}
    return {
        "type": "object",
        "required": ["type", "status", "code", "title", "detail"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "status": {"type": "integer", "enum": sorted(SAYINGS)},
            "code": {**text, "examples": sorted({problem.code for problem in PROBLEMS})},
            "title": {**text, "description": "A heading for people, in Chinese."},
            "detail": {**text, "description": "What happened and what to do, in Chinese."},
            "fields": {
                "type": "object",
                "additionalProperties": text,
                "description": "422: field → sentence.",
            },
            "server": {"type": "object", "description": "409: what we hold under this id."},
            "retry_after": {
                "type": "integer",
                "minimum": 1,
                "description": "429: seconds, as in Retry-After.",
            },
        },
    }


def _problem_answer() -> Schema:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": "A refusal in plain words.",
        "content": {"application/problem+json": {"schema": schema}},
    }
