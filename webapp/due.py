"""The visible list of timed work, the command that does all of it once, and the loop of the job worker."""

import logging
import math
import signal
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from webapp.access.sign_ins import forget_ended_sign_ins
from webapp.admin.imports.waiting_files import forget_waiting_files
from webapp.base.housekeeping import forget_delivered, forget_once_keys, seal_audit
from webapp.base.outbox import deliver
from webapp.base.work import Kernel
from webapp.bulk.due import apply_bulk
from webapp.callback.checking import draw_checks
from webapp.callback.due import end_settled, plan_follow_ups
from webapp.dispatch.due import end_asking, pass_up_late, wake_hung_up
from webapp.dispatch.late_words import climb_late_promises
from webapp.insight.counting import count_missed
from webapp.meeting.due import run_out_invitations
from webapp.meeting.presence import forget_meeting_positions
from webapp.meeting.reminders import remind_of_meetings
from webapp.meeting.unwritten import climb_unwritten
from webapp.message.due import forget_messages, park_old
from webapp.message.sending import send_waiting
from webapp.patrol.due import end_forgotten_rounds, forget_positions, plan_the_day, settle_missed
from webapp.review.due import tell_late_measures
from webapp.supervise.due import propose_cards
from webapp.ticket.retention import erase_old_contacts
from webapp.whistle.due import climb_unanswered, forget_whistle_positions, tell_late_tasks

HOUR = 3600
IDLE_SECONDS = 0.3
"""How long the worker rests when nothing waits; the direct road has 2 s from the report to the firm."""
REST, REST_IN_A_RUSH = 1.0, 4.0
"""How long the worker rests after a turn, in turns: those who wait at a page come first, the worker catches up later."""
RUSH = 0.002
"""Seconds the worker had to wait to write from which on others are waiting too, and it takes a fifth of the time."""
STARVED = 0.25
"""What part of a turn the worker had to wait for a processor, from which on it is the same."""
REST_MOST = 0.5
"""Seconds the worker rests at most, whatever the rush: the direct road goes on."""
_WAITS = Path("/proc/thread-self/schedstat")
log = logging.getLogger("mashang.due")


@dataclass(frozen=True)
class Timed:
    """A row of the list: every so many seconds, run this; it answers how much it has done."""

    name: str
    every: float
    run: Callable[[Kernel], int]


TIMED = (
    Timed("bulk.apply_bulk", 1, apply_bulk),
    Timed("dispatch.pass_up_late", 15, pass_up_late),
    Timed("dispatch.wake_hung_up", 60, wake_hung_up),
    Timed("dispatch.end_asking", 60, end_asking),
    Timed("dispatch.climb_late_promises", 15, climb_late_promises),
    Timed("meeting.run_out_invitations", 15, run_out_invitations),
    Timed("meeting.remind_of_meetings", 60, remind_of_meetings),
    Timed("meeting.climb_unwritten", 60, climb_unwritten),
    Timed("meeting.forget_positions", HOUR, forget_meeting_positions),
    Timed("whistle.climb_unanswered", 15, climb_unanswered),
    Timed("whistle.tell_late_tasks", 600, tell_late_tasks),
    Timed("callback.end_settled", 60, end_settled),
    Timed("callback.plan_follow_ups", 300, plan_follow_ups),
    Timed("callback.draw_checks", 600, draw_checks),
    Timed("insight.count_missed", HOUR, count_missed),
    Timed("review.tell_late_measures", 600, tell_late_measures),
    Timed("patrol.plan_the_day", 60, plan_the_day),
    Timed("patrol.settle_missed", 600, settle_missed),
    Timed("patrol.end_forgotten_rounds", 600, end_forgotten_rounds),
    Timed("patrol.forget_positions", HOUR, forget_positions),
    Timed("whistle.forget_whistle_positions", HOUR, forget_whistle_positions),
    Timed("supervise.propose_cards", 60, propose_cards),
    Timed("base.seal_audit", HOUR, seal_audit),
    Timed("base.forget_once_keys", HOUR, forget_once_keys),
    Timed("base.forget_delivered", HOUR, forget_delivered),
    Timed("access.forget_ended_sign_ins", HOUR, forget_ended_sign_ins),
    Timed("admin.forget_waiting_files", HOUR, forget_waiting_files),
    Timed("ticket.erase_old_contacts", HOUR, erase_old_contacts),
    Timed("message.park_old", HOUR, park_old),
    Timed("message.forget_messages", HOUR, forget_messages),
)
BESIDE = (Timed("message.send_waiting", 2, send_waiting),)
"""What speaks to other machines, in a thread of its own: one that does not answer must hold up nobody here."""


@dataclass
class Turns:
    """When each row was last run, by the machine's own steady seconds."""

    seconds: Callable[[], float] = time.monotonic
    last: dict[str, float] = field(default_factory=dict)

    def next_ones(self) -> tuple[Timed, ...]:
        """The rows whose turn it is; they count as run from now on."""
        now = self.seconds()
        ready = tuple(row for row in TIMED if now - self.last.get(row.name, -math.inf) >= row.every)
        self.last.update((row.name, now) for row in ready)
        return ready


def run_due(kernel: Kernel, rows: tuple[Timed, ...] = TIMED) -> dict[str, int]:
    """Run rows of the list once; returns what each has done. One that fails is logged and stops no other."""
    done = {}
    for row in rows:
        try:
            done[row.name] = row.run(kernel)
        except Exception as failure:  # whatever it is: the other rows have their turn
            place = traceback.extract_tb(failure.__traceback__)[-1]
            log.error("%s failed: %s in %s:%s", row.name, type(failure).__name__, place.name, place.lineno)
    return done


def do_jobs(kernel: Kernel, stopping: threading.Event) -> None:
    """Deliver events and run timed work until asked to stop; what has begun is ended first."""
    beside = threading.Thread(target=_do_beside, args=(kernel, stopping), name="beside")
    beside.start()
    turns = Turns()
    while not stopping.is_set():
        run_due(kernel, turns.next_ones())
        began, waited = turns.seconds(), waited_for_processor()
        worked = deliver(kernel)
        spent, starved = turns.seconds() - began, waited_for_processor() - waited
        stopping.wait(rest_after(kernel, spent, starved) if worked else IDLE_SECONDS)
    beside.join()


def rest_after(kernel: Kernel, spent: float, starved: float) -> float:
    """Seconds of rest after a turn of so many, in which it waited for a processor for so many.

    Longer where pages wait: to write, as on SQLite one writes at a time, or for the processors. The worker itself
    steps back for them, the database that works for it does not.
    """
    writing = kernel.turns is not None and kernel.turns.waited > RUSH
    rush = writing or starved > spent * STARVED
    return min(spent * (REST_IN_A_RUSH if rush else REST), max(spent, REST_MOST))


def waited_for_processor() -> float:
    """Seconds for which this thread could have run and did not, since it began; always 0 where the system does not say."""
    try:
        return int(_WAITS.read_text().split()[1]) / 1e9
    except OSError:
        return 0.0


def _do_beside(kernel: Kernel, stopping: threading.Event) -> None:
    """Run what stands beside, again at once while there is more of it, until asked to stop."""
    while not stopping.is_set():
        done = run_due(kernel, BESIDE)
        stopping.wait(0 if any(done.values()) else min(row.every for row in BESIDE))


@click.command("deliver")
@click.option("--once", is_flag=True, help="Deliver what waits now, then end.")
@with_appcontext
def deliver_command(once: bool) -> None:
    """Deliver events to the desks that react and do the timed work, until stopped."""
    kernel: Kernel = current_app.extensions["mashang"]
    if once:
        while deliver(kernel):
            pass
        return
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    do_jobs(kernel, stopping)


@click.command("due")
@with_appcontext
def due_command() -> None:
    """Do all timed work once and say what was done."""
    for name, count in run_due(current_app.extensions["mashang"], (*TIMED, *BESIDE)).items():
        click.echo(f"{name}  {count}")
