"""docs/lifecycle.md, written from the tables themselves, so that the page never says what the program does not do."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from webapp.access.role import MAY, ROLE_NAMES, Permission, Role
from webapp.base.clock import Limit, LimitUnit
from webapp.base.lifecycle import ClockChange, Step, Table
from webapp.bulk.lifecycle import BULK
from webapp.callback.lifecycle import CALLBACK, CHECK, LEAVE_OUT
from webapp.component.lifecycle import COMPONENT
from webapp.dispatch.routing.lifecycle import RULE_SET
from webapp.meeting.lifecycle import INVITATION
from webapp.patrol.lifecycle import VISIT_TASK
from webapp.review.lifecycle import REVIEW
from webapp.supervise.lifecycle import NOTICE
from webapp.ticket import counting, rules
from webapp.ticket.lifecycle import TICKET
from webapp.ticket.promise import LONGEST
from webapp.whistle.lifecycle import WHISTLE

PAGE = Path(__file__).parents[2] / "docs" / "lifecycle.md"
HEAD = """# The life of a ticket, of an invitation, of a whistle, of a notice, of a callback, of a planned visit, of a component, of a weekly review, of the dispatch rules and of an act on many

Written by `flask --app wsgi lifecycle` from `lifecycle.py` of `webapp/{ticket,meeting,whistle,supervise,callback,patrol,component,review,bulk}`
and `webapp/dispatch/routing`;
a test holds it current. Change the tables, not this page. A *need* must be met before the step, an *effect*
changes a fact on the row; `webapp/ticket/rules.py` and `effects.py` explain each by its name.
"""
UNIT_WORDS = {
    LimitUnit.URGENT_HOUR: "hour", LimitUnit.WORK_HOUR: "work hour", LimitUnit.WORK_DAY: "work day",
    LimitUnit.CALENDAR_DAY: "day",
}  # fmt: skip
COLUMNS = ("action", "中文", "from", "to", "permission", "needs", "effects", "clocks")


def lifecycle_page() -> str:
    """The whole page as Markdown."""
    tables = (
        TICKET,
        INVITATION,
        WHISTLE,
        NOTICE,
        CALLBACK,
        LEAVE_OUT,
        CHECK,
        VISIT_TASK,
        COMPONENT,
        REVIEW,
        RULE_SET,
        BULK,
    )
    parts = [HEAD, *(line for table in tables for line in _table(table)), *_roles(tables), *_times()]
    return "\n".join(parts) + "\n"


def _table(table: Table[Any]) -> list[str]:
    states = " · ".join(f"`{state.value}` {words}" for state, words in table.words.items())
    still_open = " · ".join(f"`{state.value}`" for state in table.words if state in table.open_states)
    rows = (_cells(table, step) for step in table.steps)
    return [
        f"## {table.name}",
        "",
        f"States: {states}.",
        "",
        f"Open: {still_open}.",
        "",
        *_grid(COLUMNS, rows),
    ]


def _cells(table: Table[Any], step: Step[Any]) -> tuple[str, ...]:
    sources = _sources(table, step)
    target = step.target.value if step.target is not None else "same"
    ticks = ", ".join(f"{kind.value} {change.value}" for kind, change in step.clocks)
    return (
        f"`{step.action.value}`", step.label, sources, target, f"`{step.permission.value}`",
        _words(step.needs), _words(step.effects), ticks or "–",
    )  # fmt: skip


def _sources(table: Table[Any], step: Step[Any]) -> str:
    if step.sources == table.open_states:
        return "any open"
    return ", ".join(state.value for state in table.words if state in step.sources) or "–"


def _words(names: Iterable[Any]) -> str:
    return ", ".join(name.value.replace("_", " ") for name in names) or "–"


def _roles(tables: tuple[Table[Any], ...]) -> list[str]:
    """Which steps each role may take; whether it may with a certain ticket, the needs and the row access say."""
    lines = ["## Who may take which step", ""]
    for role in Role:
        steps = [s for table in tables for s in table.steps if Permission(s.permission) in MAY[role]]
        if steps:
            taken = ", ".join(f"`{step.action.value}` {step.label}" for step in steps)
            lines.append(f"- **{ROLE_NAMES[role]}** (`{role.value}`): {taken}")
    return [*lines, ""]


def _times() -> list[str]:
    """The clocks' lengths and the promise, as the program holds them."""
    facts: Mapping[str, str] = {
        "V, verify": f"{_long(counting.VERIFY)} while the desk is staffed, else from its opening; at any hour when urgent",
        "A, acceptance": f"{_long(counting.ACCEPT_URGENT)} when urgent, {_limit(counting.ACCEPT_PROPERTY)} at a property"
        f" firm, {_limit(counting.ACCEPT_OTHERS)} elsewhere, by the hours of the unit",
        "H, handling": "the limit of the class, or the hotline's own deadline when that is earlier",
        "R, recheck": "to the end of the next work day",
        "P, next word to the resident by, at most": ", ".join(
            f"{_limit(longest)} in tier {tier.value}" for tier, longest in LONGEST.items()
        ),
        "handling stands still while the street is asked, at most": _limit(counting.LONGEST_ASKING),
        "returns, extensions, reopenings before the street decides": f"{rules.MOST_RETURNS}, {rules.MOST_EXTENSIONS},"
        f" {rules.MOST_REOPENED}",
        "an objection within": _long(rules.OBJECT_WITHIN),
        "a resident's reopening within": _long(rules.REOPEN_WITHIN),
    }
    lines = ["## Clocks and counts", "", *(f"- {name}: {words}" for name, words in facts.items())]
    changes = ", ".join(change.value for change in ClockChange)
    return [
        *lines,
        "",
        f"What a step does to a clock: {changes}. Days are calendar days unless they are called work days;"
        " work days and work hours follow the district's calendar of holidays and make-up days.",
    ]


def _limit(limit: Limit) -> str:
    """A limit in words; urgent hours pass at night too, calendar days are simply days."""
    return _many(limit.value, UNIT_WORDS[limit.unit])


def _long(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    for size, name in ((1440, "day"), (60, "hour")):
        if minutes % size == 0:
            return _many(minutes // size, name)
    return _many(minutes, "minute")


def _many(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def _grid(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [f"| {' | '.join(cells)} |" for cells in (head, *rows)]
    return [lines[0], f"|{'---|' * len(head)}", *lines[1:], ""]


@click.command("lifecycle")
@click.option("--check", is_flag=True, help="Only say whether the page is current.")
def lifecycle_command(check: bool) -> None:
    """Write docs/lifecycle.md from the tables."""
    page = lifecycle_page()
    if check and PAGE.read_text(encoding="utf-8") != page:
        raise click.ClickException("docs/lifecycle.md is not current: flask --app wsgi lifecycle")
    if not check:
        PAGE.write_text(page, encoding="utf-8")
