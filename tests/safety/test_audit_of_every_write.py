"""The audit: every write of a whole walk leaves a line, and no line can be changed unseen."""

import json

import pytest
import sqlalchemy as sa

from tests.builders.callback import PHONE, answers_by_link, closed_report
from tests.builders.report import deliver_all, send_report
from tests.builders.walk import step
from webapp.access.role import ROLE_NAMES, Role
from webapp.base.audit import MASKED
from webapp.base.housekeeping import seal_audit
from webapp.base.records import AuditEntry
from webapp.ticket.records import TicketStep
from webapp.ticket.words import Action

TRIGGERS = {
    "sqlite": ("DROP TRIGGER audit_entry_no_update", "DROP TRIGGER audit_entry_no_delete"),
    "postgresql": ("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only",),
}


@pytest.fixture
def walked(kernel, district, clock):
    """A ticket from the report to the end, and one that was refused."""
    receipt = closed_report(kernel, district, PHONE, text="楼道灯不亮，我是老刘")
    answers_by_link(kernel, receipt)
    deliver_all(kernel)
    refused = send_report(kernel, district, category="noise", text="吵").ticket.id
    deliver_all(kernel)
    step(kernel, district[Role.OPERATOR], refused, Action.REFUSE, reason="不是我们管的", referral="110")
    return receipt


def lines(kernel) -> list[AuditEntry]:
    with kernel.read() as session:
        return list(session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)))


def test_every_step_of_the_walk_has_its_line_with_who_and_when(kernel, walked):
    """audit of every write (who, when, what, before/after)"""
    entries = lines(kernel)
    with kernel.read() as session:
        steps = session.scalars(sa.select(TicketStep)).all()
    assert len({s.action for s in steps}) >= 9
    for one in steps:
        fits = [
            e for e in entries
            if e.at == one.at and e.role == one.role and e.person_id == one.person_id and e.name == one.name
            and any(c.get("table") == "ticket" and c["id"] == str(one.ticket_id) for c in e.changes)
        ]  # fmt: skip
        assert fits, f"{one.action} by {one.role} left no line"
    assert all(e.role in ROLE_NAMES and e.name and e.doing and e.changes for e in entries)


def test_a_line_says_what_it_was_and_what_it_became(kernel, walked):
    """before/after"""
    closing = next(e for e in lines(kernel) if "ticket.close" in e.doing)
    ticket = next(c for c in closing.changes if c.get("table") == "ticket")
    assert (ticket["before"]["state"], ticket["after"]["state"]) == ("passed", "closed")
    assert closing.role == "operator"
    made = next(e for e in lines(kernel) if "ticket.report" in e.doing)
    new = next(c for c in made.changes if c.get("table") == "ticket")
    assert new["before"] == {}
    assert new["after"]["number"] == walked.ticket.number


def test_personal_data_is_masked_in_every_line(kernel, walked):
    """personal data masked"""
    contacts = [c for e in lines(kernel) for c in e.changes if c.get("table") == "contact"]
    assert contacts
    assert contacts[0]["after"]["phone"] == MASKED
    token = walked.ticket.url.rsplit("/", 1)[1]
    kept = json.dumps([e.changes for e in lines(kernel) if e.doing != "change"], ensure_ascii=False)
    assert [secret for secret in (PHONE, "老刘", token) if secret in kept] == []


def test_what_came_to_nothing_leaves_no_line(kernel, district, walked):
    """[a refused act writes nothing, here neither]"""
    before = len(lines(kernel))
    with pytest.raises(Exception, match=r".") as refused:
        step(kernel, district[Role.PROPERTY], walked.ticket.id, Action.ACCEPT)
    assert getattr(refused.value, "status", None) in {403, 404, 409}
    assert len(lines(kernel)) == before


@pytest.mark.parametrize("tampering", ["changes the name", "changes what was done", "takes a line out"])
def test_verify_notices_what_somebody_with_the_database_did(
    app, kernel, clock, walked, database_kind, tampering
):
    """append-only by trigger"""
    clock.move(minutes=30)
    assert seal_audit(kernel) == len(lines(kernel))
    runner = app.test_cli_runner()
    whole = runner.invoke(args=["audit", "verify"])
    assert (whole.exit_code, "日志完整" in whole.output) == (0, True)
    row = lines(kernel)[3].id
    table = AuditEntry.__table__
    sentence = {
        "changes the name": sa.update(table).values(name="别人"),
        "changes what was done": sa.update(table).values(changes=[]),
        "takes a line out": sa.delete(table),
    }[tampering].where(table.c.id == row)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), kernel.engine.begin() as connection:
        connection.execute(sentence)
    with kernel.engine.begin() as connection:
        for trigger in TRIGGERS[database_kind]:
            connection.exec_driver_sql(trigger)
        connection.execute(sentence)
    broken = runner.invoke(args=["audit", "verify"])
    assert broken.exit_code == 1
    assert "日志被改过" in broken.output
