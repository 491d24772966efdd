"""A district to report in, and how a queue sends."""

import hashlib
import uuid
from base64 import b64encode
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.builders.district import District, build_district

QUEUED = {"X-Mashang-Queued": "1"}


@pytest.fixture
def district(kernel) -> District:
    return build_district(kernel)


@pytest.fixture
def put(client: FlaskClient, district: District) -> Callable:
    """`put(report_id, text=…)` sends a report at the first door, unless told otherwise."""

    def send(report_id: uuid.UUID, browser: FlaskClient = client, /, **more):
        body = {"text": "楼道灯不亮", "category": "lamp", "door": district.codes[0]} | more
        return browser.put(f"/api/v1/reports/{report_id}", json=body, headers=QUEUED)

    return send


def digest_of(content: bytes) -> str:
    """A Content-Digest header."""
    return f"sha-256=:{b64encode(hashlib.sha256(content).digest()).decode()}:"


def promise(content: bytes, **more) -> dict:
    """A photo as a report promises it."""
    sha256 = hashlib.sha256(content).hexdigest()
    return {"id": str(uuid.uuid4()), "sha256": sha256, "bytes": len(content)} | more
