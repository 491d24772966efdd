"""Where the desk hides faces and plates on a ticket's photo: drawn on it, or by thirds without a script."""

import uuid
from collections.abc import Iterator, Mapping

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.access.once import once
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid, NotNow
from webapp.screen.photo_answer import photo_in_scope
from webapp.ticket.records import PhotoRole, PhotoState
from webapp.verify.blurring import MOST_BOXES, BlurPhoto, Fractions, blur_photo

bp = Blueprint("blur", __name__, template_folder="templates")
CELLS = ("左上", "上边", "右上", "左边", "正中", "右边", "左下", "下边", "右下")
NOTHING = "先在照片上框出要挡的地方，或者勾上一格。"


@bp.get("/desk/photos/<uuid:photo_id>/blur")
@requires(Permission.BLUR_PHOTO)
def show(photo_id: uuid.UUID) -> str:
    """The photo large, and what to hide on it."""
    return _page(photo_id, "")


def _page(photo_id: uuid.UUID, error: str) -> str:
    with kernel().read() as session:
        photo = photo_in_scope(session, the_actor(), photo_id)
        if photo is None or photo.role is PhotoRole.VOICE:
            abort(404)
        ready, ticket_id = photo.state is PhotoState.READY, photo.ticket_id
    return render_template(
        "screen/blur.html", photo_url=url_for("screen.photo", photo_id=photo_id, size="large"), ready=ready,
        action=url_for("blur.take", photo_id=photo_id), back_url=url_for("screen.ticket", ticket_id=ticket_id),
        cells=tuple(enumerate(CELLS)), errors={"boxes": error} if error else {},
    )  # fmt: skip


@bp.post("/desk/photos/<uuid:photo_id>/blur")
@requires(Permission.BLUR_PHOTO)
def take(photo_id: uuid.UUID) -> Response | tuple[str, int]:
    """Hide it; the new copies are made a moment later."""
    boxes = tuple(boxes_of(request.form, request.form.getlist("cell")))[:MOST_BOXES]
    if not boxes:
        return _page(photo_id, NOTHING), 422
    order = BlurPhoto(photo_id=photo_id, boxes=boxes)
    try:
        done = once(lambda work: {"ticket": str(blur_photo(work, order))})
    except NotNow as wait:
        raise Invalid({"boxes": wait.sentence}) from wait
    flash("挡住了。新的照片过几秒就好，在那以前谁也看不到这一张。")
    return redirect(url_for("screen.ticket", ticket_id=done["ticket"]), 303)


def boxes_of(form: Mapping[str, str], cells: list[str]) -> Iterator[Fractions]:
    """Rectangles that were drawn (`left,top,width,height;…`) and thirds that were ticked; what is none is left out."""
    for drawn in form.get("boxes", "")[:4000].split(";"):
        try:
            left, top, width, height = (float(part) for part in drawn.split(","))
        except ValueError:
            continue
        inside = (
            0 <= left <= 1 and 0 <= top <= 1 and 0 < width <= 1 - left + 1e-4 and 0 < height <= 1 - top + 1e-4
        )
        if inside:
            yield left, top, width, height
    for cell in cells:
        if cell in "012345678" and len(cell) == 1:
            down, across = divmod(int(cell), 3)
            yield across / 3, down / 3, 1 / 3, 1 / 3
