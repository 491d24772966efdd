"""What happened to notices, as plain facts for reactions."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from webapp.base.outbox import Event


@dataclass(frozen=True)
class NoticeMoved(Event):
    """A notice took a step of its table; the kind is `notice.<action>`."""

    notice_id: uuid.UUID
    action: str
    after: str
    office_id: uuid.UUID
    unit_id: uuid.UUID
    tag: ClassVar[str] = "notice"

    @property
    def kind(self) -> str:
        """`notice.issue`, `notice.reply` …"""
        return f"{self.tag}.{self.action}"


@dataclass(frozen=True)
class NoticeFileOrdered(Event):
    """Somebody asked for one notice, or for those of a month, as a file of this name; who reads it decides what is in it."""

    name: str
    notice_id: uuid.UUID | None
    month: str
    """YYYY-MM; empty for one notice."""
    role: str
    unit_id: uuid.UUID | None
    tag: ClassVar[str] = "notice.file_ordered"


@dataclass(frozen=True)
class NoticePictureKept(Event):
    """A picture of a notice's own lies on the disk; copies that may be shown are to be made."""

    picture_id: uuid.UUID
    tag: ClassVar[str] = "notice.picture_kept"
