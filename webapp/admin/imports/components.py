"""城市部件: lamp posts, manholes, benches, each with its national code, its owner and its position.

A district brings 50,000 at once, so rows are judged and written in batches, and a look at the file writes nothing.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.admin.imports.position import position_columns, position_of
from webapp.admin.imports.table import Column, Row
from webapp.admin.imports.verdict import Outcome, Refused, Verdict, about_row, needed, short_enough
from webapp.base.work import Work
from webapp.component.library import Holder, Listed, differences, find_listed, known_codes, put_listed
from webapp.component.lifecycle import WORDS
from webapp.people.records import Unit
from webapp.place.component_code import BadCode, Known, read_code
from webapp.place.grids import grid_at
from webapp.place.records import ComponentState, Grid

COLUMNS = (
    Column("code", "部件编码", ("编码", "编号", "部件代码", "标识码", "ObjID"), required=True, example="11010101037000001"),
    Column("klass", "类别", ("小类", "小类名称", "部件类别"), required=True, example="路灯"),
    Column("name", "名称", ("部件名称", "ObjName"), example="新街灯杆 1 号"),
    Column("state", "状态", ("部件状态", "ObjState"), example="完好"),
    Column("unit", "权属单位编号", ("权属单位", "主管单位编号", "单位编号", "权属单位名称", "DeptName2"), example="BM1"),
    Column("keeper", "养护单位编号", ("养护单位", "养护单位名称", "DeptName3"), example="BM1"),
    Column("grid", "网格编号", ("所在网格", "所在单元网格", "BGID"), example="110101001001001"),
    *position_columns(required=True),
)  # fmt: skip
STATES = {words: state for state, words in WORDS.items()}
OUTCOMES = {None: Outcome.ADDED, True: Outcome.CHANGED, False: Outcome.SAME}
MOST_HOLDER = 60


@dataclass
class ComponentList:
    """One run over a list of components: what the district knows, read once, and which codes have come so far."""

    came: dict[str, int] = field(default_factory=dict)
    """Code → the number of its row."""
    _units: Mapping[str, Holder] = field(default_factory=dict)
    _grids: Mapping[str, uuid.UUID] = field(default_factory=dict)
    _known: Known | None = None

    def look(self, session: Session, rows: Sequence[Row]) -> list[Verdict]:
        """What would become of these rows; nothing is written."""
        good, verdicts = self._judge(session, rows)
        found = find_listed(session, [one for _, one in good])
        for row, one in good:
            was = found.get(one.code)
            outcome = Outcome.ADDED if was is None else OUTCOMES[bool(differences(was, one))]
            verdicts[row.number] = Verdict(row.number, outcome, one.name or one.klass)
        return [verdicts[row.number] for row in rows]

    def take(self, work: Work, rows: Sequence[Row]) -> list[Verdict]:
        """Write these rows, those that are refused left out."""
        good, verdicts = self._judge(work.session, rows)
        done = put_listed(work, [one for _, one in good])
        for (row, one), changed in zip(good, done, strict=True):
            verdicts[row.number] = Verdict(row.number, OUTCOMES[changed], one.name or one.klass)
        return [verdicts[row.number] for row in rows]

    def _judge(
        self, session: Session, rows: Sequence[Row]
    ) -> tuple[list[tuple[Row, Listed]], dict[int, Verdict]]:
        if self._known is None:
            self._read(session)
        good, refused = [], {}
        for row in rows:
            try:
                good.append((row, self._listed(session, row)))
            except Refused as wrong:
                refused[row.number] = Verdict(row.number, Outcome.REFUSED, about_row(row), str(wrong))
        return good, refused

    def _read(self, session: Session) -> None:
        units = [(unit.code, unit.name, unit.id) for unit in session.scalars(select(Unit).where(Unit.live))]
        self._units = {
            word: Holder(key, name) for code, name, key in reversed(units) for word in (name, code)
        }
        self._grids = dict(iter(session.execute(select(Grid.code, Grid.id))))
        self._known = known_codes(session)

    def _listed(self, session: Session, row: Row) -> Listed:
        needed(row, code="部件编码", klass="类别", lng="经度", lat="纬度")
        short_enough(row, klass=40, name=80, unit=MOST_HOLDER, keeper=MOST_HOLDER)
        code = self._code(row)
        at = position_of(row)
        return Listed(
            code, row["klass"], row["name"] or None, at, _state(row["state"]), self._grid(session, row["grid"], at),
            self._holder(row["unit"]), self._holder(row["keeper"]),
        )  # fmt: skip

    def _code(self, row: Row) -> str:
        try:
            code = read_code(row["code"], self._known or Known()).digits
        except BadCode as wrong:
            raise Refused(str(wrong)) from None
        first = self.came.setdefault(code, row.number)
        if first != row.number:
            raise Refused(f"部件编码「{code}」和第 {first} 行重复，一个部件只写一行。")
        return code

    def _holder(self, typed: str) -> Holder | None:
        """A unit by number or name; anybody else stays in words: a bureau that has no sign-in here owns things too."""
        if not typed:
            return None
        found = self._units.get(typed)
        if found is None and typed.isascii():
            raise Refused(f"没有编号为「{typed}」的单位，请先在单位里导入，或者写单位的名字。")
        return found or Holder(None, typed)

    def _grid(self, session: Session, typed: str, at: tuple[float, float] | None) -> uuid.UUID | None:
        if not typed:
            area = grid_at(session, *at) if at else None
            return area.id if area else None
        found = self._grids.get(typed)
        if found is None:
            raise Refused(f"没有编号为「{typed}」的网格，请核对，或空着按位置算。")
        return found


def _state(typed: str) -> ComponentState | None:
    if typed and typed not in STATES:
        raise Refused(f"状态「{typed[:12]}」没有，可以写：{'、'.join(STATES)}。")
    return STATES.get(typed)
