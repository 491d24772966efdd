"""The links by which a property firm works from its chat group: made, bound once, revoked (safety.md 6).

Token and code are shown once, when the link is made; the database keeps digests. The code's digest covers the
token too, so that a million guesses over a copy of the database find nothing.
"""

import hmac
import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.link_tokens import TRIES_A_DAY, count_try, digest, forgive_try, random_token
from webapp.access.records import FirmLink
from webapp.access.role import Permission, Role
from webapp.base.database import new_id
from webapp.base.errors import Forbidden, Invalid, NotFound, NotNow, TooMany
from webapp.base.fields import Command, clean, typed_number
from webapp.base.work import Kernel, Work

MOST_SHOWN = 100
NO_CODE = "绑定码是 6 位数字，由物业经理当面或单独发给您。"
WRONG = "这六位数字不对，今天还能试 {left} 次。它由物业经理当面或单独发给您。"
LAST = "这六位数字不对。今天不能再试了，请明天再来，或请物业经理重新做一个链接。"
SPENT = "今天已经输错 {most} 次，先停一停，明天再来；着急请物业经理重新做一个链接。"
TAKEN = "这个链接已经绑在另一部手机上了，一个链接只绑一部。请物业经理给您另做一个。"


def _one_line(value: Any) -> Any:
    return " ".join(clean(value).split()) if isinstance(value, str) else value


PersonName = Annotated[str, BeforeValidator(_one_line), StringConstraints(min_length=1, max_length=40)]


class LinkState(StrEnum):
    """How a link stands."""

    WAITING = "waiting"
    BOUND = "bound"
    EXPIRED = "expired"
    REVOKED = "revoked"


LIVE = frozenset({LinkState.WAITING, LinkState.BOUND})


class MakeLink(Command):
    """做一个链接: for a named person of the manager's own unit, good for so many days."""

    person_name: PersonName
    days: int = Field(ge=1, le=366)


class RevokeLink(Command):
    """撤销: the link answers nobody any more."""

    link_id: uuid.UUID


@dataclass(frozen=True)
class MadeLink:
    """What is shown once and kept nowhere: the token for the group, the code for the person alone."""

    link_id: uuid.UUID
    token: str
    code: str
    person_name: str
    expires_at: datetime


def make_link(work: Work, order: MakeLink) -> MadeLink:
    """Make a link to the tickets of the actor's own unit."""
    work.actor.require(Permission.LINK_UNIT)
    if work.actor.unit_id is None or work.actor.person_id is None:
        raise Forbidden("要先登录物业的账号，才能做链接。")
    made = MadeLink(
        new_id(), random_token(), f"{secrets.randbelow(1_000_000):06d}", order.person_name,
        work.now + timedelta(days=order.days),
    )  # fmt: skip
    work.session.add(
        FirmLink(
            id=made.link_id, token_hash=digest(made.token), unit_id=work.actor.unit_id, person_name=made.person_name,
            bind_code_hash=_code_digest(made.token, made.code), made_at=work.now, made_by=work.actor.person_id,
            expires_at=made.expires_at,
        )
    )  # fmt: skip
    work.doing("firm_link.make")
    return made


def revoke_link(work: Work, order: RevokeLink) -> FirmLink:
    """End a link of the actor's own unit; another unit's is not found. Revoking twice changes nothing."""
    work.actor.require(Permission.LINK_UNIT)
    link = _locked(work, order.link_id)
    if link is None or link.unit_id != work.actor.unit_id:
        raise NotFound("没有这个链接，或者它不是您单位的。")
    if link.revoked_at is None:
        link.revoked_at = work.now
        work.doing("firm_link.revoke")
    return link


def links_of_unit(session: Session, unit_id: uuid.UUID | None) -> tuple[FirmLink, ...]:
    """The unit's links, the newest first."""
    mine = select(FirmLink).where(FirmLink.unit_id == unit_id)
    return tuple(session.scalars(mine.order_by(FirmLink.made_at.desc(), FirmLink.id).limit(MOST_SHOWN)))


def link_of_token(session: Session, token: str) -> FirmLink | None:
    """The link behind an address, live or not; None when it was never ours."""
    return session.scalars(select(FirmLink).where(FirmLink.token_hash == digest(token))).first()


def state_of(link: FirmLink, now: datetime) -> LinkState:
    """How a link stands now; a unit that was closed takes its links along."""
    if link.revoked_at is not None or not link.unit.live:
        return LinkState.REVOKED
    if link.expires_at <= now:
        return LinkState.EXPIRED
    return LinkState.WAITING if link.device_hash is None else LinkState.BOUND


def firm_actor(link: FirmLink, device: str | None = None) -> Actor:
    """The named person behind a link: acts for the unit, has no sign-in of their own."""
    return Actor(
        Role.PROPERTY, link.person_name, unit_id=link.unit_id, unit_name=link.unit.name, device=device
    )


def is_bound_to(link: FirmLink, device: str) -> bool:
    """Whether a device is the one that was bound."""
    return link.device_hash is not None and hmac.compare_digest(link.device_hash, digest(device))


def is_phone_of(
    session: Session, units: Collection[uuid.UUID | None], device: str | None, signed_in: Actor | None
) -> bool:
    """Whether a phone is one of these units' own, so that it does not speak for a resident (safety.md 9 and 10).

    It is when one of their people is signed in on it, or when a link of theirs was ever bound to it.
    """
    if signed_in is not None and signed_in.unit_id is not None and signed_in.unit_id in units:
        return True
    theirs = [unit_id for unit_id in units if unit_id is not None]
    if device is None or not theirs:
        return False
    bound = select(FirmLink.id).where(FirmLink.unit_id.in_(theirs), FirmLink.device_hash == digest(device))
    return session.scalar(bound.limit(1)) is not None


def bind_phone(kernel: Kernel, link_id: uuid.UUID, token: str, code: str, device: str) -> None:
    """Bind the link to this device for good, when the code is right.

    Raises `NotNow` when another device has it, `Invalid` (field `code`) or `TooMany` for a wrong code: five tries a
    link and day, each counted before it is judged, so it stays counted although the page refuses. The same device
    with the right code again is bound already: a browser may send a form twice by itself.
    """
    code = typed_number(code)
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        raise Invalid({"code": NO_CODE})
    with kernel.read() as session:
        actor = firm_actor(session.get_one(FirmLink, link_id), device)
    with kernel.work(actor) as work:
        refusal = _bind(work, link_id, _code_digest(token, code), device)
    if refusal is not None:
        raise refusal


def _bind(
    work: Work, link_id: uuid.UUID, code_digest: str, device: str
) -> Invalid | NotNow | TooMany | NotFound | None:
    link = _locked(work, link_id)
    if link is None or state_of(link, work.now) not in LIVE:
        return NotFound("这个链接刚刚停用了，请物业经理另做一个。")
    if link.device_hash is not None and not is_bound_to(link, device):
        return NotNow(TAKEN)
    used = count_try(work.session, f"firm_link:{link_id}", work.now)
    if used > TRIES_A_DAY:
        return TooMany(SPENT.format(most=TRIES_A_DAY))
    if not hmac.compare_digest(link.bind_code_hash, code_digest):
        left = TRIES_A_DAY - used
        return Invalid({"code": WRONG.format(left=left) if left else LAST})
    forgive_try(work.session, f"firm_link:{link_id}", work.now)
    if link.device_hash is None:
        link.device_hash, link.bound_at = digest(device), work.now
        work.doing("firm_link.bind")
    return None


def _code_digest(token: str, code: str) -> str:
    return digest(f"{token}:{code}")


def _locked(work: Work, link_id: uuid.UUID) -> FirmLink | None:
    query = select(FirmLink).where(FirmLink.id == link_id).with_for_update(of=FirmLink)
    return work.session.scalars(query).first()
