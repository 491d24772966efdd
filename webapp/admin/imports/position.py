"""经度, 纬度, 坐标系: the position of a row, turned to WGS-84 as it comes in."""

from webapp.admin.imports.table import Column, Row
from webapp.admin.imports.verdict import Refused
from webapp.place.datum import Datum, Point, to_wgs84

DATUMS = {
    "wgs84": Datum.WGS84, "cgcs2000": Datum.WGS84, "gps": Datum.WGS84, "国家2000": Datum.WGS84,
    "gcj02": Datum.GCJ02, "高德": Datum.GCJ02, "腾讯": Datum.GCJ02, "火星": Datum.GCJ02,
    "bd09": Datum.BD09, "百度": Datum.BD09,
}  # fmt: skip
"""Words of the column; CGCS2000 and WGS-84 differ by centimetres."""


def position_columns(required: bool = False) -> tuple[Column, ...]:
    """The columns of a position, for a list that has one."""
    return (
        Column("lng", "经度", (), required=required, example="116.40000"),
        Column("lat", "纬度", (), required=required, example="39.90000"),
        Column("datum", "坐标系", ("坐标系统", "坐标基准"), example="WGS84"),
    )


def position_of(row: Row) -> Point | None:
    """Degrees (east, north) in WGS-84; None when the row has none. Without 坐标系 the numbers are WGS-84."""
    lng, lat = _degrees(row["lng"], "经度", 73, 136), _degrees(row["lat"], "纬度", 3, 54)
    if lng is None and lat is None:
        return None
    if lng is None or lat is None:
        raise Refused("经度和纬度要么都填，要么都空着。")
    word = row["datum"].lower().replace("-", "").replace("_", "").replace(" ", "")
    datum = DATUMS.get(word.removesuffix("坐标系").removesuffix("坐标")) if word else Datum.WGS84
    if datum is None:
        raise Refused(f"坐标系「{row['datum']}」没有，可以写：WGS84、GCJ02、BD09、CGCS2000。")
    return to_wgs84(lng, lat, datum)


def _degrees(typed: str, word: str, least: float, most: float) -> float | None:
    if not typed:
        return None
    try:
        value = float(typed)
    except ValueError:
        raise Refused(f"{word}「{typed}」不是数字。") from None
    if not least <= value <= most:
        raise Refused(f"{word}「{typed}」不在中国境内，是不是经纬度写反了？")
    return value
