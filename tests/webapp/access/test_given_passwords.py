"""A password that somebody else gave opens one page only: the one where it is changed (the guard's sentence for the rest)."""

import re

import pytest
from sqlalchemy import select, update

from tests.builders.district import build_district
from tests.builders.signed_in import form_on, sign_in
from webapp.access.actor import RULE
from webapp.access.demo_accounts import DEMO_ACCOUNTS
from webapp.access.role import Role
from webapp.access.signed_in import hasher
from webapp.admin.demo.people import write_people
from webapp.admin.imports.running import apply
from webapp.admin.people import AddPerson, OneTime, add_person, reset_password
from webapp.base.records import AuditEntry
from webapp.people.records import Person, UnitKind

CHANGE = "/desk/password"
GIVEN, OWN = "abcd-efgh-2345", "我自己的口令 2026"


@pytest.fixture
def district(app, kernel):
    return build_district(kernel)


@pytest.fixture
def person_id(kernel, district):
    """The operator, whose password an administrator has just reset."""
    operator = district[Role.OPERATOR].person_id
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        reset_password(work, operator, OneTime(GIVEN, hasher.hash(GIVEN)))
    return operator


def enter(app, password, account="operator"):
    browser = app.test_client()
    hidden = form_on(browser.get("/desk/sign-in").text, "/desk/sign-in")
    return browser, browser.post("/desk/sign-in", data=hidden | {"account": account, "password": password})


def person(kernel, person_id) -> Person:
    with kernel.read() as session:
        return session.get_one(Person, person_id)


def change(browser, **typed):
    return browser.post(CHANGE, data=form_on(browser.get(CHANGE).text, CHANGE) | typed)


@pytest.mark.parametrize(
    "address",
    ["/desk/", "/desk/verify", "/desk/?view=new&q=灯", "/f/", "/desk/sign-in", "/desk/jump?number=1"],
)
def test_every_page_leads_to_the_change_first(app, person_id, address):
    browser, answer = enter(app, GIVEN)
    assert answer.status_code == 303
    led = browser.get(address)
    assert led.status_code == 302
    assert led.location.partition("?")[0] == CHANGE
    page = browser.get(led.location)
    assert page.status_code == 200
    assert "先换成您自己的密码" in page.text
    assert "收件箱" not in page.text, "no menu of pages that do not open"


def test_nothing_can_be_sent_before_and_a_sentence_says_why(app, kernel, person_id):
    browser, _ = enter(app, GIVEN)
    token = {"csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', browser.get(CHANGE).text)[1]}
    for address in ("/desk/reports/new", "/desk/verify/01a1fea8-830a-7529-a7a1-b3449c675d86/aside"):
        refused = browser.post(address, data=token | {"text": "写了一半的话"})
        assert refused.status_code == 403
        assert "先换成您自己的密码" in refused.text
        assert "写了一半的话" in refused.text
    with kernel.read() as session:
        assert "ticket.report" not in session.scalars(select(AuditEntry.doing)).all()


def test_after_the_change_the_way_leads_where_it_was_going_and_older_sign_ins_end(
    app, kernel, district, person_id
):
    browser, other = enter(app, GIVEN)[0], enter(app, GIVEN)[0]
    led = browser.get("/desk/verify")
    hidden = form_on(browser.get(led.location).text, CHANGE)
    done = browser.post(CHANGE, data=hidden | {"password": OWN, "again": OWN})
    assert (done.status_code, done.location) == (303, "/desk/verify")
    assert browser.get("/desk/verify").status_code == 200
    assert other.get(CHANGE).location.startswith("/desk/sign-in")
    assert enter(app, GIVEN)[1].status_code == 422
    again, answer = enter(app, OWN)
    assert answer.status_code == 303
    assert again.get("/desk/").status_code == 200
    kept = person(kernel, person_id)
    assert not kept.password_given
    with kernel.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.doing == "person.change_password")).one()
    assert entry.person_id == person_id
    assert OWN not in str(entry.changes)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"password": "短", "again": "短"}, "password", "至少 10 个字"),
        ({"password": GIVEN, "again": GIVEN}, "password", "换一个和发给您的不一样的"),
        ({"password": "operator-operator", "again": "operator-operator"}, "password", "别带账号"),
        ({"password": "aaaaaaaaaaaa", "again": "aaaaaaaaaaaa"}, "password", "太好猜"),
        ({"password": OWN, "again": OWN + "."}, "again", "两次写的不一样"),
        ({"password": "长" * 300, "again": "长" * 300}, "password", "太长"),
        ({}, "password", "至少 10 个字"),
    ],
)
def test_a_poor_choice_is_refused_with_a_sentence_and_never_shown_again(
    app, kernel, person_id, typed, field, words
):
    browser, _ = enter(app, GIVEN)
    before = person(kernel, person_id).password_hash
    refused = change(browser, **typed)
    assert refused.status_code == 422
    assert words in refused.text
    assert f'id="change-{field}-error"' in refused.text or f'id="{field}-error"' in refused.text
    assert typed.get("password", "不会有这个") not in refused.text
    assert person(kernel, person_id).password_hash == before


def test_whoever_wants_changes_a_password_of_their_own_by_saying_the_present_one(app, kernel, person_id):
    browser, _ = enter(app, GIVEN)
    change(browser, password=OWN, again=OWN)
    page = browser.get(CHANGE)
    assert "现在的密码" in page.text
    new = "又换了一个更长的口令"
    wrong = change(browser, password=new, again=new, present="不是这个")
    assert wrong.status_code == 422
    assert "现在的密码不对" in wrong.text
    assert change(browser, password=new, again=new, present=OWN).status_code == 303
    assert enter(app, new)[1].status_code == 303


def test_nobody_without_a_sign_in_changes_anything(app, client, person_id):
    assert client.get(CHANGE).location.startswith("/desk/sign-in")


def test_signing_out_is_always_possible(app, person_id):
    browser, _ = enter(app, GIVEN)
    out = browser.post("/desk/sign-out", data=form_on(browser.get(CHANGE).text, "/desk/sign-out"))
    assert out.status_code == 303
    assert browser.get(CHANGE).location.startswith("/desk/sign-in")


def test_a_queued_send_waits_until_the_password_is_the_persons_own(app, kernel, district, person_id):
    with kernel.work(RULE) as work:
        work.session.execute(update(Person).where(Person.role == "grid_worker").values(password_given=True))
    browser = sign_in(app, district[Role.GRID_WORKER])
    address = "/api/v1/field/pack"
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    assert address in rules
    assert browser.get(address, headers={"X-Mashang-Queued": "1"}).status_code == 401


def test_everybody_who_is_added_or_imported_starts_with_a_given_one(kernel, district):
    admin = district[Role.ADMINISTRATOR]
    with kernel.work(admin) as work:
        order = AddPerson(
            account="new", name="新人", role=Role.OPERATOR, unit_id=district.units[UnitKind.DESK]
        )
        added = add_person(work, order, OneTime("x", "hash-of-x"))
    assert person(kernel, added.id).password_given
    rows = "账号,姓名,岗位,单位编号\nli,李刚,坐席,desk\noperator,operator甲,坐席,desk\n"
    apply(kernel, admin, "staff", rows.encode())
    with kernel.read() as session:
        given = dict(session.execute(select(Person.account, Person.password_given)).all())
    assert given["li"]
    assert not given["operator"], "who is there already keeps their own"


def test_the_demonstration_accounts_are_not_asked_to_change(kernel, app):
    with kernel.work(RULE) as work:
        write_people(work.session)
    for one in DEMO_ACCOUNTS:
        browser, answer = enter(app, "mashang-demo", one.account)
        assert answer.status_code == 303
        assert browser.get("/desk/", follow_redirects=True).request.path != CHANGE
