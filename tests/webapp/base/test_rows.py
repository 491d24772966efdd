"""Rows that an act makes are written past the session, and come out as they went in, on both databases."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from webapp.access.actor import RULE
from webapp.base.clock import LimitUnit
from webapp.base.records import AuditEntry, OnceKey, OutboxDelivery, OutboxEvent
from webapp.catalogue.records import MatterClass, Setting, Tier
from webapp.people.records import Unit, UnitKind
from webapp.whistle.records import Whistle

ODD = "“引号” \\ 'x' \n\t😀 ‮ é {\"a\": 1} %s :name"


def events(kernel) -> list[str]:
    with kernel.read() as session:
        return sorted(session.scalars(select(OutboxEvent.tag)))


def event(tag: str, **data: object) -> OutboxEvent:
    return OutboxEvent(tag=tag, data=data, at=datetime(2026, 11, 20, 2, tzinfo=UTC))


def test_every_kind_of_value_comes_out_as_it_went_in(kernel, clock):
    at = clock.now() + timedelta(microseconds=7)
    made = OutboxEvent(id=uuid.uuid4(), tag="t", data={"text": ODD, "list": [1, 2.5, None, True]}, at=at)
    waits = OutboxDelivery(event_id=made.id, reaction=ODD[:20], due_at=at, done_at=None)
    with kernel.work(RULE) as work:
        work.add(made, waits)
    with kernel.read() as session:
        kept = session.scalars(select(OutboxEvent)).one()
        assert (kept.id, kept.tag, kept.data, kept.at) == (made.id, "t", made.data, at)
        delivery = session.scalars(select(OutboxDelivery)).one()
        assert (delivery.event_id, delivery.reaction, delivery.due_at) == (made.id, ODD[:20], at)
        assert (delivery.attempts, delivery.done_at, delivery.error) == (0, None, None)
        assert isinstance(delivery.id, uuid.UUID)


def test_words_numbers_and_truth_come_out_as_they_went_in(kernel):
    made = MatterClass(
        id=uuid.uuid4(), scheme="own", kind="matter", code="odd", name=ODD[:20], tier=Tier.HARD, limit_value=9,
        limit_unit=LimitUnit.WORK_HOUR, direct=True,
    )  # fmt: skip
    with kernel.work(RULE) as work:
        work.add(made)
    kept = kernel.get(MatterClass, made.id)
    assert (kept.name, kept.tier, kept.limit_value) == (ODD[:20], Tier.HARD, 9)
    assert (kept.limit_unit, kept.direct, kept.danger, kept.live) == (LimitUnit.WORK_HOUR, True, False, True)
    assert kept.tile is None


def test_a_moment_without_a_zone_is_refused(kernel):
    with pytest.raises((ValueError, StatementError)), kernel.work(RULE) as work:
        work.add(OutboxEvent(tag="t", data={}, at=datetime(2026, 11, 20)))  # noqa: DTZ001  it is what is refused
    assert events(kernel) == []


def test_what_was_made_is_there_when_something_is_asked_and_may_then_be_changed(kernel):
    made = event("first")
    with kernel.work(RULE) as work:
        work.add(made)
        made.tag = "second"
        found = work.session.scalars(select(OutboxEvent).where(OutboxEvent.tag == "second")).one()
        assert found is made
        made.tag = "third"
    assert events(kernel) == ["third"]


def test_the_audit_says_what_was_made(kernel):
    code = OnceKey(key="k", answer={}, at=kernel.clock.now())
    made = Setting(name="hotline", since=date(2026, 1, 1), value="12345")
    with kernel.work(RULE) as work:
        work.add(code, made)
    with kernel.read() as session:
        entry = session.scalars(select(AuditEntry)).one()
    after = {"name": "hotline", "since": "2026-01-01", "value": "12345"}
    assert entry.changes == [{"table": "setting", "id": "hotline/2026-01-01", "before": {}, "after": after}]


def test_a_failed_part_takes_back_what_it_made_and_the_rest_stays(kernel):
    class UpError(Exception):
        pass

    before, within, asked = event("before"), event("within"), event("asked")

    def fails(work):
        with work.attempt():
            work.add(asked)
            assert work.session.scalar(select(func.count()).select_from(OutboxEvent)) == 2
            work.add(within)
            raise UpError

    with kernel.work(RULE) as work:
        work.add(before)
        with pytest.raises(UpError):
            fails(work)
        work.add(event("after"))
        asked.tag = "nobody writes this"
    assert events(kernel) == ["after", "before"]


def test_a_row_too_long_or_there_already_fails_the_whole_act(kernel):
    with kernel.work(RULE) as work:
        work.add(OnceKey(key="k", answer={}, at=work.now))
    with pytest.raises(DBAPIError), kernel.work(RULE) as work:
        work.add(event("lost"), OnceKey(key="k", answer={}, at=work.now))
    assert events(kernel) == []


def test_what_is_refused_is_told_without_the_words_of_people(kernel):
    with kernel.work(RULE) as work:
        work.add(OnceKey(key="k", answer={}, at=work.now))
    with pytest.raises(IntegrityError) as refused, kernel.work(RULE) as work:
        work.add(OnceKey(key="k", answer={"phone": "13800001234"}, at=work.now))
    assert "13800001234" not in str(refused.value)


def test_rows_of_one_kind_are_written_together(kernel):
    with kernel.work(RULE) as work:
        work.add(*(event(str(number)) for number in range(3)))
    assert events(kernel) == ["0", "1", "2"]


def test_a_row_is_made_of_its_columns_and_relations_and_of_nothing_else():
    unit = Unit(name="街道", kind=UnitKind.STREET)
    made = Whistle(unit=unit, issue="占道")
    assert (made.unit, made.unit.name, made.issue) == (unit, "街道", "占道")
    with pytest.raises(TypeError, match="Unit has no colour"):
        Unit(colour="red")
