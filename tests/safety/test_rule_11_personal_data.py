"""Rule 11: personal data."""

import io
import json
import logging

import pytest
from sqlalchemy import select

from tests.builders.callback import closed_report
from tests.builders.report import deliver_all, send_report
from webapp.access.actor import RULE
from webapp.access.link_tokens import query_code
from webapp.base.logs import log_to_stderr
from webapp.base.records import AuditEntry
from webapp.catalogue.settings import put_setting
from webapp.report.records import Report
from webapp.ticket.records import Contact, Ticket, TicketStep
from webapp.ticket.retention import erase_old_contacts
from webapp.ticket.words import State

PHONE = "13800001234"
OWN = {"phone": PHONE, "consent": "2026-11"}


@pytest.fixture
def sent(scan, kernel):
    """A report with a phone, by the form; its page, its row and its code."""
    answer = scan(text="楼道灯不亮，我住二楼", **OWN)
    assert answer.status_code == 303
    deliver_all(kernel)
    with kernel.read() as session:
        report_id = session.scalars(select(Report.id)).one()
    return answer.location, report_id


def code_of(kernel, report_id) -> str:
    return query_code(kernel.secret, report_id)


def test_consent_is_kept_with_version_and_time(sent, kernel, clock):
    """purpose and consent with version and time; a separate contact table"""
    with kernel.read() as session:
        contact = session.get_one(Contact, sent[1])
        report = {c.key: getattr(session.get_one(Report, sent[1]), c.key) for c in Report.__table__.columns}
    assert (contact.phone, contact.consent_version, contact.consent_at) == (PHONE, "2026-11", clock.now())
    assert PHONE not in repr(report)


def test_a_phone_without_consent_is_not_taken(scan, kernel):
    """purpose and consent"""
    refused = scan(phone=PHONE)
    assert refused.status_code == 422
    assert "同意" in refused.text
    with kernel.read() as session:
        assert session.scalars(select(Contact.report_id)).all() == []


def test_the_purpose_is_said_where_the_phone_is_asked(client, district):
    """purpose"""
    page = client.get(f"/q/{district.codes[0]}").text
    assert "只用来就这件事给您回话和回访" in page


def test_the_audit_holds_no_phone_no_words_and_no_door(kernel, district):
    """audit stores masked values"""
    receipt = closed_report(kernel, district, PHONE, text=f"灯不亮，打我{PHONE}，老刘")
    with kernel.read() as session:
        entries = session.scalars(select(AuditEntry)).all()
    kept = json.dumps([entry.changes for entry in entries if entry.doing != "change"], ensure_ascii=False)
    assert receipt.ticket.number in kept
    assert [secret for secret in (PHONE, "老刘", "5号楼 1单元") if secret in kept] == []


def test_mine_shows_everything_kept_after_the_code_and_nothing_before(client, kernel, sent):
    """copy, correct, erase by the query page"""
    page, report_id = sent
    client.get(page)
    client.post(f"{page}/word", data={"text": "三楼的也不亮"})
    assert f'href="{page}/mine"' in client.get(page).text
    first = client.get(f"{page}/mine").text
    assert "我住二楼" not in first
    assert client.post(f"{page}/mine", data={"code": code_of(kernel, report_id)}).status_code == 303
    mine = client.get(f"{page}/mine").text
    for words in (
        "我住二楼",
        "三楼的也不亮",
        "138****1234",
        "2026-11 版，2026-11-20 10:00 同意",
        "6 个月",
        "5号楼 1单元",
    ):
        assert words in mine, words
    assert PHONE not in mine
    assert "Your information kept here" in client.get(f"{page}/mine?lang=en").text


def test_mine_shows_nothing_of_a_neighbours(client, kernel, district, sent):
    """copy"""
    page, report_id = sent
    with kernel.read() as session:
        first = session.scalars(select(Ticket.id)).one()
    other = send_report(kernel, district, joins=first, text="我是五楼老赵")
    client.post(f"{page}/mine", data={"code": code_of(kernel, report_id)})
    mine = client.get(f"{page}/mine").text
    assert "我住二楼" in mine
    assert "老赵" not in mine
    assert (
        client.post(f"{other.ticket.url}/mine", data={"code": code_of(kernel, report_id)}).status_code == 422
    )


def test_a_correction_is_a_word_more_and_the_first_words_stay(client, kernel, sent):
    """correct"""
    page, report_id = sent
    client.post(f"{page}/mine", data={"code": code_of(kernel, report_id)})
    mine = client.get(f"{page}/mine").text
    assert f'action="{page}/word"' in mine
    assert client.post(f"{page}/word", data={"text": "说错了，是三楼"}).status_code == 303
    later = client.get(f"{page}/mine").text
    assert "我住二楼" in later
    assert "说错了，是三楼" in later


def test_erasing_forgets_the_phone_and_keeps_the_facts_of_the_case(client, kernel, sent):
    """erasing keeps the case facts"""
    page, report_id = sent

    def facts():
        with kernel.read() as session:
            ticket = session.scalars(select(Ticket)).one()
            steps = session.scalars(select(TicketStep.action).order_by(TicketStep.version)).all()
            return ticket.number, ticket.state, ticket.summary, session.get_one(Report, report_id).text, steps

    before = facts()
    client.post(f"{page}/mine", data={"code": code_of(kernel, report_id)})
    assert f'action="{page}/erase"' in client.get(f"{page}/mine").text
    assert client.post(f"{page}/erase", data={"code": code_of(kernel, report_id)}).status_code == 303
    deliver_all(kernel)
    with kernel.read() as session:
        contact = session.get_one(Contact, report_id)
    assert (contact.phone, contact.erased_why, contact.consent_version) == (None, "本人要求", "2026-11")
    assert facts() == before
    mine = client.get(f"{page}/mine").text
    assert "本人要求" in mine
    assert f'action="{page}/erase"' not in mine


@pytest.fixture
def ended(kernel, district, client):
    """A ticket that has just ended, with a phone."""
    receipt = closed_report(kernel, district, PHONE)
    verdict = {"solved": "yes", "satisfaction": "satisfied", "code": receipt.query_code}
    assert client.post(f"{receipt.ticket.url}/verdict", data=verdict).status_code == 303
    deliver_all(kernel)
    assert kernel.get(Ticket, receipt.ticket.id).state is State.ENDED
    return receipt


def phone_of(kernel, receipt) -> str | None:
    with kernel.read() as session:
        return session.get_one(Contact, receipt.report).phone


def test_phones_are_erased_six_months_after_the_end_by_the_timed_job_and_audited(
    kernel, clock, district, ended
):
    """retention per class with a job"""
    still_open = closed_report(kernel, district, "13900005678")
    clock.move(days=180)  # 20 November to 19 May
    assert erase_old_contacts(kernel) == 0
    assert phone_of(kernel, ended) == PHONE
    clock.move(days=2)
    assert erase_old_contacts(kernel) == 1
    assert erase_old_contacts(kernel) == 0
    assert phone_of(kernel, ended) is None
    assert phone_of(kernel, still_open) == "13900005678"
    with kernel.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.doing == "contact.retention")).one()
    assert entry.role == "timer"
    change = next(c for c in entry.changes if c.get("table") == "contact")
    assert (change["id"], change["before"]["phone"], change["after"]["phone"]) == (
        str(ended.report),
        "•••",
        None,
    )


def test_the_district_decides_how_long(kernel, clock, ended):
    """retention per class"""
    with kernel.work(RULE) as work:
        put_setting(work.session, "keep_contact_months", 1, clock.now().date())
    clock.move(days=29)
    assert erase_old_contacts(kernel) == 0
    clock.move(days=2)
    assert erase_old_contacts(kernel) == 1


def test_what_was_withdrawn_is_forgotten_too(kernel, clock, client, district):
    """retention"""
    consent = {"version": "2026-11", "at": clock.now()}
    receipt = send_report(kernel, district, phone=PHONE, consent=consent)
    client.post(f"{receipt.ticket.url}/cancel", data={"code": receipt.query_code})
    clock.move(days=100)
    assert erase_old_contacts(kernel) == 0
    clock.move(days=100)
    assert erase_old_contacts(kernel) == 1


def test_logs_hold_no_phone_no_words_no_token(scan, client, kernel, caplog):
    """[logs hold no phone]"""
    held = io.StringIO()
    handler = log_to_stderr(held)
    try:
        with caplog.at_level(logging.DEBUG):
            page = scan(text="我是老刘，灯不亮", **OWN).location
            scan(text="我是老刘", phone="12345", consent="2026-11")
            client.get(page)
            client.post(f"{page}/cancel", data={"code": "0000", "text": "老刘"})
            client.get(f"/desk/?q={PHONE}")
            deliver_all(kernel)
    finally:
        logging.getLogger().removeHandler(handler)
    logged = held.getvalue() + caplog.text
    assert [secret for secret in (PHONE, "老刘", page.rsplit("/", 1)[1], "12345") if secret in logged] == []
