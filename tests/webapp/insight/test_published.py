"""A period is published once, whole, by who may, and stands whatever comes later."""

import threading
from datetime import date

import pytest
from sqlalchemy import func, select

from tests.builders.callback import answers_by_link, closed_report
from tests.builders.district import add_person
from tests.builders.rates import lived_snapshot, publishes
from tests.builders.report import deliver_all
from tests.builders.signed_in import send, sign_in
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.base.errors import Forbidden, Invalid, NotFound
from webapp.base.records import AuditEntry
from webapp.insight.published import changes_since, published, snapshot_of
from webapp.insight.records import RateSnapshot
from webapp.insight.table import By
from webapp.people.records import Unit, UnitKind

DAY = date(2026, 11, 20)
PAGE, OCTOBER = "/desk/rates/published", "2026-10-10"


@pytest.fixture
def heard(kernel, clock, district):
    """November is over, and one resident was heard in it."""
    receipt = closed_report(kernel, district)
    answers_by_link(kernel, receipt)
    deliver_all(kernel)
    clock.move(days=11)
    return receipt


def test_a_period_that_lasts_or_is_empty_is_not_published(kernel, clock, district):
    answers_by_link(kernel, closed_report(kernel, district))
    deliver_all(kernel)
    with pytest.raises(Invalid, match="2026-11-01 到 2026-11-30）还没过完"):
        publishes(kernel, district, DAY)
    with pytest.raises(Invalid, match="没有有效回访"):
        publishes(kernel, district, date(2026, 10, 1))
    clock.move(days=10, hours=13, minutes=59)  # the last minute of November in China
    with pytest.raises(Invalid, match="还没过完"):
        publishes(kernel, district, DAY)
    clock.move(minutes=1)
    assert publishes(kernel, district, DAY)


def test_the_second_time_is_refused_with_who_was_first_and_each_office_has_its_own(kernel, district, heard):
    publishes(kernel, district, DAY)
    with pytest.raises(Invalid, match="street甲在 2026-12-01 10:00 发布过了，一期只发布一次"):
        publishes(kernel, district, date(2026, 11, 3))
    publishes(kernel, district, DAY, Role.DISTRICT)
    with pytest.raises(Invalid, match="district甲在"):
        publishes(kernel, district, DAY, Role.DISTRICT)
    with pytest.raises(Forbidden):
        publishes(kernel, district, DAY, Role.CLERK)
    with kernel.read() as session:
        done = session.scalars(select(AuditEntry.name).where(AuditEntry.doing == "rates.publish")).all()
        assert sorted(done) == ["district甲", "street甲"]


def test_of_many_who_publish_at_the_same_moment_one_does(kernel, district, heard):
    told, ready = [], threading.Barrier(4)

    def press():
        ready.wait()
        try:
            told.append(publishes(kernel, district, DAY))
        except Invalid as refused:
            told.append(str(refused))

    presses = [threading.Thread(target=press) for _ in range(4)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    refused = [one for one in told if isinstance(one, str)]
    assert len(refused) == 3
    assert all("发布过了" in one for one in refused), refused
    with kernel.read() as session:
        assert session.scalar(select(func.count()).select_from(RateSnapshot)) == 1


def test_another_office_reads_its_own_alone_and_the_district_all(kernel, district, heard):
    snapshot_id = publishes(kernel, district, DAY)
    with kernel.work(RULE) as work:
        office = Unit(id=heard.report, code="street-2", name="旧街街道", kind=UnitKind.STREET, post="值班室")
        work.session.add(office)
        work.session.flush()
        stranger = add_person(work, Role.STREET, office, "street-2")
    with kernel.read() as session:
        for actor in (stranger, district[Role.PROPERTY], district[Role.COMMUNITY]):
            assert not published(session, actor)
            with pytest.raises(NotFound):
                snapshot_of(session, actor, snapshot_id)
        assert (
            len(published(session, district[Role.CLERK]))
            == len(published(session, district[Role.SHIFT_LEAD]))
            == 1
        )
        _, tables = snapshot_of(session, district[Role.DISTRICT], snapshot_id)
        assert not [one for by in By for one in changes_since(session, kernel.clock, snapshot_id, tables[by])]


def test_a_line_that_is_gone_and_one_that_is_new_are_told_beside_it(kernel, app, district):
    snapshot_id = lived_snapshot(kernel, district)  # October, of which nothing is counted
    page = sign_in(app, district[Role.STREET]).get(f"{PAGE}/{snapshot_id}").text
    assert "现在没有了，发布时 1 通" in page
    assert 'role="img"' in page


def test_on_the_page_the_refusal_keeps_what_was_typed(kernel, app, district, heard):
    street = sign_in(app, district[Role.STREET])
    refused = send(street, PAGE, PAGE, period="month", day=OCTOBER)
    assert refused.status_code == 422
    assert "没有有效回访" in refused.text
    assert f'value="{OCTOBER}"' in refused.text
    nothing = send(street, PAGE, PAGE, period="year", day="").text
    assert "请选按日、周、月还是考核期。" in nothing
    assert "请选哪一天在里面" in nothing
    done = send(street, "/desk/rates?day=2026-11-20", PAGE)
    assert done.status_code == 303
    again = street.get("/desk/rates?day=2026-11-20").text
    assert "这一期发布过了" in again
    assert "发布这一期" not in again
    assert "2026-11-01 到 2026-11-30" in street.get(PAGE).text
    assert "发布这一期" not in sign_in(app, district[Role.CLERK]).get("/desk/rates?day=2026-11-20").text


def test_a_file_of_anothers_snapshot_is_not_found(kernel, app, district, heard):
    snapshot_id = publishes(kernel, district, DAY)
    firm = sign_in(app, district[Role.PROPERTY])
    assert firm.get(f"{PAGE}/{snapshot_id}").status_code == 404
    sent = send(firm, "/desk/rates?day=2026-11-20", "/desk/rates/files", **{"as": "pdf"})
    assert sent.location.endswith("/desk/rates")
    assert "请选要 Excel 还是 Word" in firm.get("/desk/rates").text
