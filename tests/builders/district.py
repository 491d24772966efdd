"""A small district that is complete: one of every place, unit and role, and a few classes."""

import uuid
from dataclasses import dataclass

from webapp.access.actor import RULE, Actor
from webapp.access.role import Role
from webapp.base.clock import LimitUnit
from webapp.base.database import new_id
from webapp.base.work import Kernel, Work
from webapp.catalogue.records import MatterClass, Tier
from webapp.people.records import Person, Unit, UnitKind
from webapp.place.letters import letters
from webapp.place.records import Building, Community, Compound, Door, DoorCode, Grid, ManagementUnit, Street

KIND_OF_ROLE = {
    Role.GRID_WORKER: UnitKind.COMMUNITY,
    Role.INSPECTOR: UnitKind.DISTRICT,
    Role.PROPERTY: UnitKind.PROPERTY,
    Role.DEPARTMENT: UnitKind.DEPARTMENT,
    Role.COMMUNITY: UnitKind.COMMUNITY,
    Role.OPERATOR: UnitKind.DESK,
    Role.SHIFT_LEAD: UnitKind.DESK,
    Role.CLERK: UnitKind.STREET,
    Role.STREET: UnitKind.STREET,
    Role.DISTRICT: UnitKind.DISTRICT,
    Role.ADMINISTRATOR: UnitKind.DISTRICT,
    Role.AUDITOR: UnitKind.DISTRICT,
}


@dataclass(frozen=True)
class District:
    """Ids and actors of the built district. `doors` and `codes` go together."""

    actors: dict[Role, Actor]
    units: dict[UnitKind, uuid.UUID]
    other_firm: Actor
    classes: dict[str, uuid.UUID]
    doors: tuple[uuid.UUID, ...]
    codes: tuple[str, ...]
    other_door: uuid.UUID
    other_code: str

    def __getitem__(self, role: Role) -> Actor:
        return self.actors[role]


def build_district(kernel: Kernel) -> District:
    """Write the district and return what tests hold on to."""
    with kernel.work(RULE) as work:
        return _build(work)


def _build(work: Work) -> District:
    units = {
        kind: Unit(id=new_id(), code=kind.value, name=f"{kind.value}单位", kind=kind, post="值班室")
        for kind in UnitKind
    }
    other = Unit(id=new_id(), code="property-2", name="另一家物业", kind=UnitKind.PROPERTY, post="值班室")
    units[UnitKind.PROPERTY].name = "新街物业"
    work.add(*units.values(), other)
    people = {}
    for role, kind in KIND_OF_ROLE.items():
        people[role] = add_person(work, role, units[kind])
    other_person = add_person(work, Role.PROPERTY, other, "property-2")
    street = Street(id=new_id(), code="S1", name="新街街道", unit_id=units[UnitKind.STREET].id)
    community = Community(
        id=new_id(), code="C1", name="新街社区", street_id=street.id, unit_id=units[UnitKind.COMMUNITY].id
    )
    grid = Grid(
        id=new_id(),
        code="110101001001001",
        name="第一网格",
        community_id=community.id,
        worker_id=people[Role.GRID_WORKER].person_id,
    )
    work.add(street, community, grid)
    doors, codes = [], []
    for index, firm in enumerate((units[UnitKind.PROPERTY], other)):
        compound_doors = _compound(work, index, community, grid, firm)
        doors.append(compound_doors[0])
        codes.append(compound_doors[1])
    classes = {c.code: c.id for c in _classes(work)}
    return District(
        actors=people,
        units={kind: unit.id for kind, unit in units.items()},
        other_firm=other_person,
        classes=classes,
        doors=doors[0],
        codes=codes[0],
        other_door=doors[1][0],
        other_code=codes[1][0],
    )


def add_person(work: Work, role: Role, unit: Unit, account: str | None = None) -> Actor:
    """A member of staff of a unit; the account is the role's word unless given."""
    person = Person(
        id=new_id(), account=account or role.value, name=f"{role.value}甲", role=role.value, unit_id=unit.id
    )
    work.add(person)
    return Actor(role, person.name, person.id, unit.id, unit.name)


def _compound(work: Work, index: int, community: Community, grid: Grid, firm: Unit):
    unit = ManagementUnit(
        id=new_id(),
        code=f"M{index}",
        name=f"第{index}物业管理单元",
        community_id=community.id,
        firm_id=firm.id,
    )
    compound = Compound(
        id=new_id(),
        code=f"X{index}",
        name=f"新街坊{30 + index}号院",
        management_unit_id=unit.id,
        grid_id=grid.id,
        lng=116.4,
        lat=39.9,
    )
    building = Building(id=new_id(), name="5号楼", compound_id=compound.id)
    doors, codes = [], []
    work.add(unit, compound, building)
    for number in (1, 2):
        words = f"{compound.name} 5号楼 {number}单元"
        door = Door(
            id=new_id(),
            code=f"D{index}{number}",
            name=f"{number}单元",
            words=words,
            letters=letters(words),
            building_id=building.id,
        )
        code = f"TEST{index}{number}QX"
        work.add(door, DoorCode(code=code, door_id=door.id, made_at=work.now))
        doors.append(door.id)
        codes.append(code)
    return tuple(doors), tuple(codes)


def _classes(work: Work):
    rows = [
        ("lamp", "楼道灯", True, True, False, True, Tier.ORDINARY, 7, LimitUnit.CALENDAR_DAY),
        ("rubbish", "垃圾", True, True, False, True, Tier.ORDINARY, 3, LimitUnit.CALENDAR_DAY),
        ("lift", "电梯", True, True, True, False, Tier.UTILITY, 24, LimitUnit.URGENT_HOUR),
        ("noise", "噪音", False, False, False, False, Tier.ORDINARY, 7, LimitUnit.CALENDAR_DAY),
        ("other", "其他", False, False, False, False, Tier.HARD, 15, LimitUnit.CALENDAR_DAY),
    ]
    made = [
        MatterClass(
            id=new_id(), scheme="own", kind="matter", code=code, name=name, name_en=code, tile=code, tile_order=order, tier=tier,
            limit_value=value, limit_unit=unit, direct=direct, public_facility=public, danger=danger, self_handled=self_handled,
        )
        for order, (code, name, direct, public, danger, self_handled, tier, value, unit) in enumerate(rows, start=1)
    ]  # fmt: skip
    work.add(*made)
    return made
