"""`clocks verify` and `clocks settle`: the clocks of all tickets against their history, at the machine."""

from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from webapp.base.clock import CHINA
from webapp.base.work import Kernel
from webapp.ticket.reckoning import MOMENTS, NAMES, Difference, differences, settle
from webapp.ticket.records import Ticket


@click.group("clocks")
def clocks() -> None:
    """Clocks of tickets, worked out again from the history."""


@clocks.command("verify")
@click.option("--open", "only_open", is_flag=True, help="Only tickets that are still open.")
@with_appcontext
def verify_clocks(only_open: bool) -> None:
    """Print where a clock is not what its history makes it, and end with 1 if there is any."""
    kernel: Kernel = current_app.extensions["mashang"]
    found = 0
    with kernel.read() as session:
        for each in differences(session, *((Ticket.open_sort.is_not(None),) if only_open else ())):
            found += 1
            click.echo(words_of(each))
    click.echo(f"有 {found} 处和历史对不上。" if found else "每件工单的计时都和历史一致。")
    if found:
        raise SystemExit(1)


@clocks.command("settle")
@with_appcontext
def settle_clocks() -> None:
    """Let the clocks of open tickets follow their history, for example after new holidays were put in."""
    kernel: Kernel = current_app.extensions["mashang"]
    click.echo(f"重新算了 {settle(kernel)} 件没办完的工单。")


def words_of(each: Difference) -> str:
    """One difference as a line: the ticket, the clock, what is kept and what the history makes it."""
    kept, reckoned = _moment(each.kept), _moment(each.reckoned)
    return f"{each.number}  {NAMES[each.kind]}{MOMENTS[each.what]}  记着 {kept}，按历史是 {reckoned}"


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M:%S}" if moment else "没有"
