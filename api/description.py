"""`/api/v1/openapi.json`: the description of all of `/api/v1`, from the same models, words and routes that answer it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify
from pydantic import BaseModel
from werkzeug.routing import Rule

from api.receipts import AskReceipts
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
from webapp.patrol.orders import SendVisit, VisitReceipt
from webapp.place.datum import Datum
from webapp.recheck.orders import SendVerdict, VerdictReceipt
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
    "description": "Any value; best the clock of the sender at this try, in milliseconds since 1970 or ISO with offset: only so is a wrong clock told from a long wait. A form of another site cannot send it; Origin must be ours as well, where it is given.",
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
    answer: str = "object"
    """The schema of what it answers."""
    asked: tuple[Schema, ...] = ()
    """What may stand behind the question mark."""


def _json(name: str) -> Schema:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


def _asked(name: str, kind: Schema, required: bool = True) -> Schema:
    return {"name": name, "in": "query", "required": required, "schema": kind}


BYTES: Schema = {"schema": {"type": "string", "format": "binary"}}
PHOTO: Schema = {"image/*": BYTES, "audio/*": BYTES}
PHOTO_ANSWERS = {201: "Verified and on disk.", 200: "Was here before."}
PUT_ANSWERS = {201: "Received now.", 200: "Received before with the same content."}
PUT_REFUSALS = (400, 401, 403, 404, 409, 413, 422, 429)
PHOTO_REFUSALS = (400, 403, 404, 413, 422, 429)

OPERATIONS: Mapping[str, Operation] = {
    "api_reports.put_report": Operation(
        "Send a report; the client mints the id once and may send the same content as often as it likes.",
        PUT_ANSWERS | {201: "Received now; it is a ticket already."}, PUT_REFUSALS,
        (QUEUED,), _json("SendReport"), "Receipt",
    ),
    "api_reports.put_photo": Operation(
        "Send the bytes of a photo or a voice note that the report promised.",
        PHOTO_ANSWERS, PHOTO_REFUSALS, (QUEUED, DIGEST), PHOTO, "Receipt",
    ),
    "api_reports.get_receipt": Operation(
        "What is safe with us by now; bytes may be deleted only when the receipt equals what the client holds.",
        {200: "The receipt."}, (404,), answer="Receipt",
    ),
    "api_rechecks.put_recheck": Operation(
        "Send the verdict of who looked again; it counts when its photos are safe.",
        PUT_ANSWERS, PUT_REFUSALS, (QUEUED,), _json("SendVerdict"), "VerdictReceipt",
    ),
    "api_rechecks.put_photo": Operation(
        "Send the bytes of a photo that the verdict promised; the last one takes the step, or says why not.",
        PHOTO_ANSWERS, PHOTO_REFUSALS, (QUEUED, DIGEST), PHOTO, "VerdictReceipt",
    ),
    "api_rechecks.get_receipt": Operation(
        "What is safe with us by now, and what came of the verdict.",
        {200: "The receipt."}, (404,), answer="VerdictReceipt",
    ),
    "api_visits.put_visit": Operation(
        "Send a check-in at a point of the patrol.", PUT_ANSWERS, PUT_REFUSALS, (QUEUED,), _json("SendVisit"), "VisitReceipt",
    ),
    "api_visits.put_photo": Operation(
        "Send the bytes of a photo that the visit promised.",
        PHOTO_ANSWERS, (*PHOTO_REFUSALS, 401), (QUEUED, DIGEST), PHOTO, "VisitReceipt",
    ),
    "api_visits.get_receipt": Operation(
        "What is safe of a visit by now.", {200: "The receipt."}, (401, 404), answer="VisitReceipt",
    ),
    "api_receipts.ask": Operation(
        "The receipts of up to 200 sends at once; null for what never came.",
        {200: "Each id with its receipt."}, (400, 403, 413, 422, 429), (QUEUED,), _json("AskReceipts"), "Receipts",
    ),
    "api_field.clock": Operation("Our time.", {200: "The moment."}, (), answer="Clock"),
    "api_field.pack": Operation(
        "What a field phone keeps for a day without a signal; ask with If-None-Match.",
        {200: "The pack."}, (401,),
    ),
    "api_field.near": Operation(
        "Doors, points, components and open tickets around a position.",
        {200: "What is near."}, (401, 422),
        asked=(
            _asked("lng", {"type": "number", "minimum": -180, "maximum": 180}),
            _asked("lat", {"type": "number", "minimum": -90, "maximum": 90}),
            _asked("datum", {"type": "string", "enum": [datum.value for datum in Datum]}),
            _asked("accuracy_m", {"type": "number", "minimum": 0}, required=False),
        ),
    ),
    "api_field.take_outbox": Operation(
        "Take the file that a phone exported; every item is added, was here already, or is refused with a reason.",
        {200: "What became of every item."}, (400, 401, 403, 413, 422, 429), (QUEUED,), {"application/zip": BYTES}, "Imported",
    ),
    "api_description.show": Operation("This description.", {200: "OpenAPI 3.1."}, ()),
}  # fmt: skip


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
            "description": "Reports, visits, verdicts, their photos and receipts; what field phones read. Errors are application/problem+json.",
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
    named = operation.answer != "object"
    answer = {"$ref": f"#/components/schemas/{operation.answer}"} if named else {"type": "object"}
    described: Schema = {
        "operationId": rule.endpoint.replace(".", "_"),
        "summary": operation.summary,
        "parameters": [*ids, *operation.asked, *operation.headers],
        "responses": {
            str(status): {"description": words, "content": {"application/json": {"schema": answer}}}
            for status, words in operation.answers.items()
        }
        | {str(status): {"$ref": "#/components/responses/Problem"} for status in operation.refusals},
    }
    if operation.body:
        described["requestBody"] = {"required": True, "content": operation.body}
    return described


ORDERS: Mapping[str, tuple[type[BaseModel], str | None]] = {
    "SendReport": (SendReport, "report_id"), "SendVerdict": (SendVerdict, "recheck_id"),
    "SendVisit": (SendVisit, "visit_id"), "AskReceipts": (AskReceipts, None),
}  # fmt: skip
"""What is sent: its model and the field that stands in the address and is refused in the content."""
ANSWERED: tuple[type[BaseModel], ...] = (Receipt, VerdictReceipt, VisitReceipt)


def _schemas() -> Schema:
    found: Schema = {}
    for name, (model, in_the_address) in ORDERS.items():
        order = _schema(model, "validation")
        found |= order.pop("$defs", {})
        order["properties"].pop(in_the_address, None)
        order["required"] = [one for one in order.get("required", []) if one != in_the_address]
        found[name] = order
    for name in [one for one, schema in found.items() if "properties" in schema]:
        _let_null_be_left_out(found[name])
    for model in ANSWERED:
        answer = _schema(model, "serialization")
        found |= answer.pop("$defs", {}) | {model.__name__: answer}
    found["TicketOf"]["properties"]["state"] = {
        "type": "string", "enum": [state.value for state in WORDS],
        "description": "；".join(f"{state.value} {words}" for state, words in WORDS.items()),
    }  # fmt: skip
    return dict(sorted((found | _small_answers() | {"Problem": _problem()}).items()))


def _small_answers() -> Schema:
    text, count = {"type": "string"}, {"type": "integer", "minimum": 0}
    either = [{"$ref": f"#/components/schemas/{model.__name__}"} for model in ANSWERED]
    item = {
        "type": "object", "required": ["kind", "id", "outcome", "why", "number"],
        "properties": {
            "kind": text, "id": text, "why": text, "number": text,
            "outcome": {**text, "enum": ["added", "already", "refused"]},
        },
    }  # fmt: skip
    receipts = {"type": "object", "additionalProperties": {"anyOf": [*either, {"type": "null"}]}}
    return {
        "Clock": {
            "type": "object",
            "required": ["now"],
            "properties": {"now": {**text, "format": "date-time"}},
        },
        "Receipts": {"type": "object", "required": ["receipts"], "properties": {"receipts": receipts}},
        "Imported": {
            "type": "object",
            "required": ["added", "already", "refused", "items"],
            "properties": {
                "added": count,
                "already": count,
                "refused": count,
                "items": {"type": "array", "items": item},
            },
        },
    }


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
