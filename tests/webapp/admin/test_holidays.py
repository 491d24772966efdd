"""The year's holidays as a list: imported, repeated, refused row by row; the calendar's pages of an administrator."""

import io
from datetime import date, datetime

import pytest
import xlsxwriter

from tests.builders.district import build_district
from tests.builders.signed_in import send, sign_in
from webapp.access.role import Role
from webapp.admin.imports.running import apply, preview
from webapp.base.errors import Forbidden
from webapp.catalogue.calendar import calendar_of
from webapp.people.records import UnitKind

HERE, DAY, HOURS = "/desk/admin/calendar?day=2026-11-23", "/desk/admin/calendar/day", "/desk/admin/hours/week"
LIST = """日期,类型,节日
2027-01-01,放假,元旦
2027/1/2,休息,元旦
2027年1月3日,上班,元旦调休
20270104,休,
2027-02-30,休息,没有这天
2027-02-28,也许,春节
,休息,没写日期
"""


@pytest.fixture
def d(kernel):
    return build_district(kernel)


def works(kernel, *day):
    with kernel.read() as session:
        calendar = calendar_of(session)
        return calendar.is_work_day(date(*day)), calendar.knows(day[0])


def test_a_years_arrangement_is_taken_row_by_row_and_a_repeat_changes_nothing(kernel, d):
    admin = d[Role.ADMINISTRATOR]
    assert works(kernel, 2027, 1, 1) == (True, False)
    assert preview(kernel, admin, "holidays", LIST.encode()).summary == "新增 4，修改 0，没有变化 0，没收下 3"
    assert works(kernel, 2027, 1, 1) == (True, False), "a preview leaves no trace"
    assert apply(kernel, admin, "holidays", LIST.encode()).summary == "新增 4，修改 0，没有变化 0，没收下 3"
    assert [works(kernel, 2027, 1, day) for day in (1, 3, 4)] == [(False, True), (True, True), (False, True)]
    assert apply(kernel, admin, "holidays", LIST.encode()).summary == "新增 0，修改 0，没有变化 4，没收下 3"
    assert apply(kernel, admin, "holidays", "日期,类型\n2027-01-01,上班\n".encode()).summary.startswith(
        "新增 0，修改 1"
    )
    assert works(kernel, 2027, 1, 1) == (True, True)
    with pytest.raises(Forbidden):
        apply(kernel, d[Role.OPERATOR], "holidays", LIST.encode())


def test_date_cells_of_excel_are_days(kernel, d):
    sheet = io.BytesIO()
    with xlsxwriter.Workbook(sheet) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ("日期", "类型", "名称"))
        page.write_datetime(1, 0, datetime(2027, 5, 1), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001  a cell has no zone
        page.write_row(1, 1, ("放假", "劳动节"))
        page.write_row(2, 0, ("2027-05-08", "上班", "劳动节调休"))
    assert apply(kernel, d[Role.ADMINISTRATOR], "holidays", sheet.getvalue()).summary.startswith("新增 2")
    assert works(kernel, 2027, 5, 8) == (True, True)


def test_an_administrator_sees_a_year_and_decides_a_day(app, d):
    client = sign_in(app, d[Role.ADMINISTRATOR])
    page = client.get("/desk/admin/calendar").text
    assert "2026年工作日历" in page
    assert "2月17日 周二 休息 春节" in page
    assert "放假安排还不知道" in client.get("/desk/admin/calendar?year=2027").text
    assert "11月23日 周一 上班" in client.get("/desk/admin/calendar?year=2026&day=2026-11-23").text
    wrong = send(client, HERE, DAY, what="rests", name="")
    assert (wrong.status_code, "写一句为什么" in wrong.text) == (422, True)
    done = send(client, HERE, DAY, what="rests", name="换暖气")
    assert (done.status_code, done.location) == (303, "/desk/admin/calendar?year=2026#m11")
    assert "11月23日 周一 休息 换暖气，本区自己定的" in client.get("/desk/admin/calendar").text
    for odd in ("year=0000", "year=9999", "year=x", "day=2026-13-01", "day=1850-01-01", "year=２０２６"):
        assert client.get(f"/desk/admin/calendar?{odd}").status_code == 200


def test_an_administrator_sets_the_hours_of_a_unit(app, d):
    client = sign_in(app, d[Role.ADMINISTRATOR])
    firm = d.units[UnitKind.PROPERTY]
    assert "9:00-12:00 13:30-17:30" in client.get(f"/desk/admin/hours?unit={firm}").text
    assert "8:00-20:00" in client.get(f"/desk/admin/hours?unit={d.units[UnitKind.DESK]}").text
    here = f"/desk/admin/hours?unit={firm}"
    wrong = send(client, here, HOURS, day0="早上八点")
    assert (wrong.status_code, "写成 9:00-12:00" in wrong.text, "早上八点" in wrong.text) == (422, True, True)
    assert send(client, here, HOURS, day0="8:00-12:00").status_code == 303
    assert "这是它自己的时间" in client.get(f"/desk/admin/hours?unit={firm}").text
    assert send(client, here, HOURS, unit="x").status_code == 422
    assert client.get("/desk/admin/hours?unit=x").status_code == 200
