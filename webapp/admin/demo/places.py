"""The places of the demonstration, from the street down to each door with its code."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.admin.demo.ground import compound_position, door_position, draw_grids, stand_furniture
from webapp.admin.demo.people import GRID_WORKERS
from webapp.base.database import new_id
from webapp.base.work import Work
from webapp.people.records import Person, Unit
from webapp.place.cells import put
from webapp.place.codes import make_code
from webapp.place.letters import letters
from webapp.place.records import Building, Community, Compound, Door, Grid, ManagementUnit, Street

STREET = ("JD", "梧桐街道")
COMMUNITIES = (("SQ1", "梧桐里社区"), ("SQ2", "柳荫社区"), ("SQ3", "槐香社区"))
GRIDS_EACH = 5
DIVISION = "110199"  # an invented district's six digits
MANAGEMENT_UNITS = (
    ("M1", "丁香园物业管理单元", "SQ1", "WY1", ("丁香园小区", "新街坊30号院")),
    ("M2", "梧桐里物业管理单元", "SQ1", "WY1", ("梧桐里一区", "梧桐里二区")),
    ("M3", "柳荫物业管理单元", "SQ2", "WY2", ("柳荫街12号院", "柳荫花园")),
    ("M4", "春晓物业管理单元", "SQ2", "WY2", ("春晓苑", "东河沿8号院")),
    ("M5", "槐香物业管理单元", "SQ3", "WY3", ("槐香小区", "铁路宿舍")),
    ("M6", "金桂物业管理单元", "SQ3", "WY4", ("金桂里", "印刷厂家属院")),
)
BUILDINGS, DOORS = 5, 4
"""Buildings of a compound, doors of a building."""


def write_places(work: Work) -> None:
    """Add the street and everything below it; every door gets a code for its plate."""
    session = work.session
    units = {unit.code: unit for unit in session.scalars(select(Unit))}
    unit_ids = {code: unit.id for code, unit in units.items()}
    street = Street(id=new_id(), code=STREET[0], name=STREET[1], unit_id=unit_ids[STREET[0]])
    communities = {
        code: Community(id=new_id(), code=code, name=name, street_id=street.id, unit_id=unit_ids[code])
        for code, name in COMMUNITIES
    }
    session.add_all([street, *communities.values()])
    grids = _grids(session, communities)
    number, lived_in = 0, list[Grid]()
    for code, name, community, firm, compounds in MANAGEMENT_UNITS:
        unit = ManagementUnit(
            id=new_id(), code=code, name=name, community_id=communities[community].id, firm_id=unit_ids[firm]
        )
        session.add(unit)
        for compound_name in compounds:
            number += 1
            grid = grids[community][(number - 1) // 2 % GRIDS_EACH]
            _compound(work, number, compound_name, unit.id, grid.id)
            stand_furniture(work, number, units, DIVISION, grid.id)
            lived_in += [grid] if grid not in lived_in else []
    draw_grids([*lived_in, *(grid for own in grids.values() for grid in own if grid not in lived_in)])


def _grids(session: Session, communities: dict[str, Community]) -> dict[str, list[Grid]]:
    """15-digit grids, five to a community, each with its worker."""
    workers = {person.name: person.id for person in session.scalars(select(Person))}
    grids: dict[str, list[Grid]] = {}
    for place, name in enumerate(GRID_WORKERS):
        (code, community), order = list(communities.items())[place // GRIDS_EACH], place % GRIDS_EACH + 1
        grid = Grid(
            id=new_id(), code=f"{DIVISION}001{place // GRIDS_EACH + 1:03}{order:03}",
            name=f"{community.name}第{order}网格", community_id=community.id, worker_id=workers[name],
        )  # fmt: skip
        session.add(grid)
        grids.setdefault(code, []).append(grid)
    return grids


def _compound(work: Work, number: int, name: str, unit_id: uuid.UUID, grid_id: uuid.UUID) -> None:
    compound = Compound(
        id=new_id(), code=f"X{number:02}", name=name, management_unit_id=unit_id, grid_id=grid_id,
    )  # fmt: skip
    compound.lng, compound.lat = compound_position(number)
    work.session.add(compound)
    for building_number in range(1, BUILDINGS + 1):
        building = Building(id=new_id(), name=f"{building_number}号楼", compound_id=compound.id)
        work.session.add(building)
        for door_number in range(1, DOORS + 1):
            words = f"{name} {building_number}号楼 {door_number}单元"
            door = Door(
                id=new_id(), code=door_number_of(number, building_number, door_number), name=f"{door_number}单元",
                words=words, letters=letters(words), building_id=building.id,
            )  # fmt: skip
            put(door, *door_position(number, building_number, door_number))
            work.session.add(door)
            make_code(work.session, door.id, work.now)


def door_number_of(compound: int, building: int, door: int) -> str:
    """The district's own number of a door, by which the cases name it."""
    return f"X{compound:02}-{building:02}-{door}"
