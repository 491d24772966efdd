"""The order that brings a verdict from a phone's queue, and the receipt it gets (contract.md)."""

import hashlib
import uuid
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, model_validator

from webapp.base.database import dump_json
from webapp.base.fields import Command, MaybeWords, Plain
from webapp.recheck.records import Outcome, Verdict
from webapp.ticket.promised import MOST_PHOTOS, Position, PromisedPhoto, SafePhoto, few_enough
from webapp.ticket.records import PhotoRole

WHAT_IS_WRONG = "请选一项，或写一句哪里没弄好。"


def _pictures(photos: tuple[PromisedPhoto, ...]) -> tuple[PromisedPhoto, ...]:
    if any(photo.role is PhotoRole.VOICE for photo in photos):
        raise ValueError("复查要照片，不要语音。")
    return few_enough(photos)


class SendVerdict(Command):
    """复查结论 as a phone sent it. Null is the same as left out; unknown fields are refused."""

    recheck_id: uuid.UUID
    ticket: uuid.UUID
    task: uuid.UUID | None = None
    """The look that was asked for, when the phone knows it."""
    verdict: Verdict
    reason: MaybeWords = ""
    words: MaybeWords = ""
    place: Position | None = None
    captured_at: AwareDatetime
    sent_at: AwareDatetime | None = None
    device: Plain | None = Field(default=None, max_length=80)
    client: Plain | None = Field(default=None, max_length=40)
    photos: Annotated[tuple[PromisedPhoto, ...], AfterValidator(_pictures)] = Field(
        min_length=1, max_length=MOST_PHOTOS
    )

    @model_validator(mode="before")
    @classmethod
    def _null_is_left_out(cls, given: Any) -> Any:
        return {k: v for k, v in given.items() if v is not None} if isinstance(given, dict) else given

    @model_validator(mode="after")
    def _says_what_is_wrong(self) -> "SendVerdict":
        if self.verdict is Verdict.FAIL and not self.reason:
            raise ValueError("reason")
        return self

    def content_hash(self) -> str:
        """What makes two sends of an id the same verdict: everything but the moments a clock may tell otherwise."""
        content = self.model_dump(mode="json", exclude={"sent_at", "captured_at"})
        return hashlib.sha256(dump_json(content).encode()).hexdigest()


class VerdictReceipt(BaseModel):
    """What the phone holds in hand: the photos that are safe, and what came of the verdict."""

    class TicketJudged(BaseModel):
        """The ticket that the verdict is about; number, state and url are empty for who may not read it any more."""

        id: uuid.UUID
        number: str
        state: str
        url: str

    recheck: uuid.UUID
    ticket: TicketJudged
    photos: tuple[SafePhoto, ...]
    complete: bool
    outcome: Outcome
    why: str | None
    received_at: datetime
