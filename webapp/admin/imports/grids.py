"""网格: their names and borders. A grid is made by the list of doors; here it gets the outline that maps show."""

import re

from sqlalchemy import select

from webapp.admin.imports.position import DATUMS
from webapp.admin.imports.table import Column, Row
from webapp.admin.imports.verdict import Outcome, Refused, differs, needed, short_enough
from webapp.base.work import Work
from webapp.place.datum import Datum, to_wgs84
from webapp.place.records import Grid

COLUMNS = (
    Column("code", "网格编号", ("网格代码", "编号"), required=True, example="110101001001001"),
    Column("name", "名称", ("网格名称", "网格"), example="新街社区第1网格"),
    Column("outline", "范围", ("边界", "坐标串"), example="116.40 39.90, 116.41 39.90, 116.41 39.91"),
    Column("datum", "坐标系", ("坐标系统", "坐标基准"), example="WGS84"),
)
MOST_CORNERS = 200
_PAIR = re.compile(r"(-?\d+(?:\.\d+)?)[\s,，]+(-?\d+(?:\.\d+)?)")


def take_grid(work: Work, row: Row) -> tuple[Outcome, str]:
    """Give a known grid its name and its border."""
    needed(row, code="网格编号")
    short_enough(row, name=40)
    grid = work.session.scalars(select(Grid).where(Grid.code == row["code"])).first()
    if grid is None:
        raise Refused(f"没有编号为「{row['code']}」的网格，请先在单元门里导入。")
    outline = _outline(row["outline"], row["datum"]) if row["outline"] else grid.outline
    changed = differs(grid, name=row["name"] or grid.name, outline=outline)
    return (Outcome.CHANGED if changed else Outcome.SAME), grid.name


def _outline(typed: str, datum_word: str) -> list[list[float]]:
    """A ring from `lng lat, lng lat, …` or WKT's `POLYGON((…))`, in WGS-84 without the first repeated."""
    datum = DATUMS.get(
        datum_word.lower().replace("-", "").replace(" ", ""), Datum.WGS84 if not datum_word else None
    )
    if datum is None:
        raise Refused(f"坐标系「{datum_word}」没有，可以写：WGS84、GCJ02、BD09、CGCS2000。")
    corners = [(float(lng), float(lat)) for lng, lat in _PAIR.findall(typed)]
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    if not 3 <= len(corners) <= MOST_CORNERS:
        raise Refused(f"范围要有 3 到 {MOST_CORNERS} 个角，每个写「经度 纬度」，中间用逗号。")
    if not all(73 <= lng <= 136 and 3 <= lat <= 54 for lng, lat in corners):
        raise Refused("范围里有不在中国境内的点，是不是经纬度写反了？")
    return [[round(part, 7) for part in to_wgs84(lng, lat, datum)] for lng, lat in corners]
