"""Publishing a period, the list of what was published, and one of them beside what would be counted now."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.access.once import once
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid
from webapp.base.paging import asked_key
from webapp.insight.asked import asked_by
from webapp.insight.charts import chart_of
from webapp.insight.commands import publish_rates
from webapp.insight.counted_then import behind_snapshot, has_counted
from webapp.insight.forms import publish_order
from webapp.insight.published import changes_since, published, snapshot_of
from webapp.insight.rules import PERIOD_WORDS
from webapp.insight.table import BY_WORDS


@requires(Permission.READ_RATES)
def listed() -> str:
    """What was published, and the form to publish a period."""
    return _listed({})


def _listed(errors: dict[str, str]) -> str:
    actor = the_actor()
    with kernel().read() as session:
        rows = published(session, actor)
    return render_template(
        "insight/published.html", rows=rows, kinds=PERIOD_WORDS, errors=errors, typed=request.form,
        may_publish=actor.may(Permission.PUBLISH_RATES),
    )  # fmt: skip


@requires(Permission.PUBLISH_RATES)
def publish() -> Response | tuple[str, int]:
    """Publish, then the snapshot; a repeat of the same form publishes once."""
    try:
        order = publish_order(request.form)
        made = once(lambda work: {"snapshot": str(publish_rates(work, order))})
    except Invalid as wrong:
        return _listed(wrong.fields), 422
    flash("发布了。以后再有改动，这一份也不会变。")
    return redirect(url_for("insight.snapshot", snapshot_id=made["snapshot"]), 303)


@requires(Permission.READ_RATES)
def show(snapshot_id: uuid.UUID) -> str:
    """One published period; it says where it would be counted otherwise now."""
    by = asked_by()
    with kernel().read() as session:
        told, tables = snapshot_of(session, the_actor(), snapshot_id)
        changes = changes_since(session, kernel().clock, snapshot_id, tables[by])
        listed = has_counted(session, snapshot_id)
    return render_template(
        "insight/snapshot.html", told=told, table=tables[by], by=by, bys=BY_WORDS, kinds=PERIOD_WORDS,
        changes=changes, chart=chart_of(tables[by]), listed=listed,
    )  # fmt: skip


@requires(Permission.READ_RATES)
def numbers(snapshot_id: uuid.UUID) -> str:
    """The callbacks that a published line was counted from, as they were then."""
    by, key = asked_by(), request.args.get("key", "")[:40]
    after, before = (asked_key(request.args.get(name)) for name in ("after", "before"))
    with kernel().read() as session:
        told, tables = snapshot_of(session, the_actor(), snapshot_id)
        page = behind_snapshot(session, the_actor(), snapshot_id, by, key, after, before)
    row = next((one for one in tables[by].rows if one.key == key), tables[by].pooled)
    return render_template("insight/counted_then.html", page=page, row=row, told=told, by=by, key=key)
