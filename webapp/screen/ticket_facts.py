"""The facts of a ticket beside its story: who has it, by which standard, how often what happened to it."""

import uuid
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from webapp.catalogue.words import limit_words
from webapp.layout.presenting import exact_words
from webapp.ticket.clocks import guessed_of
from webapp.ticket.place_of import standard_of
from webapp.ticket.records import Ticket, TicketStep
from webapp.ticket.urgent import NOBODY_YET, who_heard
from webapp.ticket.words import Action, Gate, Level

LEVEL_WORDS = {Level.UNIT: "责任单位", Level.COMMUNITY: "社区", Level.STREET: "街道", Level.DISTRICT: "区级"}
GATE_WORDS = {
    Gate.NONE: "不需要", Gate.WAITING: "还没见", Gate.MET: "见了", Gate.DECLINED: "明确不用见", Gate.UNANSWERED: "未回应",
}  # fmt: skip


def facts_of(
    session: Session, ticket: Ticket, steps: Sequence[TicketStep], names: dict[uuid.UUID, str]
) -> tuple[tuple[str, Any], ...]:  # fmt: skip
    """(word, value) pairs for the page, None where there is nothing to say.

    `steps` are the lines of its history, newest first, `names` those of units by id.
    """
    return (
        *_plain(ticket, names), *_by_rule(steps), *_standard(session, ticket), *_heard(session, ticket),
        ("放假安排", guessed_of(session, ticket)),
    )  # fmt: skip


def _plain(ticket: Ticket, names: dict[uuid.UUID, str]) -> tuple[tuple[str, Any], ...]:
    return (
        ("责任单位", names.get(ticket.unit_id) if ticket.unit_id else None),
        ("经办人", ticket.assigned_to),
        ("定位", "不在本区，请核实地点" if ticket.place_doubt else None),
        ("部件", _component(ticket)),
        ("热线单号", ticket.order_no),
        ("热线期限", exact_words(ticket.external_due) if ticket.external_due else None),
        ("级别", LEVEL_WORDS[ticket.level] if ticket.level is not Level.UNIT else None),
        ("见面", GATE_WORDS[ticket.meeting_gate] if ticket.resident_reported else None),
        ("退回", f"{ticket.returns} 次" if ticket.returns else None),
        ("延期", f"{ticket.extensions} 次" if ticket.extensions else None),
        ("返工", f"{ticket.reworked} 次" if ticket.reworked else None),
        ("重办", f"{ticket.reopened} 次" if ticket.reopened else None),
        ("也遇到的", f"{ticket.joins} 人" if ticket.joins else None),
    )


def _component(ticket: Ticket) -> Markup | None:
    """The component that it is about, leading to everything that ever happened to it."""
    if ticket.component is None:
        return None
    return Markup('<a href="/desk/components/{}">{}</a>').format(ticket.component.id, ticket.component.words)


def _by_rule(steps: Sequence[TicketStep]) -> tuple[tuple[str, Any], ...]:
    """Which rule sent it to whom it is with now; nothing where a person did."""
    sent = next((step.facts for step in steps if step.action in {Action.DISPATCH, Action.REDISPATCH}), {})
    return (("派给它的规则", sent["why"]),) if "rule" in sent else ()


def _standard(session: Session, ticket: Ticket) -> tuple[tuple[str, Any], ...]:
    """The case that it was filed under and when it counts as done; nothing where its class has no standards."""
    standard = standard_of(session, ticket)
    if standard is None:
        return ()
    words = "，".join(filter(None, (standard.condition, limit_words(standard.limit))))
    return (("标准", words), ("结案条件", standard.closing or None))


def _heard(session: Session, ticket: Ticket) -> tuple[tuple[str, Any], ...]:
    """Who has said 知道了 to an urgent ticket that nobody has accepted."""
    if not ticket.urgent or ticket.state not in NOBODY_YET:
        return ()
    names = dict.fromkeys(name for name, _ in who_heard(session, ticket.id))
    return (("知道了", "、".join(names) or "还没有人"),)
