"""The order that brings a report: its fields as contract.md has them, the same for JSON, form and desk."""

import uuid
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, model_validator

from webapp.base.fields import MaybeWords, Phone, Plain
from webapp.report.records import ReportKind as ReportKind  # handed on: the API may not know records
from webapp.ticket.promised import MOST_PHOTOS as MOST_PHOTOS
from webapp.ticket.promised import MOST_VOICES, Part, PromisedPhoto, SafePhoto, Sent, few_enough
from webapp.ticket.promised import Position as Position


class Consent(Part):
    """Which notice was agreed to, and when."""

    version: Plain = Field(max_length=20)
    at: AwareDatetime


class SendReport(Sent):
    """A report as sent."""

    not_content = Sent.not_content | {"consent", "device", "client"}

    report_id: uuid.UUID
    kind: ReportKind = ReportKind.RESIDENT
    text: MaybeWords = ""
    category: Plain | None = Field(default=None, max_length=20)
    door: Plain | None = Field(default=None, max_length=40)
    point: Plain | None = Field(default=None, max_length=40)
    component: Plain | None = Field(default=None, max_length=40)
    place: Position | None = None
    captured_at: AwareDatetime | None = None
    sent_at: AwareDatetime | None = None
    phone: Phone | None = None
    consent: Consent | None = None
    confidential: bool = False
    joins: uuid.UUID | None = None
    replaces: uuid.UUID | None = None
    order_no: Plain | None = Field(default=None, max_length=60)
    external_due: AwareDatetime | None = None
    device: Plain | None = Field(default=None, max_length=80)
    client: Plain | None = Field(default=None, max_length=40)
    photos: Annotated[tuple[PromisedPhoto, ...], AfterValidator(few_enough)] = Field(
        default=(), max_length=MOST_PHOTOS + MOST_VOICES
    )

    @model_validator(mode="after")
    def _phone_needs_consent(self) -> "SendReport":
        if self.phone is not None and self.consent is None:
            raise ValueError("consent")
        return self


class Receipt(BaseModel):
    """What the sender holds in hand (contract.md): the phone deletes bytes only when it fits what it has."""

    class TicketOf(BaseModel):
        """The ticket that answers the report."""

        id: uuid.UUID
        number: str
        state: str
        url: str

    report: uuid.UUID
    ticket: TicketOf
    query_code: str
    photos: tuple[SafePhoto, ...]
    complete: bool
    received_at: datetime
