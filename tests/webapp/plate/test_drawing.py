"""A sheet of plates is drawn before the write turn: reports go on being taken while a thousand codes are drawn."""

import threading
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import select

from tests.builders.district import build_district
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.base.outbox import deliver
from webapp.base.storage import Store
from webapp.base.work import Kernel
from webapp.place.records import ManagementUnit
from webapp.plate.commands import OrderSheet, order_sheet
from webapp.plate.records import PlateSheet


@dataclass
class Watched:
    """The store of a kernel; whenever something is put, it sees whether others may write meanwhile."""

    store: Store
    kernel: Kernel
    others_wrote: list[bool] = field(default_factory=list)

    def put(self, key, chunks):
        other = threading.Thread(target=self.write_something, daemon=True)
        other.start()
        other.join(3)
        self.others_wrote.append(not other.is_alive())
        return self.store.put(key, chunks)

    def write_something(self):
        with self.kernel.work(RULE) as work:
            work.audit("test.write")

    def __getattr__(self, name):
        return getattr(self.store, name)


@pytest.fixture
def ordered(kernel):
    district = build_district(kernel)
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        unit = work.session.scalars(select(ManagementUnit.id).where(ManagementUnit.code == "M0")).one()
        return order_sheet(work, OrderSheet(management_unit_id=unit, form="a4")).id


def test_others_write_while_a_sheet_is_drawn(kernel, ordered):
    watched = Watched(kernel.store, kernel)
    while deliver(replace(kernel, store=watched)):
        pass
    assert watched.others_wrote == [True]
    sheet = kernel.get(PlateSheet, ordered)
    assert (sheet.plates, sheet.done_at) == (2, kernel.clock.now())
    with kernel.store.open(sheet.file_key) as file:
        assert file.read(5) == b"%PDF-"


def test_a_sheet_that_is_done_is_not_drawn_again(kernel, ordered):
    with kernel.work(RULE) as work:
        sheet = work.session.get_one(PlateSheet, ordered)
        sheet.done_at, sheet.file_key = work.now, "plates/before"
    watched = Watched(kernel.store, kernel)
    while deliver(replace(kernel, store=watched)):
        pass
    assert watched.others_wrote == []
    assert kernel.get(PlateSheet, ordered).file_key == "plates/before"


def test_a_delivery_that_fails_after_the_drawing_leaves_one_file(kernel, clock, ordered):
    """The next try draws to the same place."""
    store = Watched(kernel.store, kernel)
    fails = replace(kernel, store=store)
    fails.reactions = replace(kernel.reactions, rows=tuple(_failing(r) for r in kernel.reactions.rows))
    deliver(fails)
    assert kernel.get(PlateSheet, ordered).done_at is None
    clock.move(minutes=5)
    deliver(kernel)
    assert kernel.get(PlateSheet, ordered).done_at is not None
    assert len(list(kernel.store.list("plates"))) == 1


def _failing(reaction):
    if reaction.name != "plate.make_sheet":
        return reaction

    def run(*_):
        raise OSError("the line broke")

    return replace(reaction, run=run)
