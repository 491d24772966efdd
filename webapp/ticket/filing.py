"""What verifying comes to: correct what the report got wrong, then file it; one act for the desks above."""

import uuid

from webapp.base.work import Work
from webapp.ticket.advance import take
from webapp.ticket.given import Given
from webapp.ticket.records import Ticket
from webapp.ticket.words import Action, Kind, State

BY_CONTENT = "核实时按反映的内容改定"


def correct_and_file(
    work: Work, ticket: Ticket, class_id: uuid.UUID | None = None, door_id: uuid.UUID | None = None,
    kind: Kind | None = None, about_unit: bool | None = None, reason: str | None = None,
    component_id: uuid.UUID | None = None, standard_id: uuid.UUID | None = None,
) -> None:  # fmt: skip
    """File a new ticket; what differs from the report is a correction with its reason, what was missing is filled in.

    A ticket that was returned is filed already: only its corrections count.
    """
    changed = Given(
        reason=reason or BY_CONTENT,
        class_id=class_id if ticket.class_id not in {None, class_id} else None,
        door_id=door_id if ticket.door_id not in {None, door_id} else None,
        component_id=component_id if ticket.component_id not in {None, component_id} else None,
        kind=kind if kind is not ticket.kind else None,
        about_unit=about_unit if about_unit is not ticket.about_unit else None,
        standard_id=standard_id,
    )
    if ticket.state is not State.NEW:
        changed = _filled_in(changed, ticket, class_id, door_id, component_id)
    refiled = ticket.state is not State.NEW and standard_id not in {None, ticket.standard_id}
    if (
        changed.class_id
        or changed.door_id
        or changed.component_id
        or changed.kind
        or changed.about_unit is not None
        or refiled
    ):
        take(work, ticket, Action.CORRECT, changed)
    if ticket.state is State.NEW:
        filed = Given(standard_id=standard_id)
        take(work, ticket, Action.FILE, _filled_in(filed, ticket, class_id, door_id, component_id))


def _filled_in(
    given: Given, ticket: Ticket, class_id: uuid.UUID | None, door_id: uuid.UUID | None,
    component_id: uuid.UUID | None,
) -> Given:  # fmt: skip
    """`given` with the class, the place and the component that the ticket has not had so far."""
    return Given(
        reason=given.reason, kind=given.kind, about_unit=given.about_unit, standard_id=given.standard_id,
        class_id=given.class_id or (class_id if ticket.class_id is None else None),
        door_id=given.door_id or (door_id if ticket.door_id is None else None),
        component_id=given.component_id or (component_id if ticket.component_id is None else None),
    )  # fmt: skip
