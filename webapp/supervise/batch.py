"""Notices for many tickets at once: one a unit or one a ticket, all or none."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from webapp.base.errors import Invalid
from webapp.base.work import Work
from webapp.people.records import Unit
from webapp.supervise import advance, pictures
from webapp.supervise.commands import IssueBatch, Text, tickets_of, write_notices
from webapp.supervise.drafting import place_of, problem_of, subject_of
from webapp.supervise.records import Notice
from webapp.supervise.rules import MOST_PICTURES, Brought
from webapp.ticket.records import PhotoRole, Ticket


def issue_batch(work: Work, order: IssueBatch) -> list[Notice]:
    """Issue notices about tickets to the units that have them.

    Raises:
        Invalid: no number, an unknown one, a ticket that no unit has or the office itself, a dissolved unit; by field.
    """
    tickets = tickets_of(work, order.numbers)
    if not tickets:
        raise Invalid({"numbers": "请写单号，像 1121-0007；几件就用空格隔开，一行一个也行。"})
    units = _units(work, tickets)
    texts = [_text(work, units[group[0].unit_id], group) for group in _groups(tickets, order.each)]
    try:
        for text in texts:
            advance.check_new(work, Brought(tickets=text.tickets, units=[text.unit], due=order.due))
    except Invalid as wrong:  # the units come from the tickets: there is no box of theirs
        told = {"numbers" if field == "units" else field: said for field, said in wrong.fields.items()}
        raise Invalid(told) from None
    return write_notices(work, order, texts, (), ())


def _units(work: Work, tickets: Sequence[Ticket]) -> dict[uuid.UUID | None, Unit]:
    nobody = [ticket.number for ticket in tickets if ticket.unit_id is None]
    if nobody:
        raise Invalid({"numbers": f"{'、'.join(nobody)[:80]} 还没派给单位，先派遣再督办。"})
    own = [ticket.number for ticket in tickets if ticket.unit_id == work.actor.unit_id]
    if own:
        raise Invalid({"numbers": f"{'、'.join(own)[:80]} 在您单位自己手里，不用发单。"})
    found = work.session.scalars(select(Unit).where(Unit.id.in_({ticket.unit_id for ticket in tickets})))
    return {unit.id: unit for unit in found}


def _groups(tickets: Sequence[Ticket], each: bool) -> list[list[Ticket]]:
    """In the order in which they were reported, by unit unless each stands alone."""
    groups: dict[uuid.UUID | None, list[Ticket]] = {}
    for ticket in sorted(tickets, key=lambda one: one.sort):
        groups.setdefault(ticket.id if each else ticket.unit_id, []).append(ticket)
    return list(groups.values())


def _text(work: Work, unit: Unit, tickets: Sequence[Ticket]) -> Text:
    photos = pictures.ready_photos(work.session, [ticket.id for ticket in tickets], PhotoRole.PROBLEM)
    firsts = {photo.ticket_id: photo.id for photo in reversed(photos)}
    return Text(
        unit, tickets, subject_of(tickets), problem_of(tickets), place_of(tickets[0]) if len(tickets) == 1 else "",
        tuple(firsts.values())[:MOST_PICTURES],
    )  # fmt: skip
