"""The urgent tickets of one person as their pages tell them."""

from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.layout import AlarmLine, Alarms
from webapp.ticket.urgent import Ringing, ringing


def alarms_of(session: Session, actor: Actor, now: datetime, locked: bool = False) -> Alarms:
    """What rings for this actor; a locked page is told how many, and where to sign in."""
    return Alarms(
        lines=tuple(_line(one) for one in ringing(session, actor, now)),
        ask_url=url_for("alarm.ask"),
        heard_url=url_for("alarm.heard"),
        all_url=url_for("screen.inbox", view="urgent"),
        sign_in_url=url_for("sign_in.show", next=url_for("screen.inbox", view="urgent")) if locked else "",
    )


def _line(one: Ringing) -> AlarmLine:
    return AlarmLine(
        one.id, f"{one.number} {one.klass}", one.place, url_for("screen.ticket", ticket_id=one.id),
        one.since, one.heard_at, one.rings,
    )  # fmt: skip
