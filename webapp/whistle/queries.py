"""What the forms of the whistle desk start from, and whose a guest's link is."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.people.records import Unit, UnitKind
from webapp.ticket.queries import get_ticket
from webapp.whistle.records import Whistle, WhistleParty
from webapp.whistle.scope import CALLABLE

KIND_WORDS = {
    UnitKind.DEPARTMENT: "部门", UnitKind.PROPERTY: "物业", UnitKind.COMMUNITY: "社区", UnitKind.STREET: "街道",
}  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """What the form to blow starts with."""

    numbers: str
    place: str


def draft_for(session: Session, actor: Actor, ticket_id: uuid.UUID | None) -> Draft:
    """The ticket it was opened from; the compound only, since guests read the place too."""
    ticket = get_ticket(session, actor, ticket_id) if ticket_id else None
    return Draft(ticket.number, ticket.coarse_words) if ticket is not None else Draft("", "")


def units_to_call(
    session: Session, actor: Actor, besides: frozenset[uuid.UUID] = frozenset()
) -> dict[str, list[tuple[str, str]]]:
    """Live units that can be called, by the word for their kind."""
    query = (
        select(Unit).where(Unit.live, Unit.kind.in_(CALLABLE), Unit.id != actor.unit_id).order_by(Unit.name)
    )
    found: dict[str, list[tuple[str, str]]] = {words: [] for words in KIND_WORDS.values()}
    for unit in session.scalars(query):
        if unit.id not in besides:
            found[KIND_WORDS[unit.kind]].append((str(unit.id), unit.name))
    return {words: units for words, units in found.items() if units}


def called_units(session: Session, whistle_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """The units of a whistle."""
    query = select(WhistleParty.unit_id).where(
        WhistleParty.whistle_id == whistle_id, WhistleParty.unit_id.is_not(None)
    )
    return frozenset(one for one in session.scalars(query) if one is not None)


def guest_of_token(session: Session, token_digest: str) -> tuple[WhistleParty, Whistle] | None:
    """The guest and the whistle behind a link, live or not; None when it was never ours."""
    found = session.execute(
        select(WhistleParty, Whistle)
        .join(Whistle, Whistle.id == WhistleParty.whistle_id)
        .where(WhistleParty.token_hash == token_digest)
    ).first()
    return (found[0], found[1]) if found else None
