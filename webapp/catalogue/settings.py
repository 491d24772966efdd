"""What a district decides, with a default for each, in force from a day on (contract.md, Settings)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.clock import CHINA, Clock
from webapp.catalogue.canned import SENTENCES
from webapp.catalogue.rate_weights import WEIGHTS
from webapp.catalogue.records import Setting


@dataclass(frozen=True)
class Decision:
    """One thing a district decides: its name in code, its label for the page, its default."""

    name: str
    label: str
    default: Any
    hint: str = ""


DECISIONS = (
    Decision("district_name", "区的名称", "示范区"),
    Decision("hotline", "热线电话", "12345", "印在服务板上，也写在每一页的底部"),
    Decision(
        "emergency", "紧急电话",
        [["火警、被困", "119"], ["急救", "120"], ["燃气抢修", "96777"]], "一行一个：名称 电话",
    ),
    Decision("number_prefix", "案件号前缀", "", "写在打印件上的完整案件号前面"),
    Decision("callback_opens", "回访从几点开始", 9),
    Decision("callback_closes", "回访到几点为止", 20),
    Decision("unreachable_after", "几次打不通算联系不上", 3),
    Decision("end_without_phone_days", "没留电话的，结案几天后归档", 7),
    Decision("follow_up_days", "归档几天后追访", 15),
    Decision("callback_check_percent", "回访质检每天抽几成（%）", 10, "换一位同事看记得对不对；0 是不抽"),
    Decision(
        "rate_weights", "三率：各占综合多少（%）", WEIGHTS,
        "响应、解决、满意加起来是 100；基本满意是一个算多少个满意",
    ),
    Decision("rate_window_day", "三率：考核期从几号起", 19),
    Decision("invitations_long", "时限 7 天及以上的邀约次数", 2),
    Decision("invitations_short", "时限不足 7 天的邀约次数", 1),
    Decision("whistle_answer_minutes", "吹哨后几分钟没回应就往上催", 30, "到场时间近的更短；先告诉单位负责人，再街道，再区里"),
    Decision("notice_days", "督查通知单一般给几个工作日", 3, "下发时先填上，可以改"),
    Decision("notice_sign_hours", "通知单几个工作小时没签收就建议催办", 4),
    Decision("notice_red_days", "发黄牌几个工作日后还不办就建议红牌", 3),
    Decision("notice_points_urge", "督办扣分：催办一次扣几分", 0),
    Decision("notice_points_yellow", "督办扣分：黄牌扣几分", 1),
    Decision("notice_points_red", "督办扣分：红牌扣几分", 3),
    Decision("quiet_hours", "安静时段", "21:00-07:30", "这段时间只发急的消息，别的等过了再发；过了半夜也行，不要就写「无」"),
    Decision("message_window_minutes", "同一件事几分钟内只发一条消息", 10),
    Decision("consent_version", "个人信息告知版本", "2026-11"),
    Decision("link_days", "物业链接有效天数", 90),
    Decision("keep_contact_months", "归档几个月后删掉居民电话", 6),
    Decision("self_handled_sample", "自行处置抽查几成（%）", 10, "由没经手的人再去看一眼；0 是不抽"),
    Decision("watermark", "外勤照片印上时间和地点", 1, "1 印，0 不印；只印在给人看的那一份上，原片不动"),
    Decision("recheck_camera_only", "复查只许当场拍", 1, "1 只开相机，0 也可以从相册选"),
    Decision("photos_missing_hours", "照片几小时没传到就列出来", 24),
    Decision("patrol_visits", "每人每天最多巡查几个点", 12),
    Decision("patrol_ahead_days", "提前几天的点可以顺路带上", 7),
    Decision("patrol_second_percent", "抽查复看的比例（%）", 5, "在没发现问题的点里随机抽，换个人再看一遍"),
    Decision("keep_positions_days", "巡查的定位留几天", 90),
    Decision(
        "base_map", "地图底图", "无",
        "无、图片、天地图、高德；没有底图也能用，网格、门、点位和工单照样显示",
    ),
    Decision("base_map_key", "底图密钥", "", "天地图或高德给本单位的密钥；会随地图发到浏览器，请在服务商那里限定域名"),
    Decision("base_map_image", "底图图片", "", "地址和西、南、东、北四个度数，例如 https://… 116.30 39.89 116.36 39.92"),
    Decision(
        "canned_words", "给居民回话的常用句", SENTENCES,
        "一行一句，可以留空：{单位}、{单号}、{类别}、{地点}、{办结时间}",
    ),
    Decision("idle_minutes", "多久不动要重新登录（分钟）", 60),
)  # fmt: skip
_BY_NAME = {decision.name: decision for decision in DECISIONS}


class InForce(Mapping[str, Any]):
    """All settings in force on one day; reading a name that is none is a programmer's error."""

    def __init__(self, stored: Mapping[str, Any]) -> None:
        self._stored = stored

    def __getitem__(self, name: str) -> Any:
        return self._stored.get(name, _BY_NAME[name].default)

    def __iter__(self) -> Any:
        return iter(_BY_NAME)

    def __len__(self) -> int:
        return len(_BY_NAME)


def in_force(session: Session, clock: Clock, on: date | None = None) -> InForce:
    """The settings of a day, today unless told: of each name the newest that is not later than that day."""
    today = on or clock.now().astimezone(CHINA).date()
    rows = session.scalars(select(Setting).where(Setting.since <= today).order_by(Setting.since))
    return InForce({row.name: row.value for row in rows if row.name in _BY_NAME})


def put_setting(session: Session, name: str, value: Any, since: date) -> None:
    """Set a decision from a day on; the days before keep what they had."""
    if name not in _BY_NAME:
        raise KeyError(name)
    session.merge(Setting(name=name, since=since, value=value))
