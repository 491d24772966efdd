"""Plates at print size are read by a phone: clean, tilted, with glare, soiled. Rendered from the PDF that is printed."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
import zxingcpp

from qr.sheet import draw_board_a5, draw_sheet_a4
from tests.qr.paper import plate_pictures
from tests.qr.photograph import marks_wiped, photograph, rendered, soiled

DPI = 300
PER_MM = DPI / 25.4
FRAMES = 6  # a phone looks until it has read; the dirt stays, the angle and the glare change

FILM = (0.2, 0.65)  # dust and dried splashes that a little print shines through
SPLASHES = (0.3, 0.9)  # mud and paint that hide it almost
CRUST = (0.9, 1.0)


def texts(picture) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def printed(plates, count=8):
    made = plates(count)
    out = BytesIO()
    draw_sheet_a4(made, out)
    return made, rendered(out.getvalue(), DPI)


def test_all_eight_codes_of_a_sheet_are_read_at_once_in_reading_order(plates) -> None:
    made, [page] = printed(plates)
    found = sorted(
        zxingcpp.read_barcodes(page),
        key=lambda code: (code.position.top_left.y // 500, code.position.top_left.x),
    )
    assert [code.text for code in found] == [plate.url for plate in made]
    assert {code.ec_level for code in found} == {"H"}


def test_every_plate_is_read_tilted_and_with_glare(plates) -> None:
    made, [page] = printed(plates)
    for number, (plate, picture) in enumerate(zip(made, plate_pictures(page), strict=True)):
        frames = (texts(photograph(picture, 100 * number + frame)) for frame in range(FRAMES))
        assert any(found == [plate.url] for found in frames), plate.short_code


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_plate_is_read_tilted_with_glare_and_a_fifth_of_it_dirty(plates, seed) -> None:
    made, [page] = printed(plates)
    for number, (plate, picture) in enumerate(zip(made, plate_pictures(page), strict=True)):
        dirty = marks_wiped(picture, soiled(picture, 1000 * seed + number, 0.2, 4 * PER_MM, SPLASHES))
        assert [plate.url] in (texts(photograph(dirty, 100 * number + frame)) for frame in range(FRAMES))


def test_with_dirt_on_the_corner_marks_too_most_plates_are_read_and_none_is_misread(plates) -> None:
    """No reader finds a code whose corner mark is gone; a fifth of the plate under thin dirt mostly leaves them."""
    made, [page] = printed(plates)
    read = 0
    for number, (plate, picture) in enumerate(zip(made * 2, plate_pictures(page) * 2, strict=True)):
        dirty = soiled(picture, 1000 + number, 0.2, 4 * PER_MM, FILM)
        found = next(
            filter(None, (texts(photograph(dirty, 100 * number + frame)) for frame in range(FRAMES))), []
        )
        assert found in ([], [plate.url]), "a dirty code may be mute, never wrong"
        read += bool(found)
    assert read >= 0.8 * 2 * len(made)


def test_the_dirt_is_real_a_crust_over_most_of_a_plate_silences_it(plates) -> None:
    """Guards the tests above: the camera and the dirt can make a code unreadable."""
    _, [page] = printed(plates, 1)
    crusted = soiled(plate_pictures(page)[0], 5, 0.6, 4 * PER_MM, CRUST)
    assert [texts(photograph(crusted, frame)) for frame in range(FRAMES)] == [[]] * FRAMES


def test_a_board_is_read_tilted_and_soiled(plates) -> None:
    made, out = plates(2), BytesIO()
    assert draw_board_a5(made, out) == 2
    for number, (plate, page) in enumerate(zip(made, rendered(out.getvalue(), 200), strict=True)):
        dirty = soiled(page, number, 0.2, 8 * 200 / 25.4, FILM)
        assert [plate.url] in (texts(photograph(dirty, frame)) for frame in range(FRAMES))


@pytest.mark.parametrize("url_length", [12, 41, 110])
def test_four_modules_around_every_code_are_white_paper(plates, url_length) -> None:
    """For addresses short and long: measured in the printed picture, around the corners that the reader found."""
    made = [replace(plate, url="https://m.cn/".ljust(url_length, plate.short_code[0])) for plate in plates(8)]
    out = BytesIO()
    draw_sheet_a4(made, out)
    [page] = rendered(out.getvalue(), DPI)
    light = np.asarray(page.convert("L"))
    codes = zxingcpp.read_barcodes(page)
    assert len(codes) == 8
    for code in codes:
        left, top = code.position.top_left.x, code.position.top_left.y
        right, bottom = code.position.bottom_right.x, code.position.bottom_right.y
        module = (right - left) / (int(code.extra["Version"]) * 4 + 17)
        quiet = int(4 * module) - 2  # the reader's corners are whole pixels
        around = light[top - quiet : bottom + quiet, left - quiet : right + quiet].copy()
        around[quiet - 3 : 3 - quiet, quiet - 3 : 3 - quiet] = 255
        assert around.min() >= 250


def test_the_code_takes_most_of_the_width_and_is_black_on_white(plates) -> None:
    _, [page] = printed(plates)
    for picture in plate_pictures(page):
        [code] = zxingcpp.read_barcodes(picture)
        side = code.position.top_right.x - code.position.top_left.x
        assert side > 0.6 * picture.width
        inside = np.asarray(picture.convert("L"))[
            code.position.top_left.y : code.position.bottom_left.y,
            code.position.top_left.x : code.position.top_right.x,
        ]
        assert inside.min() == 0
        assert inside.max() == 255
