"""The page of the three rates and the list behind each of its numbers."""

from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, render_template, request

from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.clock import CHINA
from webapp.insight.queries import BY_WORDS, By, behind, rates_table
from webapp.insight.rules import NOTHING, PERIOD_WORDS, PeriodKind

bp = Blueprint("insight", __name__, template_folder="templates")
EARLIEST = date(2000, 1, 1)
W = TypeVar("W", bound=StrEnum)


@bp.get("/desk/rates")
@requires(Permission.READ_RATES)
def rates() -> str:
    """The rates of a period by unit, community, class or meeting."""
    kind, day, by = _asked()
    with kernel().read() as session:
        table = rates_table(session, the_actor(), kernel().clock, kind, day, by)
    # A daily report begins at noon of the day before it: that day's own report is the one before this.
    first = table.period.last if kind is PeriodKind.DAY else table.period.begins
    return render_template(
        "insight/rates.html", table=table, kind=kind, day=day, by=by, kinds=PERIOD_WORDS, bys=BY_WORDS,
        nothing=NOTHING, before=first - timedelta(days=1), after=table.period.last + timedelta(days=1),
    )  # fmt: skip


@bp.get("/desk/rates/behind")
@requires(Permission.READ_RATES)
def numbers() -> str:
    """The callbacks that a line was counted from."""
    kind, day, by = _asked()
    key = request.args.get("key", "")[:40]
    with kernel().read() as session:
        table = rates_table(session, the_actor(), kernel().clock, kind, day, by)
        rows = behind(session, the_actor(), kernel().clock, kind, day, by, key)
    row = next((one for one in table.rows if one.key == key), table.pooled)
    return render_template("insight/behind.html", rows=rows, row=row, table=table, kind=kind, day=day, by=by)


def _asked() -> tuple[PeriodKind, date, By]:
    """What the address asks for; what is none is the month of today by unit."""
    today = kernel().clock.now().astimezone(CHINA).date()
    return _word(PeriodKind, "period", PeriodKind.MONTH), _day(today), _word(By, "by", By.UNIT)


def _word(kind: type[W], name: str, default: W) -> W:
    given = request.args.get(name, "")
    return kind(given) if given in set(kind) else default


def _day(today: date) -> date:
    try:
        given = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today
    return given if EARLIEST <= given <= today + timedelta(days=366) else today
