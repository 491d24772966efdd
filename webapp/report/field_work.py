"""What was done outdoors on yesterday's lists: taken as far as it can be today, and the desk is told what is off.

A phone out of reach cannot know that a door's code, a class or a ticket has gone meanwhile. Nobody walks back for
that: the words and photos are kept, the rest is said in a line of the ticket's history.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.catalogue.records import MatterClass
from webapp.catalogue.terms import ClassTerms
from webapp.place.chain import DoorChain
from webapp.report.orders import ReportKind, SendReport
from webapp.ticket.records import Ticket
from webapp.ticket.words import Action

FIELD = frozenset({ReportKind.PATROL, ReportKind.SELF_HANDLED})


def goes_on_without_door(order: SendReport) -> bool:
    """Whether a door that nobody knows may stay unknown: another place was sent along."""
    return order.kind in FIELD and (
        order.place is not None or order.point is not None or order.component is not None
    )


def beginning(order: SendReport, matter_class: ClassTerms | None) -> Action:
    """By which step the ticket begins: 自行处置 of a class that has left the list is an ordinary report."""
    if order.kind is not ReportKind.SELF_HANDLED:
        return Action.REPORT
    left_the_list = order.category is not None and (matter_class is None or not matter_class.self_handled)
    return Action.REPORT if left_the_list else Action.SELF_HANDLE


def doubts(
    session: Session,
    order: SendReport,
    door: DoorChain | None,
    matter_class: ClassTerms | None,
    ticket: Ticket,
) -> list[str]:
    """What the desk should know about a report from outdoors; nothing for all others."""
    if order.kind not in FIELD:
        return []
    said = []
    if order.door is not None and door is None:
        said.append(f"门牌码 {order.door} 现在查不到，地点按定位和点位记")
    if order.component is not None and ticket.component_id is None and order.joins is None:
        said.append(f"部件编码 {order.component} 部件库里没有，请核对或补录")
    if order.category is not None and matter_class is None:
        said.append(f"上报时选的类别「{_name(session, order.category)}」已经停用，请重新定类")
    if order.kind is ReportKind.SELF_HANDLED and not ticket.self_handled and order.joins is None:
        said.append("现场已自行处置，但这一类现在不在自行处置清单上，转为普通上报，请核实")
    if order.joins is not None and not _joined(session, order, ticket):
        other = session.get(Ticket, order.joins)
        said.append(f"本想并到 {other.number}，那件已经不在办了" if other else "本想并到的那件查不到")
    return said


def _name(session: Session, code: str) -> str:
    query = select(MatterClass.name).where(MatterClass.code == code)
    return session.scalars(query.limit(1)).first() or code


def _joined(session: Session, order: SendReport, ticket: Ticket) -> bool:
    other = session.get(Ticket, order.joins)
    while other is not None and other.merged_into is not None:
        other = session.get(Ticket, other.merged_into)
    return other is not None and other.id == ticket.id
