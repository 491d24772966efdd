"""The code as modules, outlines, SVG and PNG."""

import io
import re
from collections.abc import Iterable
from xml.etree import ElementTree

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from qr.code import QUIET_MODULES, AddressTooLongError, Code, code_of, code_png, code_svg

URL = "https://mashang.example.gov.cn/q/7K3M9XQ2"
SVG = "{http://www.w3.org/2000/svg}"


def filled(outlines: Iterable[list[tuple[int, int]]], size: int) -> tuple[tuple[bool, ...], ...]:
    """The modules that lie inside an odd number of outlines: what an even-odd fill paints."""
    walls: set[tuple[int, int]] = set()
    for corners in outlines:
        for (x, y), (next_x, next_y) in zip(corners, [*corners[1:], corners[0]], strict=True):
            assert (x == next_x) != (y == next_y), "an outline runs along the modules"
            if x == next_x:
                for row in range(*sorted((y, next_y))):
                    walls ^= {(x, row)}
    return tuple(
        tuple(sum((wall, y) in walls for wall in range(x + 1)) % 2 == 1 for x in range(size))
        for y in range(size)
    )


@given(st.text(min_size=1, max_size=30))
@settings(max_examples=30, deadline=None)
def test_outlines_enclose_the_dark_modules_and_nothing_else(path: str) -> None:
    code = code_of("https://m.example.cn/q/" + path, "Q")
    assert filled(code.outlines(), code.size) == code.rows


def test_outlines_hold_where_dark_modules_touch_only_by_a_corner() -> None:
    for rows in (((True, False), (False, True)), ((False, True), (True, False)), ((True,),), ((False,),)):
        assert filled(Code(rows).outlines(), len(rows)) == rows


@pytest.mark.parametrize("correction", ["Q", "H"])
def test_the_picture_is_read_as_the_address(correction) -> None:
    picture = Image.open(io.BytesIO(code_png(URL, correction=correction)))
    [found] = zxingcpp.read_barcodes(picture)
    assert (found.text, found.ec_level) == (URL, correction)


def test_the_picture_keeps_four_light_modules_on_every_side_and_not_more() -> None:
    picture = Image.open(io.BytesIO(code_png(URL, module_px=3))).convert("L")
    dark = picture.point(lambda light: 255 - light).getbbox()
    quiet = QUIET_MODULES * 3
    assert quiet >= 4 * 3
    assert dark == (quiet, quiet, picture.width - quiet, picture.height - quiet)


def test_a_patch_scraped_out_of_the_middle_does_no_harm_at_level_h() -> None:
    picture = Image.open(io.BytesIO(code_png(URL))).convert("L")
    third, half = picture.width // 7, picture.width // 2
    ImageDraw.Draw(picture).rectangle([half - third, half - third, half + third, half + third], fill=255)
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [URL]


def test_the_svg_fills_the_same_modules_inside_its_quiet_zone() -> None:
    root = ElementTree.fromstring(code_svg(URL))  # noqa: S314 - our own text
    path = root.findall(f"{SVG}path")[-1].attrib
    outlines = []
    for x, y, steps in re.findall(r"M(\d+) (\d+)((?:[HV]\d+)+)z", path["d"]):
        corners = [(int(x), int(y))]
        for way, to in re.findall(r"([HV])(\d+)", steps):
            corners.append((int(to), corners[-1][1]) if way == "H" else (corners[-1][0], int(to)))
        outlines.append(corners)
    code = code_of(URL)
    assert (path["fill-rule"], path["transform"]) == ("evenodd", "translate(4 4)")
    assert root.attrib["viewBox"] == f"0 0 {code.size + 8} {code.size + 8}"
    assert filled(outlines, code.size) == code.rows


def test_the_svg_names_itself_and_escapes_the_address() -> None:
    root = ElementTree.fromstring(code_svg('https://m.example.cn/q/"<x>&'))  # noqa: S314 - our own text
    assert root.attrib["aria-label"] == '二维码 https://m.example.cn/q/"<x>&'


@pytest.mark.parametrize(("correction", "most"), [("H", 119), ("Q", 151)])
def test_an_address_that_makes_too_fine_a_code_is_refused_with_a_sentence(correction, most) -> None:
    assert code_of("a" * most, correction).size == 57
    for length in (most + 1, 5000):
        with pytest.raises(AddressTooLongError, match="网址太长"):
            code_of("a" * length, correction)


def test_no_address_is_refused() -> None:
    with pytest.raises(ValueError, match="没有网址"):
        code_of("")
