"""The demonstration sign-ins (contract.md); exist only when `MASHANG_DEMO=1` loaded the invented district."""

from dataclasses import dataclass

from webapp.access.role import Role

DEMO_PASSWORD = "mashang-demo"  # noqa: S105  public on purpose, for an invented district


@dataclass(frozen=True)
class DemoAccount:
    """A demonstration sign-in and what it is good for."""

    account: str
    role: Role
    who: str
    what: str


DEMO_ACCOUNTS = (
    DemoAccount("admin", Role.ADMINISTRATOR, "管理员", "导入、人员、服务板、日志"),
    DemoAccount("zhiban", Role.SHIFT_LEAD, "值班长", "核实派遣、改派、催办"),
    DemoAccount("zuoxi", Role.OPERATOR, "坐席", "代报、核实、派遣、结案"),
    DemoAccount("wangge", Role.GRID_WORKER, "网格员", "随手拍、巡查、复查"),
    DemoAccount("kaocha", Role.INSPECTOR, "考察员", "巡查、复查"),
    DemoAccount("wuye", Role.PROPERTY, "物业", "收到、到场、已完成"),
    DemoAccount("bumen", Role.DEPARTMENT, "责任单位", "收到、到场、已完成"),
    DemoAccount("shequ", Role.COMMUNITY, "社区", "看本社区的，催办"),
    DemoAccount("jiedao", Role.STREET, "街道", "回访、重办、挂账"),
)
