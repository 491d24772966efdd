"""Sheets of labels: asked for from the point library, made by the job worker, fetched here."""

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from webapp.access.once import once
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires
from webapp.base.errors import Invalid
from webapp.layout.made_files import hand_out, is_made, open_made, waiting_page
from webapp.patrol.forms import labels_order
from webapp.patrol.labels import LABELS, order_labels

GONE = "这份标签还没排好，或者已经过了一天。请从点位重新印。"


@requires(Permission.MANAGE_POINTS)
def order() -> Answer:
    """Ask for the sheets of a list; a repeat of the same form asks once."""
    try:
        wanted = labels_order(request.form)
        name = once(lambda work: {"name": order_labels(work, wanted)})["name"]
    except Invalid as wrong:
        flash("".join(wrong.fields.values()))
        of_components = request.form.get("of") == "components"
        return redirect(url_for("component.components" if of_components else "patrol.points"), 303)
    return redirect(url_for("patrol.labels", sheet=name), 303)


@requires(Permission.MANAGE_POINTS)
def show(sheet: str) -> Response:
    """Whether the sheets are made; until then the page looks again by itself."""
    ready = is_made(kernel(), LABELS, sheet, GONE)
    return waiting_page(render_template("patrol/labels.html", sheet=sheet, ready=ready), ready)


@requires(Permission.MANAGE_POINTS)
def download(sheet: str) -> Response:
    """The PDF, once the job worker has made it; after a day it is gone."""
    return hand_out(
        open_made(kernel(), f"{LABELS}/{sheet}", GONE), "application/pdf", f"labels-{sheet[:8]}.pdf"
    )
