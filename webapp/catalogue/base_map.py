"""The ground of the map: none, an own picture, or the tiles of a map service by the district's key. Pure.

Addresses and datums as the services' manuals give them: 天地图 (lbs.tianditu.gov.cn, map service; CGCS2000, which is
WGS-84 to centimetres) and 高德 (lbs.amap.com; GCJ-02). The browser turns datums; nothing here is shifted.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

KINDS: Final = {"无": "none", "图片": "image", "天地图": "tianditu", "高德": "amap"}
"""What the page says, and what is stored in code."""
_KEY = re.compile(r"[0-9A-Za-z]{16,64}")
_TIANDITU = (
    "https://t{s}.tianditu.gov.cn/%s_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=%s&STYLE=default"
    "&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk="
)
_AMAP = (
    "https://webrd0{s}.is.autonavi.com/appmaptile?lang=zh_cn&size=1&scale=1&style=8&x={x}&y={y}&z={z}&key="
)


def base_map(decided: Mapping[str, Any]) -> dict[str, Any]:
    """What the browser's map is told: kind, then `layers` (address, digits for {s}), `datum`, or `url` and `bounds`."""
    kind, key = KINDS.get(decided["base_map"], "none"), decided["base_map_key"]
    if kind == "tianditu" and key:
        layers = [{"url": _TIANDITU % (name, name) + key, "digits": "01234567"} for name in ("vec", "cva")]
        return {"kind": "tiles", "datum": "wgs84", "credit": "天地图", "most": 18, "layers": layers}
    if kind == "amap" and key:
        layers = [{"url": _AMAP + key, "digits": "1234"}]
        return {"kind": "tiles", "datum": "gcj02", "credit": "高德地图", "most": 18, "layers": layers}
    if kind == "image" and decided["base_map_image"]:
        url, *bounds = decided["base_map_image"].split()
        return {"kind": "image", "url": url, "bounds": [float(part) for part in bounds]}
    return {"kind": "none"}


def picture_hosts(told: Mapping[str, Any]) -> tuple[str, ...]:
    """The origins that pictures of this base map come from, for the content policy; none of our own."""
    if told["kind"] == "tiles":
        found = [layer["url"].replace("{s}", digit) for layer in told["layers"] for digit in layer["digits"]]
    else:
        found = [told["url"]] if told["kind"] == "image" else []
    parts = (urlsplit(url) for url in found)
    return tuple(dict.fromkeys(f"{part.scheme}://{part.netloc}" for part in parts if part.netloc))


def read_kind(typed: str) -> str:
    """One of the four words; `ValueError` carries the sentence for the page."""
    if typed not in KINDS:
        raise ValueError(f"请填这几个里的一个：{'、'.join(KINDS)}。")
    return typed


def read_key(typed: str) -> str:
    """A service's key, or nothing."""
    if typed and not _KEY.fullmatch(typed):
        raise ValueError("密钥只有字母和数字，16 到 64 位，请从服务商的控制台复制。")
    return typed


def read_image(typed: str) -> str:
    """`address west south east north`, or nothing; the address is a page of ours or https."""
    if not typed:
        return typed
    url, *bounds = typed.split()
    parts = urlsplit(url)
    ours = url.startswith("/") and not url.startswith("//")
    if len(url) > 200 or not (
        ours or (parts.scheme == "https" and re.fullmatch(r"[\w.:-]+", parts.netloc, re.A))
    ):
        raise ValueError("图片地址要以 https:// 或 / 开头。")
    try:
        west, south, east, north = (float(part) for part in bounds)
    except ValueError:
        raise ValueError("地址后面要有四个数：西、南、东、北（WGS-84 度数），用空格隔开。") from None
    if not (73 <= west < east <= 136 and 3 <= south < north <= 54):
        raise ValueError("四个数的顺序是西、南、东、北，而且要在中国境内。")
    return " ".join([url, *bounds])


CHECKS: Final[Mapping[str, Callable[[str], str]]] = {
    "base_map": read_kind, "base_map_key": read_key, "base_map_image": read_image,
}  # fmt: skip
"""How the page reads what was typed for each of them."""
