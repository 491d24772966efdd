"""Serving a photo's copy: only the two copies without metadata are ever sent, never what was received."""

from flask import Response, abort

from webapp.access.signed_in import kernel
from webapp.base.storage import NotStored, chunked
from webapp.ticket.records import Photo, PhotoState

DAY = 86_400


def photo_answer(photo: Photo | None, size: str) -> Response:
    """The copy of a photo the caller may see; 404 while it is not ready."""
    if photo is None or photo.state is not PhotoState.READY or size not in {"small", "large"}:
        abort(404)
    key = photo.small_key if size == "small" else photo.large_key
    try:
        content = kernel().store.open(key or "")
    except NotStored:
        abort(404)
    answer = Response(chunked(content), mimetype="image/jpeg")
    answer.call_on_close(content.close)
    answer.cache_control.private = True
    answer.cache_control.max_age = DAY
    return answer
