"""物业费: what each management unit was owed and paid in a month."""

from sqlalchemy import select

from webapp.admin.imports.table import Column, Row
from webapp.admin.imports.verdict import Outcome, Refused, needed
from webapp.base.errors import Invalid
from webapp.base.work import Work
from webapp.insight.fees import fee_order, record_fee
from webapp.insight.records import FeeMonth
from webapp.place.records import ManagementUnit

COLUMNS = (
    Column("unit", "物业管理单元编号", ("单元编号", "管理单元编号"), required=True, example="M01"),
    Column("month", "月份", ("年月",), required=True, example="2026-11"),
    Column("due", "应收（元）", ("应收", "应收金额", "应收物业费"), required=True, example="12345.60"),
    Column("paid", "已收（元）", ("已收", "实收", "已收金额", "实收物业费"), required=True, example="11000"),
)


def take_fee(work: Work, row: Row) -> tuple[Outcome, str]:
    """Put one unit's month down, or put it right."""
    needed(row, unit="物业管理单元编号", month="月份", due="应收（元）", paid="已收（元）")
    unit = work.session.scalars(select(ManagementUnit).where(ManagementUnit.code == row["unit"])).first()
    if unit is None:
        raise Refused(f"没有编号为「{row['unit']}」的物业管理单元，请先在单元门里导入。")
    try:
        order = fee_order(unit.id, dict(row.cells) | {"unit": ""})
        known = select(FeeMonth.id).where(
            FeeMonth.management_unit_id == unit.id, FeeMonth.month == order.month.first
        )
        first = work.session.scalars(known).first() is None
        changed = record_fee(work, order)
    except Invalid as wrong:
        raise Refused("".join(wrong.fields.values())) from None
    outcome = Outcome.SAME if not changed else Outcome.ADDED if first else Outcome.CHANGED
    return outcome, f"{unit.name} {order.month.words}"
