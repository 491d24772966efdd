"""The menu table: every screen a signed-in person can start from, and the permission that shows it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from webapp.access.role import Permission


@dataclass(frozen=True)
class MenuRow:
    """One line of the menu: a Flask endpoint, its word, its icon and the permission it asks for."""

    endpoint: str
    label: str
    icon: str
    permission: Permission


@dataclass(frozen=True)
class MenuLink:
    """A menu line for one person on one page: where it leads, how much waits there, whether we are there."""

    label: str
    icon: str
    url: str
    count: int = 0
    current: bool = False


MENU = (
    MenuRow("screen.inbox", "收件箱", "inbox", Permission.READ_TICKETS),
    MenuRow("message.show", "消息", "message", Permission.READ_MESSAGES),
    MenuRow("patrol.mine", "今日巡查", "walk", Permission.PATROL),
    MenuRow("recheck.worklist", "复查", "eye-check", Permission.RECHECK),
    MenuRow("map.show", "地图", "map", Permission.READ_TICKETS),
    MenuRow("desk.show", "派遣", "send", Permission.DISPATCH),
    MenuRow("rota.show", "排班", "users", Permission.READ_ROTA),
    MenuRow("rota.handover", "交接班", "clipboard-check", Permission.READ_ROTA),
    MenuRow("rules.show", "派遣规则", "switch-horizontal", Permission.READ_RULES),
    MenuRow("intake.show", "代报", "headset", Permission.REPORT_FOR),
    MenuRow("meeting.meetings", "约见", "calendar-event", Permission.MEET),
    MenuRow("whistle.show", "吹哨", "speakerphone", Permission.READ_WHISTLES),
    MenuRow("supervise.show", "督办", "file-check", Permission.READ_NOTICES),
    MenuRow("firm_links.show", "群链接", "external-link", Permission.LINK_UNIT),
    MenuRow("patrol.today", "巡查", "walk", Permission.SUPERVISE_PATROL),
    MenuRow("field_desk.show", "外勤补传", "file-import", Permission.REPORT_FOR),
    MenuRow("callback.worklist", "回访", "phone-call", Permission.CALL_BACK),
    MenuRow("insight.rates", "三率", "chart-bar", Permission.READ_RATES),
    MenuRow("insight.units", "物业单元", "building", Permission.READ_RATES),
    MenuRow("review.show", "复盘", "clipboard-check", Permission.READ_REVIEWS),
    MenuRow("review.own", "复盘措施", "circle-check", Permission.FULFIL_MEASURE),
    MenuRow("plates.sheets", "服务板", "qrcode", Permission.PRINT_PLATES),
    MenuRow("patrol.points", "点位", "map-pin", Permission.READ_POINTS),
    MenuRow("component.components", "部件", "bulb", Permission.READ_COMPONENTS),
    MenuRow("admin.classes", "类别与时限", "clipboard-check", Permission.READ_CATALOGUE),
    MenuRow("admin.places", "地点", "building", Permission.MANAGE_PLACES),
    MenuRow("admin.people", "人员", "users", Permission.MANAGE_PEOPLE),
    MenuRow("admin.imports", "导入", "file-import", Permission.MANAGE_PLACES),
    MenuRow("admin.calendar", "日历", "calendar-event", Permission.MANAGE_SETTINGS),
    MenuRow("admin.hours", "上班时间", "clock", Permission.MANAGE_SETTINGS),
    MenuRow("admin.settings", "设置", "tool", Permission.MANAGE_SETTINGS),
    MenuRow("message.texts", "消息文字", "message", Permission.MANAGE_SETTINGS),
    MenuRow("message.channels", "消息渠道", "send", Permission.MANAGE_SETTINGS),
    MenuRow("admin.audit", "日志", "history", Permission.READ_AUDIT),
)


def links(
    may: Callable[[Permission], bool],
    address: Callable[[str], str],
    *,
    here: str | None = None,
    counts: Mapping[str, int] | None = None,
    rows: Iterable[MenuRow] = MENU,
) -> tuple[MenuLink, ...]:
    """The lines that this person may see, in the table's order.

    `may` answers a permission, `address` turns an endpoint into a URL (as `url_for` does),
    `here` is the endpoint being shown, `counts` how many things wait behind an endpoint.
    """
    waiting = counts or {}
    return tuple(
        MenuLink(
            label=row.label,
            icon=row.icon,
            url=address(row.endpoint),
            count=waiting.get(row.endpoint, 0),
            current=row.endpoint == here,
        )
        for row in rows
        if may(row.permission)
    )
