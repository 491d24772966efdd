"""物业费: what was owed and paid in a month, put down by the street or from a list; the last word stands."""

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator
from sqlalchemy import select

from webapp.access.role import Permission
from webapp.base.errors import Invalid, NotFound
from webapp.base.fields import Command, read_asking, typed_number
from webapp.base.work import Work
from webapp.insight.records import FeeMonth
from webapp.insight.scope import units_read
from webapp.insight.unit_rules import Month, month_of, read_month
from webapp.place.records import ManagementUnit

MOST_CENTS = 10**13
"""A hundred billion yuan: more is a slip of the finger."""
EMPTY = {
    "month": "请写哪个月，例如 2026-11。",
    "due": "请写应收多少元。",
    "paid": "请写已收多少元，没收到写 0。",
}


def read_cents(given: Any) -> int:
    """Yuan as people type them, 12,345.60, as cents."""
    plain = typed_number(str(given)).replace(",", "").removesuffix("元")
    try:
        cents = Decimal(plain) * 100
    except ArithmeticError:  # no number, or one beyond all numbers
        raise ValueError("金额要写成数字，单位是元，例如 12345.60。") from None
    if not cents.is_finite() or cents != cents.to_integral_value():
        raise ValueError("金额最多到分，例如 12345.60。")
    if not 0 <= cents <= MOST_CENTS:
        raise ValueError("金额不能是负数，也不能超过一千亿元。")
    return int(cents)


Yuan = Annotated[int, BeforeValidator(read_cents)]
AMonth = Annotated[
    Month, BeforeValidator(lambda given: given if isinstance(given, Month) else read_month(str(given)))
]


class RecordFee(Command):
    """填物业费: of a month, in yuan as typed, in cents as kept."""

    management_unit_id: uuid.UUID
    month: AMonth
    due: Yuan
    paid: Yuan


def fee_order(unit_id: uuid.UUID, form: Mapping[str, Any]) -> RecordFee:
    """The order, or `Invalid` by field."""
    return read_asking(RecordFee, form, EMPTY, management_unit_id=unit_id)


def record_fee(work: Work, order: RecordFee) -> bool:
    """Put a month down, or put it right; whether anything is different now. `Invalid` for what cannot be."""
    work.actor.require(Permission.RECORD_FEES)
    if order.month > month_of(work.now):
        raise Invalid({"month": "这个月还没到，请写到本月为止的。"})
    if not order.due:
        raise Invalid({"due": "应收不能是 0；这个月不收就不用填。"})
    if order.paid > order.due:
        raise Invalid({"paid": "已收比应收多。补交以前的，请记到以前那个月。"})
    scope = (units_read(work.actor), ManagementUnit.id == order.management_unit_id)
    if work.session.scalars(select(ManagementUnit.id).where(*scope)).first() is None:
        raise NotFound("没有这个物业管理单元，或者不归您这里看。")
    key = {"management_unit_id": order.management_unit_id, "month": order.month.first}
    row = work.session.scalars(select(FeeMonth).filter_by(**key)).first()
    if row is not None and (row.due_cents, row.paid_cents) == (order.due, order.paid):
        return False
    if row is None:
        row = FeeMonth(**key)
        work.session.add(row)
    row.due_cents, row.paid_cents = order.due, order.paid
    row.recorded_at, row.recorded_by = work.now, work.actor.name
    work.doing("fees.record")
    return True
