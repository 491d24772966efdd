"""What phones say of a photo before its bytes arrive, and of a place; the same for every kind of queued send."""

import hashlib
import uuid
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from webapp.base.database import dump_json
from webapp.base.fields import Command, Plain
from webapp.ticket.records import PhotoRole as PhotoRole  # handed on: the API may not know records

MOST_PHOTOS = 4
MOST_VOICES = 1
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Part(BaseModel):
    """A part of an order: frozen, and nothing in it that we do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Position(Part):
    """Where, with the datum it is in; an unlabelled coordinate is refused."""

    lng: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    datum: Literal["wgs84", "gcj02", "bd09"]
    accuracy_m: float | None = Field(default=None, ge=0)
    source: Plain | None = Field(default=None, max_length=20)
    taken_at: AwareDatetime | None = None

    @model_validator(mode="after")
    def _somewhere(self) -> "Position":
        if abs(self.lng) < 0.01 and abs(self.lat) < 0.01:
            raise ValueError("定位在 0,0，是没定上位。请重新定位，或扫门口的码。")
        return self


class PromisedPhoto(Part):
    """A photo that the phone holds and will send."""

    id: uuid.UUID
    sha256: Sha256
    bytes: int = Field(ge=1, le=25 * 1024 * 1024)
    role: PhotoRole = PhotoRole.PROBLEM
    taken_at: AwareDatetime | None = None
    place: Position | None = None


class Sent(Command):
    """What a phone sends by an id of its own, perhaps twice. Null is the same as left out; unknown fields are refused."""

    not_content: ClassVar[frozenset[str]] = frozenset({"sent_at", "captured_at"})
    """What may differ the second time: what a clock tells, and what tells only which program sent it."""

    @model_validator(mode="before")
    @classmethod
    def _null_is_left_out(cls, given: Any) -> Any:
        return {k: v for k, v in given.items() if v is not None} if isinstance(given, dict) else given

    def content_hash(self) -> str:
        """What makes two sends of an id the same: all of it but `not_content`."""
        content = self.model_dump(mode="json", exclude=set(self.not_content))
        return hashlib.sha256(dump_json(content).encode()).hexdigest()


class SafePhoto(BaseModel):
    """A photo whose bytes are on disk."""

    id: uuid.UUID
    sha256: str


def few_enough(photos: tuple[PromisedPhoto, ...]) -> tuple[PromisedPhoto, ...]:
    """At most four photos and one voice note, each with an id of its own; ValueError with a sentence else."""
    voices = sum(photo.role is PhotoRole.VOICE for photo in photos)
    if voices > MOST_VOICES or len(photos) - voices > MOST_PHOTOS:
        raise ValueError(f"最多 {MOST_PHOTOS} 张照片、{MOST_VOICES} 段语音，多的请另报一件。")
    if len({photo.id for photo in photos}) < len(photos):
        raise ValueError("有两张照片用了同一个编号。")
    return photos
