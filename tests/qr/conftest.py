"""What the tests of plates share: the font, built as the set-up builds it, and plates with seeded codes."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from qr.door_plate import Plate
from qr.font import build_font

PLACES = (
    "新街坊30号院 5号楼 2单元",
    "北里 1号楼",
    "翠湖花园二期（北区）临街商业综合楼 12号楼 1单元",
    "示范区清河街道槐树社区老棉纺厂第三职工宿舍家属院甲18号院东侧筒子楼 3号楼 10单元",
    "槐荫胡同甲7号",
    "幸福里😀小区 2栋",
    "示范路 88弄 15号 东门",
    "一二三四五六七八九十" * 12 + " 9号楼 3单元",
)


@pytest.fixture(scope="session", autouse=True)
def font() -> Path:
    """The built font; without the browser packages this fails with the sentence that says what to run."""
    return build_font().folder


@pytest.fixture
def plates() -> Callable[[int], list[Plate]]:
    """Makes so many plates, always the same, with all the kinds of places in turn."""

    def make(count: int) -> list[Plate]:
        draw = random.Random(463)
        made = []
        for number in range(count):
            code = "".join(draw.choices("23456789ABCDEFGHJKMNPQRSTUVWXYZ", k=8))
            place = PLACES[number % len(PLACES)]
            url = f"https://mashang.example.gov.cn/q/{code}"
            made.append(Plate(url, code, place, "12345", "mashang.example.gov.cn"))
        return made

    return make
