"""The rates of a period as a file: asked for on a page, made by the job worker, kept for a day."""

import uuid
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Permission, Role
from webapp.base.clock import CHINA
from webapp.base.fields import Command
from webapp.base.later import Later
from webapp.base.work import Kernel, Work
from webapp.insight.events import RatesFileOrdered
from webapp.insight.excel import rates_xlsx
from webapp.insight.paper import Paper
from webapp.insight.published import snapshot_of
from webapp.insight.queries import all_tables, period_and_weights
from webapp.insight.records import RateSum
from webapp.insight.rules import PeriodKind
from webapp.insight.scope import rates_read, whose
from webapp.insight.table import By, Table
from webapp.layout.made_files import name_file

if TYPE_CHECKING:
    from webapp.insight import word
else:
    word = Later("webapp.insight.word")

FOLDER = "rates"


class Form(StrEnum):
    """What the file is read with; the end of its name."""

    EXCEL = "xlsx"
    WORD = "docx"


class OrderRatesFile(Command):
    """做成文件: the period in which a day lies, live or as published."""

    form: Form
    kind: PeriodKind
    day: date
    snapshot_id: uuid.UUID | None = None


def order_rates_file(work: Work, order: OrderRatesFile) -> str:
    """Ask for the file and answer its name; `NotFound` for a snapshot that is not for this person."""
    work.actor.require(Permission.READ_RATES)
    if order.snapshot_id is not None:
        snapshot_of(work.session, work.actor, order.snapshot_id)
    name = name_file(work.now, order.form)
    work.doing("rates.order_file")
    work.record(
        RatesFileOrdered(
            name, order.kind.value, order.day.isoformat(), order.snapshot_id, work.actor.role.value, work.actor.unit_id
        )
    )  # fmt: skip
    return name


def make_rates_file(kernel: Kernel, event: RatesFileOrdered) -> None:
    """Make the file before the write turn, of what whoever asked for it reads; a second try makes the same file again."""
    with kernel.read() as session:
        paper = _paper(kernel, session, event)
    content = rates_xlsx(paper) if event.name.endswith(Form.EXCEL) else word.rates_docx(paper)
    kernel.store.put(f"{FOLDER}/{event.name}", [content])


def rates_file_made(_work: Work, _event: RatesFileOrdered, _made: None) -> None:
    """Reaction to `rates.file_ordered`: the file is all there is to it."""


def _paper(kernel: Kernel, session: Session, event: RatesFileOrdered) -> Paper:
    actor = Actor(Role(event.role), "", unit_id=event.unit_id)
    if event.snapshot_id is not None:
        told, tables = snapshot_of(session, actor, event.snapshot_id)
        return Paper(
            told.office, f"{told.by_name} {told.at.astimezone(CHINA):%Y-%m-%d %H:%M} 发布，之后的改动不计。", _in_order(tables)
        )  # fmt: skip
    period, weights = period_and_weights(
        session, kernel.clock, PeriodKind(event.period), date.fromisoformat(event.day)
    )
    tables = all_tables(session, period, weights, rates_read(RateSum, actor))
    now = kernel.clock.now().astimezone(CHINA)
    return Paper(whose(session, actor), f"{now:%Y-%m-%d %H:%M} 的实时数字，还没有发布。", _in_order(tables))


def _in_order(tables: Mapping[By, Table]) -> tuple[Table, ...]:
    return tuple(tables[by] for by in By)
