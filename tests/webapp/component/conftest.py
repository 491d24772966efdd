"""A district with three lamps and a manhole in one grid, and lists of components as offices send them."""

import pytest
from sqlalchemy import select

from tests.builders.district import District, build_district
from webapp.access.role import Role
from webapp.admin.imports.running import apply
from webapp.place.records import Component, Grid

HERE = (116.4, 39.9)
HEAD = "部件编码,类别,名称,状态,权属单位编号,养护单位编号,网格编号,经度,纬度\n"
LIST = HEAD + "".join(
    (
        "11010101009000001,路灯,新街 1 号杆,完好,department,property-2,,116.40000,39.90000\n",
        "11010101009000002,路灯,新街 2 号杆,破损,department,,,116.40040,39.90000\n",
        "1101010109000003,路灯,新街 3 号杆,,区园林绿化中心,,,116.40080,39.90000\n",
        "11010101001000001,污水井盖,新街井盖,,,,,116.40001,39.90001\n",
    )
)
RING = [[116.39, 39.89], [116.41, 39.89], [116.41, 39.91], [116.39, 39.91]]


@pytest.fixture
def district(kernel) -> District:
    built = build_district(kernel)
    with kernel.work(built[Role.ADMINISTRATOR]) as work:
        work.session.scalars(select(Grid)).one().outline = RING
    return built


@pytest.fixture
def bring(kernel, district):
    """Import a list for good."""
    return lambda text: apply(kernel, district[Role.ADMINISTRATOR], "components", text.encode())


@pytest.fixture
def lamps(kernel, bring) -> dict[str, Component]:
    """The components of `LIST` by name, as they were taken in."""
    bring(LIST)
    with kernel.read() as session:
        return {one.name: one for one in session.scalars(select(Component))}
