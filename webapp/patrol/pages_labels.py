"""Sheets of labels: asked for from the point library, made by the job worker, fetched here."""

import uuid

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid, NotFound
from webapp.base.storage import BadKey, NotStored, chunked
from webapp.patrol.forms import labels_order
from webapp.patrol.labels import LABELS, order_labels

LOOK_AGAIN_S = 3


@requires(Permission.MANAGE_POINTS)
def order() -> Answer:
    """Ask for the sheets of a list; a repeat of the same form asks once."""
    once = f"{the_actor().person_id}:{request.form.get('once') or uuid.uuid4()}"[:120]
    try:
        wanted = labels_order(request.form)
        with kernel().work(the_actor()) as work:
            name = work.once(once, lambda: {"name": order_labels(work, wanted)})["name"]
    except Invalid as wrong:
        flash("".join(wrong.fields.values()))
        return redirect(url_for("patrol.points"), 303)
    return redirect(url_for("patrol.labels", sheet=name), 303)


@requires(Permission.MANAGE_POINTS)
def show(sheet: str) -> Response:
    """Whether the sheets are made; until then the page looks again by itself."""
    ready = _ready(sheet)
    answer = make_response(render_template("patrol/labels.html", sheet=sheet, ready=ready))
    if not ready:
        answer.headers["Refresh"] = str(LOOK_AGAIN_S)
    return answer


@requires(Permission.MANAGE_POINTS)
def download(sheet: str) -> Response:
    """The PDF, once the job worker has made it; after a day it is gone."""
    try:
        file = kernel().store.open(f"{LABELS}/{sheet}")
    except (NotStored, BadKey):
        raise NotFound("这份标签还没排好，或者已经过了一天。请从点位重新印。") from None
    answer = Response(chunked(file), mimetype="application/pdf")
    answer.call_on_close(file.close)
    answer.headers["Content-Disposition"] = f'attachment; filename="labels-{sheet[:8]}.pdf"'
    return answer


def _ready(sheet: str) -> bool:
    try:
        return kernel().store.exists(f"{LABELS}/{sheet}")
    except BadKey:
        raise NotFound("没有这份标签。") from None
