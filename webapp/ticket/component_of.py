"""Which component a ticket is about: as the report named it, or the nearest one of the same kind.

A resident says 路灯不亮 and where; which of the lamps it is stands in the library. It is proposed to whoever decides,
and tied by rule only where no other of its kind can be meant.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from webapp.base.work import Work
from webapp.catalogue.records import MatterClass
from webapp.place.nearest import Near, nearest
from webapp.place.records import Component, ComponentState
from webapp.ticket.advance import note
from webapp.ticket.place_of import put_at_component
from webapp.ticket.records import Ticket

LOOKED_AROUND_M = 60.0
"""A phone in a street of houses is wrong by some tens of metres."""
MOST_LOOKED_AT, MOST_PROPOSED = 40, 5
SURE_WITHIN_M, SURE_APART_M = 15.0, 15.0
"""By rule only what is as near as a good position is exact, and no second one of its kind nearly as near."""
GONE = frozenset({ComponentState.REMOVED, ComponentState.SCRAPPED})
TIED = "component_tied"


def is_like(klass: str, said: str, class_name: str = "") -> bool:
    """Whether a kind of component is what was spoken of: 路灯 by «路灯不亮» or the class 灯, 污水井盖 by «井盖丢了»."""
    return (
        klass in said or (len(klass) > 2 and klass[-2:] in said) or bool(class_name and class_name in klass)
    )


def likely_components(session: Session, ticket: Ticket) -> Sequence[Near[Component]]:
    """The components close by that it may be about, those of its kind first, each group nearest first.

    Of what is reported at a door only those of its kind: what is broken in a house is most often no component.
    """
    if ticket.lng is None or ticket.lat is None or ticket.place_doubt is not None:
        return ()
    near = _near(session, ticket.lng, ticket.lat)
    like = _of_its_kind(session, ticket, near)
    others = [] if ticket.door_id else [one for one in near if one not in like]
    return (*like, *others)[:MOST_PROPOSED]


def component_meant(session: Session, ticket: Ticket) -> Component | None:
    """The component that it is about: told already, or the only one that can be meant; None where that is not sure."""
    if ticket.component_id is not None:
        return session.get(Component, ticket.component_id)
    found = _sure(session, ticket)
    return found.row if found else None


def tie_likely_component(work: Work, ticket: Ticket) -> None:
    """By rule, before dispatching: say of a ticket which component must be meant, with a line of its history."""
    found = None if ticket.component_id is not None else _sure(work.session, ticket)
    if found is None:
        return
    component = found.row
    put_at_component(ticket, component)
    said = f"按位置和类别关联 {component.words}（{found.metres:.0f} 米）"
    note(work, ticket, TIED, reason=said, said={"component": component.code})


def _sure(session: Session, ticket: Ticket) -> Near[Component] | None:
    """At a door nothing is sure: what is broken in a house is no component of the city."""
    if (
        ticket.door_id is not None
        or ticket.lng is None
        or ticket.lat is None
        or ticket.place_doubt is not None
    ):
        return None
    like = _of_its_kind(session, ticket, _near(session, ticket.lng, ticket.lat))
    if not like or like[0].metres > SURE_WITHIN_M:
        return None
    alone = len(like) == 1 or like[1].metres - like[0].metres >= SURE_APART_M
    return like[0] if alone else None


def _near(session: Session, lng: float, lat: float) -> Sequence[Near[Component]]:
    """Without a condition in the question, so that it is put into words once; few are gone."""
    found = nearest(session, Component, lng, lat, MOST_LOOKED_AT, LOOKED_AROUND_M)
    return [one for one in found if one.row.state not in GONE]


def _of_its_kind(
    session: Session, ticket: Ticket, near: Sequence[Near[Component]]
) -> Sequence[Near[Component]]:
    klass = session.get(MatterClass, ticket.class_id) if ticket.class_id else None
    return [one for one in near if is_like(one.row.klass, ticket.summary, klass.name if klass else "")]
