"""What the address of a page of the rates asks for."""

from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from flask import request

from webapp.access.signed_in import kernel
from webapp.base.clock import CHINA
from webapp.insight.rules import PeriodKind
from webapp.insight.table import By

EARLIEST = date(2000, 1, 1)
W = TypeVar("W", bound=StrEnum)


def asked() -> tuple[PeriodKind, date, By]:
    """Which period and what for rows; what is none is the month of today by unit."""
    today = kernel().clock.now().astimezone(CHINA).date()
    return _word(PeriodKind, "period", PeriodKind.MONTH), _day(today), asked_by()


def asked_by() -> By:
    """What the rows shall be, units unless told."""
    return _word(By, "by", By.UNIT)


def _word(kind: type[W], name: str, default: W) -> W:
    given = request.args.get(name, "")
    return kind(given) if given in set(kind) else default


def _day(today: date) -> date:
    try:
        given = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today
    return given if EARLIEST <= given <= today + timedelta(days=366) else today
