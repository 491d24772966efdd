"""What an answer brings about: not solved reopens the same ticket, partly goes to the street, else it is settled."""

from collections.abc import Iterable
from dataclasses import dataclass

from webapp.access.role import Role
from webapp.base.work import Work
from webapp.callback.advance import move
from webapp.callback.events import ReporterAnswered
from webapp.callback.lifecycle import CallbackAction
from webapp.callback.records import CallbackTask, Satisfied, Solved
from webapp.callback.rules import Flag, flags_of, written
from webapp.callback.settling import settle, what_of
from webapp.callback.words import answer_words
from webapp.ticket.advance import note, take
from webapp.ticket.given import Given
from webapp.ticket.records import Ticket
from webapp.ticket.rules import MOST_REOPENED
from webapp.ticket.words import Action


@dataclass(frozen=True)
class Answer:
    """What a reporter said; without `contacted` they were not asked whether the unit was in touch."""

    solved: Solved
    satisfied: Satisfied
    verbatim: str = ""
    contacted: bool | None = None


def street_decides(work: Work, ticket: Ticket) -> bool:
    """After three reopenings nobody but the street reopens (lifecycle.md, reopen)."""
    return ticket.reopened >= MOST_REOPENED and work.actor.role is not Role.STREET


def give(
    work: Work, ticket: Ticket, task: CallbackTask, action: CallbackAction, answer: Answer, more: Iterable[Flag] = ()
) -> None:  # fmt: skip
    """Write an answer and do what follows from it, in this commit."""
    decides = street_decides(work, ticket)
    if answer.contacted is not None:
        task.contacted = answer.contacted
    task.solved, task.satisfied, task.verbatim = answer.solved, answer.satisfied, answer.verbatim or None
    task.flagged = written([*flags_of(answer.solved, answer.satisfied, decides), *more])
    move(work, task, action)
    work.record(
        ReporterAnswered(
            ticket_id=ticket.id, report_id=task.report_id, solved=answer.solved.value,
            satisfied=answer.satisfied.value, by_resident=task.by_resident,
        )
    )  # fmt: skip
    if answer.solved is Solved.NO and not decides:
        reopen(work, ticket, task, f"居民说没解决：{answer.verbatim}" if answer.verbatim else "居民说没解决")
    else:
        settle(work, ticket, what_of(task), answer_words(task))


def reopen(work: Work, ticket: Ticket, task: CallbackTask, reason: str) -> None:
    """The same ticket goes back to work, with the resident's words as the reason."""
    note(work, ticket, what_of(task), reason=answer_words(task))
    take(work, ticket, Action.REOPEN, Given(reason=reason, not_solved=True))
