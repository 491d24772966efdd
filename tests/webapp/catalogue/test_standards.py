"""Standards of a class: in force from a day on, kept by the tickets that were filed under them."""

from datetime import date, timedelta

import pytest

from tests.builders.district import build_district
from tests.builders.report import deliver_all, send_report
from webapp.access.role import Role
from webapp.base.clock import CHINA, Limit, LimitUnit
from webapp.base.errors import Forbidden, Invalid
from webapp.catalogue.forms import set_standard_order
from webapp.catalogue.queries import class_of_code, live_classes, terms_of
from webapp.catalogue.records import MatterClass
from webapp.catalogue.standards import EndStandard, SetStandard, end_standard, set_standard
from webapp.catalogue.words import NATIONAL, OLDER, Kind
from webapp.dispatch.commands import file_and_dispatch
from webapp.dispatch.forms import file_and_dispatch_order
from webapp.ticket.clocks import limit_of
from webapp.ticket.place_of import standard_of
from webapp.ticket.records import Ticket

HOURS_4, DAYS_2, DAYS_3 = (
    Limit(4, LimitUnit.WORK_HOUR),
    Limit(2, LimitUnit.WORK_DAY),
    Limit(3, LimitUnit.WORK_DAY),
)


@pytest.fixture
def d(app, kernel):
    return build_district(kernel)


@pytest.fixture
def today(clock) -> date:
    return clock.now().astimezone(CHINA).date()


def decide(kernel, d, limit: Limit, code: str = "noise", **more):
    with kernel.work(d[Role.ADMINISTRATOR]) as work:
        order = SetStandard(class_id=d.classes[code], limit_value=limit.value, limit_unit=limit.unit, **more)
        return set_standard(work, order).id


def said_on(kernel, d, day: date, code: str = "noise") -> list[tuple[str, Limit, bool]]:
    with kernel.read() as session:
        terms = terms_of(session, d.classes[code])
        return [(one.condition, one.limit, one.is_default) for one in terms.in_force(day)]


def test_a_new_limit_holds_from_its_day_and_the_old_one_until_the_day_before(kernel, d, today) -> None:
    decide(kernel, d, DAYS_3)
    decide(kernel, d, HOURS_4, since=today + timedelta(days=10))
    decide(kernel, d, DAYS_2, since=today + timedelta(days=5))
    said = {day: said_on(kernel, d, today + timedelta(days=day)) for day in (-1, 0, 4, 5, 9, 10, 900)}
    assert said == {
        -1: [], 0: [("", DAYS_3, True)], 4: [("", DAYS_3, True)], 5: [("", DAYS_2, True)], 9: [("", DAYS_2, True)],
        10: [("", HOURS_4, True)], 900: [("", HOURS_4, True)],
    }  # fmt: skip
    decide(kernel, d, DAYS_2)
    assert said_on(kernel, d, today) == [("", DAYS_2, True)], "said again for the same day it is put right"


def test_a_class_has_many_cases_and_one_of_them_counts_where_none_was_said(kernel, d, today) -> None:
    decide(kernel, d, DAYS_3)
    decide(kernel, d, HOURS_4, condition="夜间施工")
    assert said_on(kernel, d, today) == [("", DAYS_3, True), ("夜间施工", HOURS_4, False)]
    decide(kernel, d, HOURS_4, condition="夜间施工", is_default=True)
    assert said_on(kernel, d, today) == [("夜间施工", HOURS_4, True), ("", DAYS_3, False)]
    with kernel.work(d[Role.ADMINISTRATOR]) as work, pytest.raises(Invalid) as refused:
        end_standard(work, EndStandard(class_id=d.classes["noise"], condition="夜间施工"))
    assert "没说情形" in refused.value.fields["last"]
    with kernel.work(d[Role.ADMINISTRATOR]) as work:
        end_standard(work, EndStandard(class_id=d.classes["noise"]))
    assert len(said_on(kernel, d, today)) == 2, "its last day is today"
    assert said_on(kernel, d, today + timedelta(days=1)) == [("夜间施工", HOURS_4, True)]


@pytest.mark.parametrize(("field", "given", "said"), [
    ("limit_value", 0, "1 到 366"), ("limit_value", 36500, "1 到 366"), ("since", "2020-01-01", "今天或以后"),
    ("since", "明天", "看不懂"), ("condition", "长" * 81, "80"),
])  # fmt: skip
@pytest.mark.only_sqlite("the rules of a form")
def test_bad_input_names_its_field_and_the_way_out(kernel, d, field, given, said) -> None:
    with kernel.work(d[Role.ADMINISTRATOR]) as work, pytest.raises(Invalid) as refused:
        set_standard(work, set_standard_order(d.classes["noise"], {"limit_value": 3, "limit_unit": "work_day"} | {field: given}))  # fmt: skip
    assert said in refused.value.fields[field]


@pytest.mark.only_sqlite("a permission")
def test_only_who_keeps_the_settings_decides(kernel, d) -> None:
    with kernel.work(d[Role.SHIFT_LEAD]) as work, pytest.raises(Forbidden):
        set_standard(work, SetStandard(class_id=d.classes["noise"], limit_value=1, limit_unit="work_day"))


def test_a_ticket_keeps_the_standard_that_it_was_filed_under(kernel, clock, d) -> None:
    case = decide(kernel, d, HOURS_4, condition="夜间施工")
    decide(kernel, d, DAYS_3, is_default=True)
    by_case, plain, late = (
        send_report(kernel, d, category="noise", text="半夜装修").ticket.id for _ in range(3)
    )
    deliver_all(kernel)
    for ticket_id, form in ((by_case, {"standard": str(case)}), (plain, {})):
        file(kernel, d, ticket_id, form)
    decide(kernel, d, DAYS_2, since=clock.now().astimezone(CHINA).date() + timedelta(days=1))
    clock.move(days=1)
    file(kernel, d, late, {"standard": str(d.classes["lamp"])})
    with kernel.read() as session:
        kept = [session.get_one(Ticket, one) for one in (by_case, plain, late)]
        assert [limit_of(one) for one in kept] == [HOURS_4, DAYS_3, DAYS_2]
        assert [standard_of(session, one).condition for one in kept] == ["夜间施工", "", ""]


def file(kernel, d, ticket_id, form) -> None:
    unit = {"unit": str(d.actors[Role.DEPARTMENT].unit_id)}
    with kernel.work(d[Role.OPERATOR]) as work:
        file_and_dispatch(work, file_and_dispatch_order(ticket_id, form | unit))


def test_an_older_number_is_understood_and_never_offered(kernel, d) -> None:
    with kernel.work(d[Role.ADMINISTRATOR]) as work:
        group, today, older, component = (class_like(work, d, **given) for given in (
            {"code": "01", "scheme": NATIONAL, "is_group": True}, {"code": "01037", "scheme": NATIONAL},
            {"code": "0137", "scheme": OLDER, "live": False}, {"code": "01037", "scheme": NATIONAL, "kind": Kind.COMPONENT},
        ))  # fmt: skip
        older.same_as_id = today.id
        ids = group.id, today.id, older.id, component.id
    with kernel.read() as session:
        assert {class_of_code(session, code).id for code in ("01037", "0137")} == {ids[1]}
        assert class_of_code(session, "01") is None
        assert {one.id for one in live_classes(session)} & set(ids) == {ids[1]}


def class_like(work, d, **given) -> MatterClass:
    lamp = work.session.get_one(MatterClass, d.classes["lamp"])
    kept = {
        "kind": Kind.COMPONENT_FAULT,
        "name": "路灯",
        "tier": lamp.tier,
        "limit_value": 3,
        "limit_unit": lamp.limit_unit,
    }
    made = MatterClass(**kept | given)
    work.session.add(made)
    work.session.flush()
    return made
