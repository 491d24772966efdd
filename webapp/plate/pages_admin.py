"""The plate desk's pages: preview and order sheets, fetch them, find a door, renew or end its code."""

import uuid
from collections.abc import Mapping

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

from qr.door_plate import plate_svg
from webapp.access.once import once
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires
from webapp.base.errors import Invalid, NotFound
from webapp.layout.made_files import hand_out
from webapp.plate.commands import order_sheet, revoke_code, rotate_code
from webapp.plate.documents import plates_of
from webapp.plate.forms import revoke_order, rotate_order, sheet_order
from webapp.plate.queries import doors_found, newest_sheets, units_with_doors
from webapp.plate.records import PlateSheet

bp = Blueprint("plates", __name__, template_folder="templates")
PREVIEWS = 3


@bp.get("/desk/plates")
@requires(Permission.PRINT_PLATES)
def sheets() -> str:
    """Choose a management unit, see its first plates, ask for the PDF; find a door."""
    return _page({})


def _page(errors: Mapping[str, str]) -> str:
    with kernel().read() as session:
        units = units_with_doors(session)
        wanted = request.values.get("unit", "")
        unit = next((u for u in units if str(u.id) == wanted), units[0] if units else None)
        shown = plates_of(kernel(), session, unit.id)[:PREVIEWS] if unit else []
        typed = request.values.get("q", "").strip()
        doors = doors_found(session, typed) if typed else ()
        asked = newest_sheets(session)
    previews = [Markup(plate_svg(plate)) for plate in shown]  # noqa: S704  our own drawing, its words escaped
    return render_template(
        "plate/sheets.html", units=units, unit=unit, previews=previews, sheets=asked, doors=doors, typed=typed, errors=errors,
    )  # fmt: skip


@bp.post("/desk/plates/<uuid:unit_id>/sheets")
@requires(Permission.PRINT_PLATES)
def order(unit_id: uuid.UUID) -> Answer | tuple[str, int]:
    """Ask for a PDF; a repeat of the same form asks once."""
    try:
        wanted = sheet_order(unit_id, request.form)
        once(lambda work: order_sheet(work, wanted))
    except Invalid as wrong:
        return _page(wrong.fields), 422
    flash("正在排版，几秒钟后刷新就能下载。")
    return redirect(url_for("plates.sheets", unit=unit_id), 303)


@bp.get("/desk/plates/sheets/<uuid:sheet_id>.pdf")
@requires(Permission.PRINT_PLATES)
def download(sheet_id: uuid.UUID) -> Response:
    """The PDF, once the job worker has made it."""
    sheet: PlateSheet | None = kernel().get(PlateSheet, sheet_id)
    if sheet is None or sheet.file_key is None:
        raise NotFound("这份服务板还没做好，或者已经不在了。过几秒再试。")
    name = f"plates-{sheet.form}-{sheet.plates}.pdf"
    return hand_out(kernel().store.open(sheet.file_key), "application/pdf", name)


@bp.post("/desk/plates/doors/<uuid:door_id>/rotate")
@requires(Permission.PRINT_PLATES)
def rotate(door_id: uuid.UUID) -> Answer | tuple[str, int]:
    """A new code for a door; the old plate is answered kindly."""
    try:
        wanted = rotate_order(door_id, request.form)
        done = once(lambda work: {"code": rotate_code(work, wanted)})
    except Invalid as wrong:
        return _page(wrong.fields), 422
    flash(f"新码是 {done['code'][:4]} {done['code'][4:]}。旧板已经不能用，请印新板换上。")
    return redirect(url_for("plates.sheets", q=request.form.get("q", "")), 303)


@bp.post("/desk/plates/doors/<uuid:door_id>/revoke")
@requires(Permission.PRINT_PLATES)
def revoke(door_id: uuid.UUID) -> Answer | tuple[str, int]:
    """End a door's code without a new one."""
    try:
        wanted = revoke_order(door_id, request.form)
        once(lambda work: revoke_code(work, wanted))
    except Invalid as wrong:
        return _page(wrong.fields), 422
    flash("这个码作废了。扫旧板的人会看到怎么再找到我们。")
    return redirect(url_for("plates.sheets", q=request.form.get("q", "")), 303)
