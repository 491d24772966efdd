"""The catalogue brought as tables, edited on pages, and written to a file that can be brought back."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.builders.district import build_district
from tests.builders.signed_in import form_on, send, sign_in
from webapp.access.role import Role
from webapp.admin.imports.running import apply
from webapp.base.clock import CHINA, Limit, LimitUnit
from webapp.catalogue.queries import class_of_code, terms_of
from webapp.catalogue.records import MatterClass
from webapp.catalogue.words import HOTLINE, LOCAL, NATIONAL, OLDER, Kind

COMPONENTS = """code,name_zh,parent,level,old_code_30428_2_2013_verified,old_name_in_local_standard
01,市政公用设施,,1,01,公用设施
01037,路灯,01,2,0137,路灯
"""
EVENTS = """scheme,code,name_zh,parent,level,kind,old_code_30428,old_name
GB/T 47678.5-2026,01,市政公用设施类,,1,component_fault,,
GB/T 47678.5-2026,01037,路灯异常,01,2,component_fault,0137,路灯
GB/T 47678.5-2026,06,市容环境类,,1,event,,
GB/T 47678.5-2026,06010,暴露垃圾,06,2,event,0110,暴露垃圾
GB/T 47678.5-2026,07001,非法小广告,07,2,event,,
GB/T 30428.2-2013 (as used by one city),06,其他事件,,1,event,,
GB/T 30428.2-2013 (as used by one city),0696,非法采砂、取土,06,2,event_local_ext,0696,
"""
CALLS = """code,name,parent,level,tier,matter_code,matter_name,lead
H01,城市运行管理,,1,,,,区城市管理指挥中心
H0108,路灯不亮,H01,2,3:7天,01037,路灯异常,
"""
LIMITS = """scope,object,code_30428,code_47678,name_zh,fastest_value,fastest_unit,slowest_value,slowest_unit,usual_value,usual_unit,n_conditions,note,flag
case_dispose,部件,0137,01037,路灯,2,urgent_hour,5,work_day,2,work_day,3,影响安全; 不亮,derived
case_dispose,事件,0696,,非法采砂、取土,1,work_day,1,work_day,1,work_day,1,其他,derived
case_dispose,事件,0110,06010,暴露垃圾,0,work_day,1,work_day,36500,natural_day,1,其他,derived
hotline_reply,12345,,,一般诉求,7,day,7,day,7,day,1,,
"""
OURS = """编号,名称,时限档,时限,时限单位,立案条件,结案条件,起用日期,示例
drain,排水,24小时,4,工作小时,,水退了,2020-01-01,是
drain,排水,24小时,2,小时,井盖丢了,盖好了,,是
"""


@pytest.fixture
def d(app, kernel):
    return build_district(kernel)


def bring(kernel, d, kind: str, content: str | bytes) -> str:
    content = content.encode() if isinstance(content, str) else content
    verdicts = apply(kernel, d[Role.ADMINISTRATOR], kind, content)
    return " ".join(f"{row.outcome.value}{'：' + row.why if row.why else ''}" for row in verdicts.rows)


def found(session, scheme: str, kind: str, code: str) -> MatterClass:
    key = (MatterClass.scheme == scheme, MatterClass.kind == kind, MatterClass.code == code)
    return session.scalars(select(MatterClass).where(*key)).one()


@pytest.fixture
def full(kernel, d):
    said = [bring(kernel, d, "classes", table) for table in (COMPONENTS, EVENTS, CALLS, OURS)]
    assert [one.count("added") for one in said] == [2, 6, 2, 1]
    assert "没有编号为「07」的大类" in said[1]
    return bring(kernel, d, "limits", LIMITS)


def test_the_tables_of_the_country_of_a_city_and_of_the_hotline_stand_side_by_side(kernel, d, full) -> None:
    with kernel.read() as session:
        fault, component = (
            found(session, NATIONAL, kind, "01037") for kind in (Kind.COMPONENT_FAULT, Kind.COMPONENT)
        )
        assert found(session, OLDER, Kind.COMPONENT_FAULT, "0137").same_as_id == fault.id
        assert found(session, OLDER, Kind.COMPONENT, "0137").same_as_id == component.id
        assert found(session, HOTLINE, Kind.MATTER, "H0108").same_as_id == fault.id
        assert (
            found(session, LOCAL, Kind.EVENT, "0696").parent_id == found(session, OLDER, Kind.EVENT, "06").id
        )
        assert class_of_code(session, "0137").id == fault.id
        limits = {one.condition: one.limit for one in terms_of(session, fault.id).standards}
        drain = terms_of(session, class_of_code(session, "drain").id).standards
    assert limits == {
        "": Limit(2, LimitUnit.WORK_DAY), "最快的情形（影响安全、不亮）": Limit(2, LimitUnit.URGENT_HOUR),
        "最慢的情形（影响安全、不亮）": Limit(5, LimitUnit.WORK_DAY),
    }  # fmt: skip
    assert [(one.condition, one.is_default, one.example, one.closing) for one in drain] == [
        ("", True, True, "水退了"), ("井盖丢了", False, True, "盖好了"),
    ]  # fmt: skip
    assert "36500 不行" in full
    assert "不是处置时限" in full


@pytest.mark.usefixtures("full")
def test_a_repeat_and_the_file_that_we_write_ourselves_change_nothing(app, kernel, d) -> None:
    for kind, table in (("classes", COMPONENTS), ("classes", CALLS), ("classes", OURS), ("limits", LIMITS)):
        assert set(bring(kernel, d, kind, table).split()) & {"added", "changed"} == set()
    file = sign_in(app, d[Role.SHIFT_LEAD]).get("/desk/classes.xlsx")
    assert file.mimetype.endswith("sheet")
    again = bring(kernel, d, "classes", file.data)
    assert set(again.split()) == {"same"}
    assert again.count("same") > 15


def test_a_limit_is_decided_on_the_page_from_a_day_on(app, kernel, clock, d) -> None:
    desk, page = sign_in(app, d[Role.ADMINISTRATOR]), f"/desk/classes/{d.classes['noise']}"
    assert "按类别自己的时限：<b>7 天</b>" in desk.get(page).text
    wrong = send(
        desk, page, f"{page}/limit", limit_value="0", limit_unit="work_day", closing="不吵了", form="new"
    )
    assert wrong.status_code == 422
    assert "1 到 366" in wrong.text
    assert "不吵了" in wrong.text, "what was typed is not lost"
    day = clock.now().astimezone(CHINA).date() + timedelta(days=3)
    for value, since in (("3", ""), ("2", str(day))):
        sent = send(desk, page, f"{page}/limit", limit_value=value, limit_unit="work_day", since=since)
        assert sent.status_code == 303
    shown = desk.get(page).text
    assert "3 个工作日" in shown
    assert f"{day} 起：<b>2 个工作日" in shown
    assert "3 个工作日" in desk.get("/desk/classes?q=噪音").text
    lead = sign_in(app, d[Role.SHIFT_LEAD])
    assert "改时限" not in lead.get(page).text
    assert lead.post(f"{page}/limit", data=form_on(desk.get(page).text, f"{page}/limit")).status_code in {
        400,
        403,
    }


def test_a_local_class_is_added_changed_and_taken_out_of_use(app, kernel, d) -> None:
    desk = sign_in(app, d[Role.ADMINISTRATOR])
    added = send(desk, "/desk/classes", "/desk/classes/new", code="0199", name="河边钓鱼", tier="7d")
    page = added.location
    assert "河边钓鱼" in desk.get(page).text
    twice = send(desk, "/desk/classes", "/desk/classes/new", code="0199", name="又一个", tier="7d")
    assert "已经有编号" in twice.text
    changed = send(
        desk, page, f"{page}/change", name="违规垂钓", tier="24h", limit_value="24", limit_unit="urgent_hour"
    )
    assert changed.status_code == 303
    shown = desk.get(page).text
    assert "停用" in shown
    assert "24 小时（含夜间）" in shown
    refused = send(desk, page, f"{page}/change", name="违规垂钓", tier="24h", same_as="99999")
    assert "国标里没有编号" in refused.text
    with kernel.read() as session:
        assert class_of_code(session, "0199") is None


@pytest.mark.only_sqlite("words of an address")
def test_odd_addresses_of_the_list_are_answered_with_a_list(app, d) -> None:
    desk = sign_in(app, d[Role.OPERATOR])
    for address in ("?q=%25&scheme=x&kind=y&use=z&after=a|b", "?after=own|matter|lamp&use=all", "?q=\x00"):
        assert desk.get(f"/desk/classes{address}").status_code == 200
    assert "没有这样的类别" in desk.get("/desk/classes?q=%25").text
    assert sign_in(app, d[Role.GRID_WORKER]).get("/desk/classes").status_code == 403


@pytest.mark.only_sqlite("a page of an upload")
def test_the_imports_page_takes_the_table_of_limits(app, d) -> None:
    desk = sign_in(app, d[Role.ADMINISTRATOR])
    hidden = form_on(desk.get("/desk/admin/imports").text, "/desk/admin/imports/limits")
    seen = desk.post(
        "/desk/admin/imports/limits", data=hidden | {"file": (io.BytesIO(LIMITS.encode()), "l.csv")}
    )
    assert "请先导入类别" in seen.text
