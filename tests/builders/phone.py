"""A field phone: it sends what it queued, words first, photos after, as the client does."""

import hashlib
import uuid
from base64 import b64encode
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.builders.photo import jpeg
from webapp.access.actor import Actor
from webapp.base.work import Kernel
from webapp.recheck.forms import verdict_from_json
from webapp.recheck.sent import receive_verdict

QUEUED = {"X-Mashang-Queued": "1"}


def digest_of(content: bytes) -> str:
    """A Content-Digest header."""
    return f"sha-256=:{b64encode(hashlib.sha256(content).digest()).decode()}:"


def promised(content: bytes, **more: Any) -> dict[str, Any]:
    """A photo as its words promise it."""
    return {
        "id": str(uuid.uuid4()),
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
    } | more


def put_photo(browser: FlaskClient, base: str, photo: dict[str, Any], content: bytes) -> TestResponse:
    """The bytes of a promised photo; `base` is the address of what promised it."""
    headers = QUEUED | {"Content-Digest": digest_of(content)}
    return browser.put(f"{base}/photos/{photo['id']}", data=content, headers=headers)


def verdict(ticket_id: Any, photos: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A recheck verdict as a phone queues it: it passed, a minute ago."""
    said = {
        "ticket": str(ticket_id),
        "verdict": "pass",
        "captured_at": "2026-11-20T09:59:00+08:00",
        "photos": photos,
    }
    return said | more


def waiting_verdict(kernel: Kernel, actor: Actor, ticket_id: uuid.UUID) -> uuid.UUID:
    """A verdict whose words came and whose photo is still on the phone."""
    recheck_id = uuid.uuid4()
    order = verdict_from_json(recheck_id, verdict(ticket_id, [promised(jpeg())]))
    with kernel.work(actor) as work:
        receive_verdict(work, order)
    return recheck_id


def put_verdict(
    browser: FlaskClient, ticket_id: Any, *contents: bytes, recheck_id: uuid.UUID | None = None, **more: Any
) -> tuple[str, TestResponse]:
    """Words, then every photo; answers the address and the last answer."""
    base = f"/api/v1/rechecks/{recheck_id or uuid.uuid4()}"
    pictures = contents or (jpeg(),)
    photos = [promised(content) for content in pictures]
    answer = browser.put(base, json=verdict(ticket_id, photos, **more), headers=QUEUED)
    if answer.status_code == 201:
        for photo, content in zip(photos, pictures, strict=True):
            answer = put_photo(browser, base, photo, content)
    return base, answer
