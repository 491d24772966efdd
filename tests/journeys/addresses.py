"""Every kind of page the program has, as one table: who opens it, and where an example of it is.

A page that is not here is not looked at by test_every_page.py; add a row when a page is added.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from tests.journeys.district import District
from webapp.layout.made_files import name_file

NOBODY = ""
"""Not signed in."""
Find = Callable[[District], str]


@dataclass(frozen=True)
class Address:
    """A row: what the page is, the account that opens it, its path."""

    what: str
    who: str
    find: Find
    status: int = 200


def at(path: str) -> Find:
    """A path that is the same in every district."""
    return lambda _district: path


def asked_for(_district: District) -> str:
    """A file that was asked for just now and is still being made."""
    return f"/desk/rates/files/{name_file(datetime.now(UTC), 'xlsx')}"


def list_asked_for(_district: District) -> str:
    """A list that was asked for just now as a file."""
    return f"/desk/table/files/{name_file(datetime.now(UTC), 'xlsx')}"


def door(number: str, query: str = "") -> Find:
    """The page behind the plate of a door."""
    return lambda district: f"/q/{district.code_of(number)}{query}"


def tracked(condition: str, query: str = "") -> Find:
    """The resident's page of the first ticket `t` that fits."""
    return lambda district: district.tracking(condition)[0] + query


def of_ticket(path: str, condition: str) -> Find:
    """An office page of the first ticket `t` that fits, `{}` for its id."""
    return first(path, f"SELECT id FROM ticket t WHERE {condition}")  # noqa: S608  conditions of the table below


def first(path: str, found: str) -> Find:
    """A page of the first `id` that SQL finds."""
    return lambda district: path.format(UUID(district.one(found)["id"]))


TICKET = "/desk/tickets/{}"
WY1 = "t.unit_id = (SELECT id FROM unit WHERE code = 'WY1')"
GRID = "t.id = (SELECT ticket_id FROM recheck_task WHERE state = 'waiting' AND person_id = {})"
WANGGE = "(SELECT id FROM person WHERE account = 'wangge')"
STATES = {
    "new": "待核实", "filed": "已立案", "dispatched": "已派遣", "accepted": "已接单", "handling": "处置中", "hung_up": "挂账",
    "fed_back": "待复查", "passed": "待结案", "closed": "已结案", "ended": "已归档", "refused": "不予立案", "cancelled": "已撤回",
    "merged": "已并案",
}  # fmt: skip

RESIDENT = (
    Address("首页", NOBODY, at("/")),
    Address("门口页", NOBODY, door("X01-01-1")),
    Address("门口页 长辈版", NOBODY, door("X01-01-1", "?size=large")),
    Address("门口页 英文", NOBODY, door("X01-01-1", "?lang=en")),
    Address("没认出的码", NOBODY, at("/q/AAAA0000"), 404),
    Address("只有网址，没有码", NOBODY, at("/q/"), 404),
    Address("查单号", NOBODY, at("/t/")),
    *(
        Address(f"进展 {words}", NOBODY, tracked(f"t.state = '{state}'"))
        for state, words in STATES.items()
        if state != "merged"  # its reporters read the page of the ticket it went into
    ),
    Address("进展 并了别的", NOBODY, tracked("t.id IN (SELECT merged_into FROM ticket)")),
    Address("进展 英文", NOBODY, tracked("t.state = 'closed'", "?lang=en")),
    Address("进展 长辈版", NOBODY, tracked("t.state = 'dispatched'", "?size=large")),
    Address("没认出的签到码", NOBODY, at("/m/nothinghere"), 404),
    Address("没有这个进展页", NOBODY, at("/t/nothinghere"), 404),
    Address("没有这一页", NOBODY, at("/nothing"), 404),
    Address("没有这个群链接", NOBODY, at("/w/nothinghere"), 404),
    Address("没有这个外单位链接", NOBODY, at("/g/nothinghere"), 404),
)
OFFICE = (
    Address("登录", NOBODY, at("/desk/sign-in")),
    *(
        Address(f"收件箱 {who}", who, at("/desk/?view=all"))
        for who in ("zhiban", "zuoxi", "wangge", "kaocha", "wuye", "bumen", "shequ", "jiedao")
    ),
    Address("收件箱 没找到", "zuoxi", at("/desk/?q=没有这样的事")),
    *(
        Address(f"工单 {words}", "zhiban", of_ticket(TICKET, f"t.state = '{state}'"))
        for state, words in STATES.items()
    ),
    *(
        Address(f"工单 物业 {STATES[state]}", "wuye", of_ticket(TICKET, f"t.state = '{state}' AND {WY1}"))
        for state in ("dispatched", "accepted", "handling")
    ),
    Address("工单 保密 街道", "jiedao", of_ticket(TICKET, "t.confidential")),
    Address(
        "工单 责任单位", "bumen", of_ticket(TICKET, "t.unit_id = (SELECT id FROM unit WHERE code = 'BM1')")
    ),
    Address("工单 网格员", "wangge", of_ticket(TICKET, GRID.format(WANGGE))),
    Address("工单 社区", "shequ", of_ticket(TICKET, f"t.state = 'dispatched' AND {WY1}")),
    Address("核实与派遣", "zuoxi", at("/desk/verify")),
    Address("筛选", "zhiban", at("/desk/narrow?view=at_unit&mark=urgent&lamp=late")),
    Address("筛过的收件箱", "zhiban", at("/desk/?view=all&mark=urgent&class=NICHTS&sort=due")),
    Address("表格", "zhiban", at("/desk/table?view=all&cols=number.class.place.state.lamp.unit.due.joins")),
    Address("列表的文件", "zhiban", list_asked_for),
    Address("成批办", "zuoxi", of_ticket("/desk/bulk/?picked={}", "t.state = 'new'")),
    Address("成批办 一件也没选", "wuye", at("/desk/bulk/")),
    Address("派遣规则", "zuoxi", at("/desk/rules")),
    Address("派遣规则的草稿", "zhiban", at("/desk/rules/draft")),
    Address("加一条规则", "zhiban", at("/desk/rules/draft/new")),
    Address("改一条规则", "zhiban", first("/desk/rules/draft/{}", "SELECT id FROM dispatch_rule")),
    Address("试一试规则", "zhiban", at("/desk/rules/draft/try?view=all")),
    Address("代报", "zuoxi", at("/desk/reports/new")),
    Address("约见 物业", "wuye", at("/desk/meetings")),
    Address("一周约见 物业", "wuye", at("/desk/meetings/week")),
    Address("一周约见 街道", "jiedao", at("/desk/meetings/week")),
    Address("约见一件", "wuye", of_ticket(TICKET + "/invitation", f"t.state = 'dispatched' AND {WY1}")),
    Address("吹哨", "jiedao", at("/desk/whistles")),
    Address("吹一次哨", "jiedao", at("/desk/whistles/new")),
    Address("各单位报到情况", "jiedao", at("/desk/whistles/history")),
    Address("督办 街道", "jiedao", at("/desk/notices")),
    Address("督办 物业", "wuye", at("/desk/notices")),
    Address("发一份督查通知单", "jiedao", at("/desk/notices/new")),
    Address(
        "督查通知单 一份",
        "jiedao",
        first("/desk/notices/{}", "SELECT id FROM notice WHERE state = 'replied'"),
    ),
    Address("批量发通知单", "jiedao", at("/desk/notices/batch")),
    Address("全部通知单", "jiedao", at("/desk/notices/all")),
    Address("通知单的落款", "jiedao", at("/desk/notices/office")),
    Address("有效处置率", "qu", at("/desk/notices/rates")),
    Address("有效处置率 背后的工单", "qu", at("/desk/notices/rates/tickets")),
    Address("消息", "wuye", at("/desk/messages")),
    Address("消息文字", "admin", at("/desk/admin/messages")),
    Address("消息渠道", "admin", at("/desk/admin/channels")),
    Address("群链接", "wuye", at("/desk/links")),
    Address("今日巡查", "kaocha", at("/desk/patrol/mine")),
    Address("找点位", "kaocha", at("/desk/patrol/find?q=D")),
    Address("到点检查", "kaocha", first("/desk/patrol/points/{}/visit", "SELECT id FROM patrol_point")),
    Address("巡查", "jiedao", at("/desk/patrol")),
    Address("巡查疑点", "jiedao", at("/desk/patrol/flags")),
    Address(
        "一个人的巡查", "jiedao", first("/desk/patrol/people/{}", "SELECT person_id AS id FROM visit_task")
    ),
    Address("一次检查", "jiedao", first("/desk/patrol/visits/{}", "SELECT id FROM visit WHERE flagged")),
    Address("覆盖率", "qu", at("/desk/patrol/coverage")),
    Address("点位", "admin", at("/desk/patrol/points")),
    Address("一个点位", "admin", first("/desk/patrol/points/{}", "SELECT id FROM patrol_point")),
    Address("部件", "admin", at("/desk/components")),
    Address("一个部件", "zhiban", first("/desk/components/{}", "SELECT id FROM component")),
    Address("谁走哪个街道", "admin", at("/desk/patrol/streets")),
    Address("待我复查", "wangge", at("/desk/recheck")),
    Address("复查一件", "wangge", of_ticket("/desk/recheck/{}", GRID.format(WANGGE))),
    *(
        Address(f"外勤 {words}", "wangge", at(f"/f/{page}"))
        for page, words in {
            "": "首页",
            "capture": "随手拍",
            "patrol": "今日巡查",
            "recheck": "待复查",
            "outbox": "待上传",
            "map": "地图",
            "check": "看看行不行",
            "install": "装到桌面",
            "leave": "交班",
        }.items()
    ),
    Address("排班", "zhiban", at("/desk/rota")),
    Address("交接班", "zhiban", at("/desk/handover")),
    Address("一份交接", "zuoxi", first("/desk/handover/{}", "SELECT id FROM hand_over")),
    Address("外勤补传", "zuoxi", at("/desk/field")),
    Address("地图", "zuoxi", at("/desk/map")),
    Address("地图大屏", "qu", at("/desk/wall")),
    Address("地图上的一件", "jiedao", of_ticket("/desk/map/tickets/{}", "t.state = 'dispatched'")),
    Address("物业单元", "jiedao", at("/desk/management-units")),
    Address(
        "计分卡", "jiedao", first("/desk/management-units/{}", "SELECT id FROM management_unit ORDER BY code")
    ),
    Address(
        "计分卡上的一个数",
        "jiedao",
        first(
            "/desk/management-units/{}/tickets?figure=volume", "SELECT id FROM management_unit ORDER BY code"
        ),
    ),
    Address("换密码", "zuoxi", at("/desk/password")),
    Address("回访", "jiedao", at("/desk/callbacks")),
    Address(
        "回访一通",
        "jiedao",
        first("/desk/callbacks/{}", "SELECT id FROM callback_task WHERE state = 'waiting' AND has_phone"),
    ),
    Address(
        "回访打过的一通",
        "jiedao",
        first("/desk/callbacks/{}", "SELECT id FROM callback_task WHERE state = 'reached'"),
    ),
    Address("街道再看一看", "jiedao", at("/desk/callbacks/flagged")),
    Address("计不计入考核", "jiedao", at("/desk/callbacks/left-out")),
    Address("每周复盘", "jiedao", at("/desk/reviews")),
    Address("一次复盘", "jiedao", first("/desk/reviews/{}", "SELECT id FROM review")),
    Address("挑进复盘", "jiedao", of_ticket("/desk/reviews/pick?ticket={}", "t.confidential")),
    Address("复盘案例库", "jiedao", at("/desk/reviews/library")),
    Address("复盘措施 物业", "wuye", at("/desk/reviews/mine")),
    Address("三率", "jiedao", at("/desk/rates")),
    Address("三率背后", "jiedao", at("/desk/rates/behind")),
    Address("已发布的三率", "jiedao", at("/desk/rates/published")),
    Address("发布的一周", "jiedao", first("/desk/rates/published/{}", "SELECT id FROM rate_snapshot")),
    Address(
        "发布的数字背后", "jiedao", first("/desk/rates/published/{}/behind", "SELECT id FROM rate_snapshot")
    ),
    Address("三率的文件", "jiedao", asked_for),
    Address("回访质检", "jiedao", at("/desk/callbacks/checks")),
    Address("类别与时限", "admin", at("/desk/classes?use=all")),
    Address(
        "一个类别", "admin", first("/desk/classes/{}", "SELECT id FROM matter_class WHERE code = 'lamp'")
    ),
    Address("服务板", "admin", at("/desk/plates")),
    Address("服务板 查一个门", "admin", at("/desk/plates?q=dxy1")),
    Address("导入", "admin", at("/desk/admin/imports")),
    Address("人员", "admin", at("/desk/admin/people")),
    Address("地点", "admin", at("/desk/admin/places")),
    Address("设置", "admin", at("/desk/admin/settings")),
    Address("日志", "admin", at("/desk/admin/audit")),
    Address("不许看", "wuye", at("/desk/admin/people"), 403),
    Address("没有这一页 办公", "zuoxi", at("/desk/nothing"), 404),
)
