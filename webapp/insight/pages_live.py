"""The page of the three rates as they stand now, and the list behind each of its numbers."""

from datetime import timedelta

from flask import render_template, request

from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.insight.asked import asked
from webapp.insight.charts import chart_of
from webapp.insight.published import snapshot_id_of
from webapp.insight.queries import behind, rates_table
from webapp.insight.rules import PERIOD_WORDS, PeriodKind
from webapp.insight.table import BY_WORDS


@requires(Permission.READ_RATES)
def rates() -> str:
    """The rates of a period by unit, community, class or meeting."""
    actor, (kind, day, by) = the_actor(), asked()
    with kernel().read() as session:
        table = rates_table(session, actor, kernel().clock, kind, day, by)
        snapshot_id = snapshot_id_of(session, actor, table.period)
    over = kernel().clock.now() >= table.period.ends
    # A daily report begins at noon of the day before it: that day's own report is the one before this.
    first = table.period.last if kind is PeriodKind.DAY else table.period.begins
    return render_template(
        "insight/rates.html", table=table, kind=kind, day=day, by=by, kinds=PERIOD_WORDS, bys=BY_WORDS,
        chart=chart_of(table), before=first - timedelta(days=1), after=table.period.last + timedelta(days=1),
        snapshot_id=snapshot_id,
        may_publish=over and snapshot_id is None and bool(table.rows) and actor.may(Permission.PUBLISH_RATES),
    )  # fmt: skip


@requires(Permission.READ_RATES)
def numbers() -> str:
    """The callbacks that a line was counted from."""
    kind, day, by = asked()
    key = request.args.get("key", "")[:40]
    with kernel().read() as session:
        table = rates_table(session, the_actor(), kernel().clock, kind, day, by)
        rows = behind(session, the_actor(), kernel().clock, kind, day, by, key)
    row = next((one for one in table.rows if one.key == key), table.pooled)
    return render_template("insight/behind.html", rows=rows, row=row, table=table, kind=kind, day=day, by=by)
