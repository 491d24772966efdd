"""What stands on a notice's paper, part by part, whichever program sets it (look.md, Paper; GB/T 9704)."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.clock import CHINA
from webapp.people.records import Unit
from webapp.supervise.pictures import pictures_of
from webapp.supervise.records import Notice, NoticeCopy

TITLE = "督查通知单"
OPENING = "经督查，发现以下问题，请按要求整改："
NUMERALS = "一二三四五六"


@dataclass(frozen=True)
class Paper:
    """One notice as it is printed."""

    number: str
    head: str
    subject: str
    to: str
    problem: str
    place: str
    demand: str
    due: str
    contact: str
    office: str
    day: str
    copies: str
    signed: str
    """By whom and when it was signed for in the program; empty while nobody has."""
    photos: tuple[str, ...]
    """Keys of the store: the copies that may be shown."""

    @property
    def sections(self) -> Iterator[tuple[str, Sequence[str]]]:
        """Numbered headings with their paragraphs; what is said in one line stands in it, with nothing below."""
        where = [f"地点：{self.place}。"] if self.place else []
        parts: list[tuple[str, Sequence[str]]] = [
            ("发现的问题", _paragraphs(self.problem) + where), ("整改要求", _paragraphs(self.demand)),
            (f"办结期限：{self.due}前办结并反馈。", ()),
        ]  # fmt: skip
        if self.contact:
            parts.append((f"联系人：{self.contact}。", ()))
        for numeral, (heading, paragraphs) in zip(NUMERALS, parts, strict=False):
            yield f"{numeral}、{heading}", paragraphs

    @property
    def attachments(self) -> str:
        """What comes with it, for the line 附件."""
        return f"问题照片 {len(self.photos)} 张" if self.photos else "无"

    @property
    def stub(self) -> tuple[tuple[str, str], ...]:
        """What stays with the office, below the cut line."""
        return (
            ("编号", self.number),
            ("事由", self.subject),
            ("主送", self.to),
            ("期限", self.due),
            ("经办人", ""),
        )

    @property
    def receipt(self) -> tuple[tuple[str, str], ...]:
        """What comes back from the unit, below the cut line."""
        return (
            ("编号", self.number),
            ("签收单位", self.to),
            ("签收人", self.signed),
            ("签收时间", ""),
            ("盖章", ""),
        )


def papers_of(session: Session, notices: Sequence[Notice], *, large: bool = True) -> list[Paper]:
    """Notices as papers, in their order; `large` takes the copies for looking closely, else those for lists."""
    ids = [notice.id for notice in notices]
    pictures, copies = pictures_of(session, ids), _copies(session, ids)
    papers = []
    for notice in notices:
        shown = [one for one in pictures[notice.id] if one.turn == 0 and one.ready]
        keys = tuple((one.large_key if large else one.small_key) or "" for one in shown)
        papers.append(_paper(notice, "、".join(copies.get(notice.id, ())), keys))
    return papers


def _paper(notice: Notice, copies: str, photos: tuple[str, ...]) -> Paper:
    signed = f"{notice.signed_by} {_moment(notice.signed_at)}" if notice.signed_at is not None else ""
    return Paper(
        number=notice.full_number, head=notice.head, subject=notice.subject, to=notice.unit.name, problem=notice.problem,
        place=notice.place_words, demand=notice.demand, due=_moment(notice.due),
        contact="，".join(part for part in (notice.contact, notice.phone) if part), office=notice.office.name,
        day=_day(notice.issued_at), copies=copies, signed=signed, photos=photos,
    )  # fmt: skip


def _copies(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    query = (
        select(NoticeCopy.notice_id, Unit.name)
        .join(Unit, Unit.id == NoticeCopy.unit_id)
        .where(NoticeCopy.notice_id.in_(ids))
        .order_by(Unit.name)
    )
    found: dict[uuid.UUID, list[str]] = {}
    for notice_id, name in session.execute(query):
        found.setdefault(notice_id, []).append(name)
    return found


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _day(at: datetime) -> str:
    local = at.astimezone(CHINA)
    return f"{local.year}年{local.month}月{local.day}日"


def _moment(at: datetime) -> str:
    local = at.astimezone(CHINA)
    minute = f"{local.minute:02d}分" if local.minute else ""
    return f"{_day(at)}{local.hour}时{minute}"
