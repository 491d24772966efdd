"""The order that brings a verdict from a phone's queue, and the receipt it gets (contract.md)."""

import uuid
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, model_validator

from webapp.base.fields import MaybeWords, Plain
from webapp.recheck.records import Outcome, Verdict
from webapp.ticket.promised import MOST_PHOTOS, Position, PromisedPhoto, SafePhoto, Sent, few_enough
from webapp.ticket.records import PhotoRole

WHAT_IS_WRONG = "请选一项，或写一句哪里没弄好。"


def _pictures(photos: tuple[PromisedPhoto, ...]) -> tuple[PromisedPhoto, ...]:
    if any(photo.role is PhotoRole.VOICE for photo in photos):
        raise ValueError("复查要照片，不要语音。")
    return few_enough(photos)


class SendVerdict(Sent):
    """复查结论 as a phone sent it."""

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

    @model_validator(mode="after")
    def _says_what_is_wrong(self) -> "SendVerdict":
        if self.verdict is Verdict.FAIL and not self.reason:
            raise ValueError("reason")
        return self


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
