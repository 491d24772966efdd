"""The units and people of the demonstration; all names are invented, all share one public password."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from webapp.access.demo_accounts import DEMO_PASSWORD
from webapp.access.role import Role
from webapp.access.signed_in import hasher
from webapp.base.database import new_id
from webapp.people.records import Person, Unit, UnitKind


@dataclass(frozen=True)
class UnitRow:
    """A unit: code, name, kind, the post that residents read, its own published number."""

    code: str
    name: str
    kind: UnitKind
    post: str
    phone: str | None = None


UNITS = (
    UnitRow("ZHIHUI", "示范区城市运行中心", UnitKind.DESK, "值班席"),
    UnitRow("QU", "示范区城市管理委", UnitKind.DISTRICT, "综合科"),
    UnitRow("JD", "梧桐街道办事处", UnitKind.STREET, "接诉即办专班", "01088880100"),
    UnitRow("SQ1", "梧桐里社区居委会", UnitKind.COMMUNITY, "社区值班", "01088880101"),
    UnitRow("SQ2", "柳荫社区居委会", UnitKind.COMMUNITY, "社区值班", "01088880102"),
    UnitRow("SQ3", "槐香社区居委会", UnitKind.COMMUNITY, "社区值班", "01088880103"),
    UnitRow("WY1", "安居物业", UnitKind.PROPERTY, "工程部值班", "01088880201"),
    UnitRow("WY2", "和顺物业", UnitKind.PROPERTY, "客服前台", "01088880202"),
    UnitRow("WY3", "邻里物业", UnitKind.PROPERTY, "项目部值班", "01088880203"),
    UnitRow("WY4", "清和物业", UnitKind.PROPERTY, "工程部值班", "01088880204"),
    UnitRow("BM1", "示范区市政养护中心", UnitKind.DEPARTMENT, "抢修班", "01088880301"),
    UnitRow("BM2", "示范区园林绿化队", UnitKind.DEPARTMENT, "养护班", "01088880302"),
    UnitRow("BM3", "梧桐街道综合执法队", UnitKind.DEPARTMENT, "执法值班", "01088880303"),
)
STAFF = (
    ("admin", "陈静怡", Role.ADMINISTRATOR, "QU"),
    ("shenji", "高明远", Role.AUDITOR, "QU"),
    ("zhiban", "赵国强", Role.SHIFT_LEAD, "ZHIHUI"),
    ("zuoxi", "林晓燕", Role.OPERATOR, "ZHIHUI"),
    ("zuoxi02", "吴俊杰", Role.OPERATOR, "ZHIHUI"),
    ("kaocha", "孙立新", Role.INSPECTOR, "ZHIHUI"),
    ("kaocha02", "郑海波", Role.INSPECTOR, "ZHIHUI"),
    ("wuye", "张建军", Role.PROPERTY, "WY1"),
    ("wuye02", "刘志刚", Role.PROPERTY, "WY2"),
    ("wuye03", "何秀兰", Role.PROPERTY, "WY3"),
    ("wuye04", "罗永平", Role.PROPERTY, "WY4"),
    ("bumen", "马文涛", Role.DEPARTMENT, "BM1"),
    ("bumen02", "朱雪梅", Role.DEPARTMENT, "BM2"),
    ("bumen03", "胡正华", Role.DEPARTMENT, "BM3"),
    ("shequ", "郭桂英", Role.COMMUNITY, "SQ1"),
    ("shequ02", "曹丽萍", Role.COMMUNITY, "SQ2"),
    ("shequ03", "邓春生", Role.COMMUNITY, "SQ3"),
    ("jiedao", "冯雅琴", Role.STREET, "JD"),
    ("huifang", "蒋小芳", Role.CLERK, "JD"),
    ("qu", "韩卫东", Role.DISTRICT, "QU"),
)
GRID_WORKERS = (
    "王丽华", "李秀珍", "周卫国", "徐凤霞", "杨建平", "黄玉梅", "宋长河", "唐小军", "许桂芝", "董立群",
    "袁美玲", "潘志强", "于海燕", "蔡文彬", "叶红梅",
)  # fmt: skip
"""One for each grid, in the order of the grids; the first signs in as wangge."""


def write_people(session: Session) -> None:
    """Add all units and their staff; the password is hashed once and kept for everybody alike."""
    units = {row.code: _unit(row) for row in UNITS}
    session.add_all(units.values())
    hashed = hasher.hash(DEMO_PASSWORD)
    workers = (
        (
            "wangge" if number == 1 else f"wangge{number:02}",
            name,
            Role.GRID_WORKER,
            f"SQ{(number - 1) // 5 + 1}",
        )
        for number, name in enumerate(GRID_WORKERS, start=1)
    )
    for account, name, role, unit in (*STAFF, *workers):
        session.add(
            Person(
                id=new_id(), account=account, name=name, role=role.value, unit_id=units[unit].id, password_hash=hashed
            )
        )  # fmt: skip


def _unit(row: UnitRow) -> Unit:
    return Unit(
        id=new_id(), code=row.code, name=row.name, kind=row.kind, post=row.post, bridge_phone=row.phone
    )
