"""What the message desk tells of notices: the unit hears what is asked of it, the office what waits for it."""

from collections.abc import Mapping

from sqlalchemy import select

from webapp.access.role import Permission
from webapp.base.work import Work
from webapp.message.telling import News, tell
from webapp.message.whom import people_of
from webapp.message.words import Kind, Thing
from webapp.supervise.events import NoticeMoved
from webapp.supervise.records import Notice, NoticeCopy

TO_THE_UNIT: Mapping[str, Kind] = {
    "issue": Kind.NOTICE_ISSUED, "send_back": Kind.NOTICE_BACK, "urge": Kind.NOTICE_URGED, "yellow": Kind.NOTICE_CARDED,
    "red": Kind.NOTICE_CARDED, "withdraw": Kind.NOTICE_OFF,
}  # fmt: skip
TO_THE_OFFICE: Mapping[str, Kind] = {"reply": Kind.NOTICE_REPLIED, "propose": Kind.NOTICE_PROPOSED}
ASKS = tuple(f"notice.{action}" for action in TO_THE_UNIT)
WAITS = tuple(f"notice.{action}" for action in TO_THE_OFFICE)
TIMED = frozenset({Kind.NOTICE_ISSUED, Kind.NOTICE_BACK, Kind.NOTICE_URGED})


def tell_addressee(work: Work, event: NoticeMoved) -> None:
    """Reaction to what an office does with a notice: the unit's people and its group; at the issue those who read along."""
    notice = work.session.get(Notice, event.notice_id)
    if notice is None:
        return
    kind = TO_THE_UNIT[event.action]
    news = News(kind, Thing.NOTICE, notice.id, at=notice.due if kind in TIMED else None)
    people = people_of(work.session, [notice.unit_id], Permission.ANSWER_NOTICE)
    tell(work, news, people, [notice.unit_id])
    if kind is Kind.NOTICE_ISSUED:
        mine = select(NoticeCopy.unit_id).where(NoticeCopy.notice_id == notice.id)
        copies = list(work.session.scalars(mine))
        also = News(Kind.NOTICE_COPIED, Thing.NOTICE, notice.id)
        tell(work, also, people_of(work.session, copies, Permission.READ_NOTICES) - people, copies)


def tell_office(work: Work, event: NoticeMoved) -> None:
    """Reaction to a reply and to a proposal: who issues for the office has to decide."""
    news = News(TO_THE_OFFICE[event.action], Thing.NOTICE, event.notice_id)
    tell(work, news, people_of(work.session, [event.office_id], Permission.ISSUE_NOTICE))
