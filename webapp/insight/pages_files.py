"""The rates as Excel or Word: asked for here, made by the job worker, fetched here."""

import uuid

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from webapp.access.once import once
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid
from webapp.insight.documents import FOLDER, Form, order_rates_file
from webapp.insight.forms import file_order
from webapp.insight.published import snapshot_of
from webapp.layout.made_files import hand_out, is_made, open_made, waiting_page

OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {Form.EXCEL: f"{OFFICE}spreadsheetml.sheet", Form.WORD: f"{OFFICE}wordprocessingml.document"}
GONE = "没有这份文件，或者已经过了一天。请从三率重新做一份。"


@requires(Permission.READ_RATES)
def order_live() -> Answer:
    """Ask for the file of a live period."""
    return _order(None, url_for("insight.rates"))


@requires(Permission.READ_RATES)
def order_published(snapshot_id: uuid.UUID) -> Answer:
    """Ask for the file of a published period."""
    with kernel().read() as session:
        snapshot_of(session, the_actor(), snapshot_id)
    return _order(snapshot_id, url_for("insight.snapshot", snapshot_id=snapshot_id))


def _order(snapshot_id: uuid.UUID | None, back: str) -> Answer:
    try:
        wanted = file_order(request.form, snapshot_id)
        name = once(lambda work: {"name": order_rates_file(work, wanted)}, wanted.form)["name"]
    except Invalid as wrong:
        flash("".join(wrong.fields.values()))
        return redirect(back, 303)
    return redirect(url_for("insight.file", sheet=name), 303)


@requires(Permission.READ_RATES)
def show(sheet: str) -> Response:
    """Whether the file is made; until then the page looks again by itself."""
    ready = is_made(kernel(), FOLDER, sheet, GONE)
    return waiting_page(render_template("insight/file.html", sheet=sheet, ready=ready), ready)


@requires(Permission.READ_RATES)
def fetch(sheet: str) -> Response:
    """The file, once the job worker has made it; after a day it is gone."""
    end = sheet.rpartition(".")[2]
    file = open_made(kernel(), f"{FOLDER}/{sheet}", GONE)
    kind = KINDS[Form(end)] if end in set(Form) else "application/octet-stream"
    answer = hand_out(file, kind, f"rates-{sheet[:8]}.{end}")
    answer.headers["Cache-Control"] = "no-store"
    return answer
