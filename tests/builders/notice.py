"""Notices as an office issues them and units answer them."""

import io
import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from tests.builders.district import District
from tests.builders.photo import jpeg
from webapp.access.actor import Actor
from webapp.access.role import Role
from webapp.base.work import Kernel
from webapp.people.records import UnitKind
from webapp.supervise import answering, commands, judging
from webapp.supervise.pictures import keep_pictures
from webapp.supervise.records import Notice, NoticePicture
from webapp.ticket.photos import KeptPhoto
from webapp.ticket.records import PhotoRole


def issues(kernel: Kernel, district: District, *numbers: str, by: Role = Role.STREET, **more: Any) -> Notice:
    """The street asks the firm for something until three days from now."""
    given = {
        "numbers": numbers, "units": (district.units[UnitKind.PROPERTY],), "subject": "关于新街坊30号院路灯不亮的问题",
        "problem": "北门六杆路灯全灭，居民晚上看不见路。", "demand": "请马上修好，举一反三查其他门。",
        "place": "新街坊30号院北门", "due": kernel.clock.now() + timedelta(days=3),
    } | more  # fmt: skip
    with kernel.work(district[by]) as work:
        return commands.issue_notice(work, commands.IssueNotice(**given))[0]


def does(kernel: Kernel, actor: Actor, run: Any, order: type[Any], notice: Notice, **more: Any) -> Notice:
    """One act on a notice, in a work of its own."""
    with kernel.work(actor) as work:
        done: Notice = run(work, order(notice_id=notice.id, **more))
    return done


def signs(kernel: Kernel, actor: Actor, notice: Notice) -> Notice:
    """签收."""
    return does(kernel, actor, answering.sign_notice, answering.SignNotice, notice)


def picture(kernel: Kernel, role: PhotoRole) -> KeptPhoto:
    """A photo that a form brought, kept in the store."""
    return keep_pictures(kernel.store, [io.BytesIO(jpeg())], role, role.value)[0]


def replies(kernel: Kernel, actor: Actor, notice: Notice, reply: str = "六杆灯都换了新灯头。") -> Notice:
    """反馈 with a pair of pictures."""
    kept = [picture(kernel, role) for role in (PhotoRole.BEFORE, PhotoRole.AFTER)]
    with kernel.work(actor) as work:
        return answering.reply_to_notice(
            work, answering.ReplyToNotice(notice_id=notice.id, reply=reply), kept
        )


def accepts(kernel: Kernel, actor: Actor, notice: Notice) -> Notice:
    """验收通过."""
    return does(kernel, actor, judging.accept_reply, judging.AcceptReply, notice)


def sends_back(kernel: Kernel, actor: Actor, notice: Notice, **more: Any) -> Notice:
    """退回重办 for a day more."""
    given = {"reason": "还有一杆没亮", "due": kernel.clock.now() + timedelta(days=1)} | more
    return does(kernel, actor, judging.send_back, judging.SendBack, notice, **given)


def now_of(kernel: Kernel, notice: Notice | uuid.UUID) -> Notice:
    """The notice's row as it stands."""
    row: Notice = kernel.get(Notice, notice if isinstance(notice, uuid.UUID) else notice.id)
    return row


def lived_notice(kernel: Kernel, district: District, number: str) -> tuple[Notice, uuid.UUID]:
    """A notice about a ticket with a receipt, replies that were sent back, a yellow card; and one of its pictures."""
    notice = issues(kernel, district, number)
    firm, street = district[Role.PROPERTY], district[Role.STREET]
    signs(kernel, firm, notice)
    for _ in range(2):
        replies(kernel, firm, notice)
        sends_back(kernel, street, notice)
    with kernel.work(street) as work:
        judging.give_card(work, judging.GiveCard(notice_id=notice.id), judging.Card.YELLOW)
    with kernel.read() as session:
        shown = session.scalars(select(NoticePicture.id).where(NoticePicture.notice_id == notice.id)).first()
    assert shown is not None
    return now_of(kernel, notice), shown
