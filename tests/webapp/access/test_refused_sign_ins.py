"""Who is refused at the sign-in learns one thing only: not like this. Not whether there is such an account."""

from html import unescape

import pytest
from sqlalchemy import func, select

from tests.builders.district import build_district
from tests.builders.signed_in import form_on
from webapp.access.role import Role
from webapp.access.signed_in import LOCKED_FOR, MOST_FAILURES, WRONG, hasher
from webapp.base.records import AuditEntry
from webapp.people.records import Person

IN = "/desk/sign-in"
PASSWORD = "我自己的口令 2026"


@pytest.fixture
def operator(app, kernel):
    """An account with a password, and the district around it."""
    actor = build_district(kernel)[Role.OPERATOR]
    with kernel.work(actor) as work:
        work.session.get_one(Person, actor.person_id).password_hash = hasher.hash(PASSWORD)
    with kernel.read() as session:
        return session.get_one(Person, actor.person_id).account


def tries(client, account: str, password: str):
    """The answer to one try, and the page without what was typed."""
    form = form_on(client.get(IN).text, IN)
    answer = client.post(IN, data=form | {"account": account, "password": password})
    page = unescape(answer.text).replace(account, "…")
    if answer.status_code == 422:
        page = page.replace(form_on(answer.text, IN)["csrf_token"], "…")
    return answer.status_code, page


def lines(kernel) -> int:
    with kernel.read() as session:
        return session.scalar(select(func.count()).where(AuditEntry.doing == "person.sign_in_failed"))


def test_a_stranger_hears_the_same_of_every_account(client, kernel, operator):
    said, written = [], []
    for account in (operator, "nobody"):
        for _ in range(MOST_FAILURES + 1):
            before = lines(kernel)
            said.append(tries(client, account, "not this one"))
            written.append(lines(kernel) - before)
    assert WRONG in said[0][1]
    assert said == said[:1] * len(said), "locked, wrong and unknown read alike, where they stand too"
    assert written == [1] * len(written), "and cost the same: one line each"


def test_a_locked_account_stays_shut_to_the_right_password_until_the_time_is_over(client, clock, operator):
    for _ in range(MOST_FAILURES):
        tries(client, operator, "not this one")
    assert tries(client, operator, PASSWORD)[0] == 422
    clock.moment += LOCKED_FOR
    assert tries(client, operator, PASSWORD)[0] == 303
