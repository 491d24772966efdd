"""One notice, or those of a month, as PDF or Word: asked for on a page, made by the job worker, kept for a day."""

import tempfile
import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, BinaryIO, cast

from pydantic import StringConstraints
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Permission, Role
from webapp.base.clock import CHINA
from webapp.base.errors import Invalid, NotFound
from webapp.base.fields import Command
from webapp.base.later import Later
from webapp.base.storage import chunked
from webapp.base.work import Kernel, Work
from webapp.layout.made_files import name_file
from webapp.supervise.advance import GONE
from webapp.supervise.events import NoticeFileOrdered
from webapp.supervise.lifecycle import NoticeState
from webapp.supervise.paper import Paper, papers_of
from webapp.supervise.records import Notice
from webapp.supervise.scope import get_notice, within_reach

if TYPE_CHECKING:
    from webapp.supervise import pdf, word
else:
    pdf, word = Later("webapp.supervise.pdf"), Later("webapp.supervise.word")

FOLDER = "notices"
MOST_NOTICES = 1000
"""In one file; twice what a district issues in a month (mission.md, C3)."""
IN_MEMORY = 8 * 1024 * 1024


class Form(StrEnum):
    """What the file is read with; the end of its name."""

    PDF = "pdf"
    WORD = "docx"


class OrderNoticeFile(Command):
    """打印: one notice, or those that were issued in a month, in the order of their numbers."""

    form: Form
    notice_id: uuid.UUID | None = None
    month: Annotated[str, StringConstraints(pattern=r"^(20\d\d-(0[1-9]|1[0-2]))?$")] = ""


def order_notice_file(work: Work, order: OrderNoticeFile) -> str:
    """Ask for the file and answer its name; `NotFound` out of scope, `Invalid` when a month has none or too many."""
    work.actor.require(Permission.READ_NOTICES)
    if order.notice_id is not None:
        if get_notice(work.session, work.actor, order.notice_id) is None:
            raise NotFound(GONE)
    else:
        where = _of_month(work.actor, order.month)
        count = work.session.scalar(select(func.count()).select_from(Notice).where(*where)) or 0
        if not count:
            raise Invalid({"month": "这个月没有通知单。"})
        if count > MOST_NOTICES:
            raise Invalid({"month": f"一次最多做 {MOST_NOTICES} 份，这个月有 {count} 份。请各单位分别做。"})
    name = name_file(work.now, order.form)
    work.doing("notice.order_file")
    work.record(
        NoticeFileOrdered(name, order.notice_id, order.month, work.actor.role.value, work.actor.unit_id)
    )
    return name


def make_notice_file(kernel: Kernel, event: NoticeFileOrdered) -> None:
    """Make the file before the write turn, of what whoever asked for it may read; a second try makes it again."""
    with kernel.read() as session:
        papers = _papers(session, event)
    if not papers:
        return
    key = f"{FOLDER}/{event.name}"
    if event.name.endswith(Form.WORD):
        kernel.store.put(key, [word.notices_docx(papers, kernel.store.open)])
        return
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as held:
        out = cast(BinaryIO, held)
        pdf.draw_notices(papers, kernel.store.open, out)
        held.seek(0)
        kernel.store.put(key, chunked(out))


def notice_file_made(_work: Work, _event: NoticeFileOrdered, _made: None) -> None:
    """Reaction to `notice.file_ordered`: the file is all there is to it."""


def _papers(session: Session, event: NoticeFileOrdered) -> list[Paper]:
    actor = Actor(Role(event.role), "", unit_id=event.unit_id)
    if event.notice_id is not None:
        notice = get_notice(session, actor, event.notice_id)
        return papers_of(session, [notice]) if notice is not None else []
    query = select(Notice).where(*_of_month(actor, event.month))
    rows = session.scalars(
        query.order_by(Notice.office_id, Notice.year, Notice.number).limit(MOST_NOTICES)
    ).all()
    return papers_of(session, rows, large=False)


def _of_month(actor: Actor, month: str) -> tuple[ColumnElement[bool], ...]:
    """Notices in reach that were issued in a month of China's calendar and stand."""
    first = date.fromisoformat(f"{month or '2000-01'}-01")
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    begins, ends = (datetime(day.year, day.month, 1, tzinfo=CHINA) for day in (first, after))
    stands = Notice.state != NoticeState.WITHDRAWN
    return (within_reach(actor), Notice.issued_at >= begins, Notice.issued_at < ends, stands)
