"""What is kept about a reporter, in their own language, to be read and copied (safety.md 11: copy, correct, erase)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.clock import CHINA, Clock
from webapp.callback.records import CallbackTask
from webapp.catalogue.settings import in_force
from webapp.layout.presenting import masked_phone
from webapp.meeting.records import Invitation, MinutesAnswer
from webapp.screen.resident_words import VERDICT
from webapp.screen.tracking import Shown, Story, shown
from webapp.ticket.records import Contact, PhotoState

WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "title": "留在这里的您的信息", "code_first": "先填回执上的查询码，再给您看。", "look": "看看",
        "why": "下面是这件事里留着的、关于您的全部信息。可以复制、打印，也可以另存这一页。",
        "correct": "要更正", "correct_why": "写一句哪里不对，会和原话放在一起，马上生效。", "correct_do": "更正",
        "erase": "要删掉电话", "erase_why": "马上就删，再也没人能打给您；这件事本身照样办、照样留着。", "erase_do": "删掉我的电话",
        "back": "回到这件事", "photo": "您的照片",
        "number": "单号", "text": "您说的", "place": "地点", "position": "手机定位", "sent": "收到的时间", "hushed": "要求保密", "yes": "是",
        "phone": "电话（只显示一部分）", "consent": "您同意的告知", "agreed": "{version} 版，{at} 同意", "verified": "电话核实过",
        "erased": "电话已删掉", "erased_why": "{at}，{why}", "more": "您补充的", "verdict": "您的评价", "meeting": "关于见面您说的",
        "device": "手机标记", "device_why": "一串随机数，只用来不重复计数，认不出您是谁",
        "photos": "照片", "photos_why": "{count} 张", "kept": "保存多久", "kept_why": "归档 {months} 个月后自动删掉电话；办理经过留作档案",
    },
    "en": {
        "title": "Your information kept here", "code_first": "First the query code of your receipt.", "look": "Show",
        "why": "This is everything kept about you in this matter. You may copy, print or save this page.",
        "correct": "Something is wrong", "correct_why": "Say what is wrong; it stands beside your words at once.", "correct_do": "Correct",
        "erase": "Erase my phone number", "erase_why": "At once, and nobody can call you any more; the matter itself goes on and stays.",
        "erase_do": "Erase my phone number", "back": "Back to the matter", "photo": "Your photo",
        "number": "Number", "text": "Your words", "place": "Place", "position": "Position of the phone", "sent": "Received",
        "hushed": "To be kept confidential", "yes": "yes", "phone": "Phone (shown in part)", "consent": "The notice you agreed to",
        "agreed": "version {version}, agreed {at}", "verified": "Phone verified", "erased": "Phone erased", "erased_why": "{at}, {why}",
        "more": "You added", "verdict": "Your verdict", "meeting": "What you said about the meeting",
        "device": "Mark of the phone", "device_why": "a random number that counts nobody twice and does not tell who you are",
        "photos": "Photos", "photos_why": "{count}", "kept": "How long", "kept_why": "your phone number is erased {months} months after the end; the record of the work stays",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """One thing that is kept: what it is, and it."""

    what: str
    value: str


@dataclass(frozen=True)
class ResidentData:
    """Everything on the page (context of screen/resident_data.html)."""

    kept: tuple[Kept, ...]
    photos: tuple[Shown, ...]
    has_phone: bool
    is_open: bool


def data_of(session: Session, clock: Clock, story: Story, base: str, lang: str) -> ResidentData:
    """What is kept about the sender of one report; never anything of another's."""
    contact = session.get(Contact, story.report.id)
    months = int(in_force(session, clock)["keep_contact_months"])
    words = WORDS[lang]
    own = [p for p in story.photos if p.report_id == story.report.id and p.sha256]
    kept = [
        *_sent(story, words), *_contact(contact, words), *_said_later(session, story, lang),
        Kept(words["photos"], words["photos_why"].format(count=len(own))) if own else None,
        Kept(words["device"], words["device_why"]) if story.report.device_hash else None,
        Kept(words["kept"], words["kept_why"].format(months=months)),
    ]  # fmt: skip
    return ResidentData(
        tuple(one for one in kept if one is not None and one.value),
        tuple(shown(p, base, words["photo"]) for p in own if p.state is PhotoState.READY),
        contact is not None and contact.phone is not None, story.ticket.is_open,
    )  # fmt: skip


def _sent(story: Story, words: Mapping[str, str]) -> Iterator[Kept]:
    report, place = story.report, story.report.place or {}
    yield Kept(words["number"], story.ticket.number)
    yield Kept(words["text"], report.text)
    yield Kept(words["place"], story.ticket.place_words)
    yield Kept(words["position"], f"{place['lng']}, {place['lat']}" if place else "")
    yield Kept(words["sent"], _at(report.received_at))
    yield Kept(words["hushed"], words["yes"] if report.confidential else "")


def _contact(contact: Contact | None, words: Mapping[str, str]) -> Iterator[Kept]:
    if contact is None:
        return
    agreed = words["agreed"].format(version=contact.consent_version, at=_at(contact.consent_at))
    yield Kept(words["phone"], masked_phone(contact.phone) if contact.phone else "")
    yield Kept(words["consent"], agreed)
    yield Kept(words["verified"], _at(contact.verified_at) if contact.verified_at else "")
    if contact.erased_at is not None:
        at, why = _at(contact.erased_at), contact.erased_why or ""
        yield Kept(words["erased"], words["erased_why"].format(at=at, why=why))


def _said_later(session: Session, story: Story, lang: str) -> Iterator[Kept]:
    mine, words = story.report.id, WORDS[lang]
    for step in story.steps:
        if step.facts.get("report") == str(mine):
            yield Kept(words["more"], step.reason or step.words or "")
    for task in session.scalars(select(CallbackTask).where(CallbackTask.report_id == mine)):
        if task.solved is not None and task.satisfied is not None:
            told = VERDICT[lang]["solved"][task.solved], VERDICT[lang]["satisfied"][task.satisfied]
            heard = VERDICT[lang]["contacted"]["yes" if task.contacted else "no"]
            touch = () if task.contacted is None else (heard,)
            yield Kept(words["verdict"], " · ".join(filter(None, (*told, *touch, task.verbatim))))
    for one in session.scalars(select(Invitation).where(Invitation.answered_by == mine)):
        yield Kept(words["meeting"], " · ".join(filter(None, (one.proposal, one.answer_words, one.stand_in))))
    for said in session.scalars(select(MinutesAnswer).where(MinutesAnswer.report_id == mine)):
        yield Kept(words["meeting"], said.words or "")


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"
