"""`/desk/field`: bring in what a phone could not send, and see what has not come home."""

import os
from typing import BinaryIO, cast

from flask import Blueprint, render_template, request

from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid
from webapp.catalogue.settings import in_force
from webapp.screen.field_desk import photos_out, verdicts_out
from webapp.screen.outbox_file import Done, take_file

bp = Blueprint("field_desk", __name__, template_folder="templates")
OUTCOMES = {"added": ("收下了", "calm"), "already": ("早就收到过", "plain"), "refused": ("没收下", "late")}
KINDS = {"report": "上报", "visit": "巡查", "recheck": "复查"}


@bp.get("/desk/field")
@requires(Permission.REPORT_FOR)
def show() -> str:
    """The form, and two lists."""
    return _page(None, {})


@bp.post("/desk/field")
@requires(Permission.REPORT_FOR)
def take() -> str | tuple[str, int]:
    """导入没发出的: what became of every item, on the same page; sent twice it changes nothing."""
    file = request.files.get("file")
    try:
        if file is None or not file.filename:
            raise Invalid({"file": "请先选手机导出的那个文件（.zip）。"})
        source = cast(BinaryIO, file.stream)
        size = source.seek(0, os.SEEK_END)
        source.seek(0)
        return _page(take_file(kernel(), the_actor(), source, size), {})
    except Invalid as wrong:
        return _page(None, wrong.fields), 422


def _page(done: Done | None, errors: dict[str, str]) -> str:
    actor, now = the_actor(), kernel().clock.now()
    with kernel().read() as session:
        hours = int(in_force(session, kernel().clock)["photos_missing_hours"])
        photos = photos_out(session, actor, now, hours)
        verdicts = verdicts_out(session, actor, now, hours)
    return render_template(
        "screen/field_desk.html", done=done, errors=errors, photos=photos, verdicts=verdicts, hours=hours,
        outcomes=OUTCOMES, kinds=KINDS,
    )  # fmt: skip
