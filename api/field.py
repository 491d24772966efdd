"""`/api/v1/field`: the offline pack, what is near, the time, and an outbox that came as a file."""

import shutil
import tempfile
from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, request
from pydantic import Field
from werkzeug.wrappers import Response as AnyResponse

from api.queued import from_our_pages, reader, staff_sender
from webapp.access.signed_in import kernel
from webapp.base.database import dump_json
from webapp.base.errors import Invalid
from webapp.base.fields import Command, read
from webapp.place.datum import Datum, to_wgs84
from webapp.screen.field_near import near as around
from webapp.screen.field_pack import field_pack
from webapp.screen.outbox_file import MOST_BYTES, take_file

bp = Blueprint("api_field", __name__, url_prefix="/api/v1/field")
bp.before_request(from_our_pages)


class AskNear(Command):
    """Where somebody stands; the datum is never guessed."""

    lng: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    datum: Datum
    accuracy_m: float | None = Field(default=None, ge=0)


def _json(content: dict[str, Any]) -> Response:
    answer = Response(dump_json(content), mimetype="application/json")
    answer.cache_control.private = True
    answer.cache_control.no_cache = True
    return answer


@bp.get("/clock")
def clock() -> Response:
    """Our time; a phone whose clock is off sees by how much."""
    return _json({"now": kernel().clock.now()})


@bp.get("/pack")
def pack() -> AnyResponse:
    """Everything for a day without a signal; 304 when the phone has it already."""
    actor = reader()
    with kernel().read() as session:
        found = field_pack(session, actor, kernel().clock)
    answer = _json(found)
    answer.set_etag(found["version"])
    return answer.make_conditional(request)


@bp.get("/near")
def near() -> Response:
    """Doors, points, components and open tickets around a position."""
    actor, asked = reader(), read(AskNear, request.args.to_dict())
    lng, lat = to_wgs84(asked.lng, asked.lat, asked.datum)
    with kernel().read() as session:
        return _json(around(session, actor, kernel().clock.now(), lng, lat))


@bp.post("/import")
def take_outbox() -> Response:
    """The file that a phone exported: every item is added, was here already, or is refused with a reason."""
    actor = staff_sender()
    request.max_content_length = MOST_BYTES  # a day of photos; it is spooled to disk, never held in memory
    with tempfile.SpooledTemporaryFile(max_size=8 * 1024 * 1024) as held:
        shutil.copyfileobj(request.stream, held)
        size = held.tell()
        if not size:
            raise Invalid({"file": "没有收到文件，请重新选一次。"})
        held.seek(0)
        done = take_file(kernel(), actor, cast(BinaryIO, held), size)
    return _json(done.as_json())
