"""Notices as PDF or Word: asked for here, made by the job worker, fetched here."""

import uuid

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from webapp.access.once import once
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid, NotFound
from webapp.base.fields import read_asking
from webapp.layout.made_files import hand_out, is_made, open_made, waiting_page
from webapp.supervise.advance import GONE as NOTICE_GONE
from webapp.supervise.documents import FOLDER, Form, OrderNoticeFile, order_notice_file
from webapp.supervise.scope import get_notice

KINDS = {
    Form.PDF: "application/pdf",
    Form.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
GONE = "没有这份文件，或者已经过了一天。请从督办重新做一份。"


@requires(Permission.READ_NOTICES)
def order_one(notice_id: uuid.UUID) -> Answer:
    """Ask for one notice as a file."""
    # Before the form is read: of what is not theirs nobody learns what was wrong with it.
    with kernel().read() as session:
        if get_notice(session, the_actor(), notice_id) is None:
            raise NotFound(NOTICE_GONE)
    return _order(notice_id, url_for("supervise.whole", notice_id=notice_id))


@requires(Permission.READ_NOTICES)
def order_month() -> Answer:
    """Ask for the notices of a month as one file."""
    return _order(None, url_for("supervise.every"))


def _order(notice_id: uuid.UUID | None, back: str) -> Answer:
    month = "" if notice_id else request.form.get("month", "")
    try:
        order = read_asking(
            OrderNoticeFile, {"form": request.form.get("form", "")}, {}, notice_id=notice_id, month=month
        )
        if notice_id is None and not month:
            raise Invalid({"month": "请选哪个月。"})
        name = once(lambda work: {"name": order_notice_file(work, order)}, order.form)["name"]
    except Invalid as wrong:
        flash("".join(wrong.fields.values()))
        return redirect(back, 303)
    return redirect(url_for("supervise.file", sheet=name), 303)


@requires(Permission.READ_NOTICES)
def show(sheet: str) -> Response:
    """Whether the file is made; until then the page looks again by itself."""
    ready = is_made(kernel(), FOLDER, sheet, GONE)
    return waiting_page(render_template("supervise/file.html", sheet=sheet, ready=ready), ready)


@requires(Permission.READ_NOTICES)
def fetch(sheet: str) -> Response:
    """The file, once the job worker has made it; after a day it is gone."""
    end = sheet.rpartition(".")[2]
    file = open_made(kernel(), f"{FOLDER}/{sheet}", GONE)
    kind = KINDS[Form(end)] if end in set(Form) else "application/octet-stream"
    answer = hand_out(file, kind, f"notices-{sheet[:8]}.{end}", f"督查通知单{sheet[:8]}.{end}")
    answer.headers["Cache-Control"] = "no-store"
    return answer
