"""导入没发出的: the file that a phone wrote when it could not send, taken item by item by the commands of the queue.

A ZIP, stored and not packed: `outbox.json` and `photos/<id>` (field.md, Export). Nothing of it is ever written to a
path that it names; what is wrong with one item refuses that item, with the reason, and no other.
"""

import json
import re
import uuid
import zipfile
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from pydantic import BaseModel, Field

from webapp.access.actor import Actor
from webapp.access.role import Permission
from webapp.base.errors import Invalid, Problem
from webapp.base.fields import Plain, read
from webapp.base.work import Kernel
from webapp.people.records import Person
from webapp.screen.outbox_kinds import KINDS, Kind
from webapp.ticket.promised import Sha256

FORMAT = 1
MOST_BYTES = 1024 * 1024 * 1024
MOST_ENTRIES = 6000
MOST_ITEMS = 1000
MOST_INDEX = 16 * 1024 * 1024
_PHOTO = re.compile(r"photos/[0-9a-f-]{36}")


class _Part(BaseModel):
    id: uuid.UUID
    sha256: Sha256
    file: str


class _Item(BaseModel):
    kind: str
    id: uuid.UUID
    payload: str
    parts: list[_Part] = Field(default=[], max_length=8)


class _Index(BaseModel):
    format: int
    account: Plain | None = Field(default=None, max_length=40)
    device: Plain | None = Field(default=None, max_length=80)
    items: list[Any] = Field(max_length=MOST_ITEMS)


@dataclass(frozen=True)
class Taken:
    """What became of one item: added, already (it was here), or refused."""

    kind: str
    id: str
    outcome: str
    why: str = ""
    """Why it was refused, or which of its photos could not be taken."""
    number: str = ""


@dataclass(frozen=True)
class Done:
    """What became of the whole file."""

    items: tuple[Taken, ...]

    def count(self, outcome: str) -> int:
        """How many items had this outcome."""
        return sum(item.outcome == outcome for item in self.items)

    def as_json(self) -> dict[str, Any]:
        """For the API."""
        counts = {outcome: self.count(outcome) for outcome in ("added", "already", "refused")}
        return counts | {"items": [vars(item) for item in self.items]}


def take_file(kernel: Kernel, actor: Actor, source: BinaryIO, size: int) -> Done:
    """Take every item of an exported file as this person; again, it changes nothing.

    `Invalid` (field `file`) when it is no such file at all, `Forbidden` for who may not report for others.
    """
    actor.require(Permission.REPORT_FOR)
    try:
        with zipfile.ZipFile(source) as archive:
            index = _index(archive, size)
            account = _foreign(kernel, actor, index.account)
            return Done(tuple(_take(kernel, actor, archive, raw, account) for raw in index.items))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as broken:
        if isinstance(broken, OSError) and not isinstance(broken, zipfile.BadZipFile):
            raise
        raise Invalid({"file": "这个文件打不开，或者传坏了。请在手机上重新导出，再选一次。"}) from None


def _index(archive: zipfile.ZipFile, size: int) -> _Index:
    entries = archive.infolist()
    packed = any(entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 1 for entry in entries)
    if packed or len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > size:
        raise Invalid({"file": "这不是手机导出的文件：里面压缩过，或比看上去大。没有收下。"})
    try:
        entry = archive.getinfo("outbox.json")
        if entry.file_size > MOST_INDEX:
            raise Invalid({"file": "这个文件的目录太大了，没有收下。"})
        given = json.loads(archive.read(entry))
        index = read(_Index, given if isinstance(given, dict) else {})
    except (KeyError, ValueError, RecursionError):
        raise Invalid({"file": "这不是手机导出的文件：里面没有可读的目录。"}) from None
    except Invalid as wrong:
        raise Invalid({"file": f"这不是手机导出的文件：{wrong.sentence}"}) from None
    if index.format != FORMAT:
        raise Invalid({"file": f"这个文件是第 {index.format} 版格式，这里只认第 {FORMAT} 版。请先更新。"})
    return index


def _foreign(kernel: Kernel, actor: Actor, account: str | None) -> str | None:
    """The account of the phone, when it is not the importing person's own."""
    with kernel.read() as session:
        own = session.get(Person, actor.person_id)
    return account if account and (own is None or own.account != account) else None


def _take(kernel: Kernel, actor: Actor, archive: zipfile.ZipFile, raw: Any, account: str | None) -> Taken:
    named = raw if isinstance(raw, dict) else {}
    kind, item_id = str(named.get("kind", ""))[:20], str(named.get("id", ""))[:40]
    try:
        item = read(_Item, named)
        road, body = KINDS.get(item.kind), _payload(item)
        if road is None:
            raise Invalid({"kind": "不认识这一项是什么。"})
        with kernel.work(actor) as work:
            number = road.receive(work, item.id, body, account)
            first = work.is_first
            if first:
                work.audit("field.import", kind=item.kind, item=str(item.id), account=account or "")
    except Problem as problem:
        return Taken(kind, item_id, "refused", problem.sentence)
    missing = _take_photos(kernel, actor, archive, road, item)
    return Taken(item.kind, str(item.id), "added" if first else "already", missing, number)


def _payload(item: _Item) -> dict[str, Any]:
    try:
        body = json.loads(item.payload)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise Invalid({"payload": "内容不是 JSON，可能被改过。"})
    return body


def _take_photos(kernel: Kernel, actor: Actor, archive: zipfile.ZipFile, road: Kind, item: _Item) -> str:
    """The photos that are not here yet; what cannot be taken is said, and the others go on."""
    said = []
    for number, part in enumerate(item.parts, start=1):
        try:
            with archive.open(_entry(archive, part)) as stream:
                road.take_photo(kernel, actor, item.id, part.id, part.sha256, cast(BinaryIO, stream))
        except Problem as problem:
            said.append(f"第 {number} 张：{problem.sentence}")
        except (zipfile.BadZipFile, EOFError):
            said.append(f"第 {number} 张：在文件里坏了。")
    return " ".join(said)


def _entry(archive: zipfile.ZipFile, part: _Part) -> zipfile.ZipInfo:
    if not _PHOTO.fullmatch(part.file) or part.file not in archive.NameToInfo:
        raise Invalid({"file": "不在这个文件里。"})
    return archive.getinfo(part.file)
