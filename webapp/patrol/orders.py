"""A check-in as a phone or a form brings it, and the receipt it gets."""

import uuid
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, Field

from webapp.base.fields import MaybeWords, Plain
from webapp.patrol.records import Outcome
from webapp.ticket.promised import (
    MOST_PHOTOS,
    MOST_VOICES,
    Part,
    Position,
    PromisedPhoto,
    SafePhoto,
    Sent,
    few_enough,
)

MOST_ITEMS = 60


def _nowhere_is_none(given: Any) -> Any:
    """0,0 is what a phone says that found nothing: the visit counts without a place and is flagged."""
    if isinstance(given, dict):
        at = given.get("lng"), given.get("lat")
        if all(isinstance(one, int | float) and abs(one) < 0.01 for one in at):
            return None
    return given


def _each_once(items: "tuple[CheckedItem, ...]") -> "tuple[CheckedItem, ...]":
    if len({item.code for item in items}) < len(items):
        raise ValueError("检查表里有一项填了两次。")
    return items


class CheckedItem(Part):
    """One line of the checklist as looked at; a failed one names the report that is sent about it."""

    code: Plain = Field(min_length=1, max_length=20)
    ok: bool
    note: MaybeWords = ""
    report: uuid.UUID | None = None


class SendVisit(Sent):
    """到点检查 as sent."""

    visit_id: uuid.UUID
    point: Plain = Field(min_length=1, max_length=40)
    round: uuid.UUID | None = None
    checklist_version: int = Field(ge=0, le=1_000_000)
    items: Annotated[tuple[CheckedItem, ...], AfterValidator(_each_once)] = Field(
        default=(), max_length=MOST_ITEMS
    )
    scanned: Plain | None = Field(default=None, max_length=200)
    words: MaybeWords = ""
    place: Annotated[Position | None, BeforeValidator(_nowhere_is_none)] = None
    captured_at: AwareDatetime
    sent_at: AwareDatetime | None = None
    device: Plain | None = Field(default=None, max_length=80)
    client: Plain | None = Field(default=None, max_length=40)
    photos: Annotated[tuple[PromisedPhoto, ...], AfterValidator(few_enough)] = Field(
        default=(), max_length=MOST_PHOTOS + MOST_VOICES
    )


class VisitReceipt(BaseModel):
    """What the phone holds in hand: the visit counts, and which photos are safe."""

    visit: uuid.UUID
    point: str
    outcome: Outcome
    photos: tuple[SafePhoto, ...]
    complete: bool
    received_at: datetime
