"""What is printed: words that can be read and searched, cut marks, nothing over the edge, memory that stays flat."""

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader

from qr.code import AddressTooLongError
from qr.door_plate import FRAME, HEIGHT, PROMISE, WIDTH, Plate, layout, plate_svg
from qr.lettering import estimated_width
from qr.shapes import Modules, Shape, Words
from qr.sheet import A_SHEET, draw_board_a5, draw_sheet_a4
from qr.typeface import BOLD, load_fonts, printed_width
from tests.qr.paper import plate_pictures
from tests.qr.photograph import rendered

MM = 72 / 25.4


def pdf_of(plates, draw=draw_sheet_a4) -> bytes:
    out = io.BytesIO()
    assert draw(plates, out) == len(plates)
    return out.getvalue()


def words_of(pdf: bytes) -> list[str]:
    """The text of every page without blanks and line ends."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in document]
    finally:
        document.close()


def box(words: Words, width_of=printed_width) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a line, with the full height of its letters."""
    wide = words.size * (width_of(words.text, words.bold) + words.spacing * max(len(words.text) - 1, 0))
    left = words.x - wide / 2 if words.anchor == "middle" else words.x
    return left, words.baseline - 0.88 * words.size, left + wide, words.baseline + 0.12 * words.size


def test_everything_on_a_plate_can_be_found_as_text(plates) -> None:
    plate = plates(1)[0]
    for draw in (draw_sheet_a4, draw_board_a5):
        [text] = words_of(pdf_of([plate], draw))
        for said in (
            "码上说，马上办",
            "我们从不要验证码，也不收费",
            plate.place.replace(" ", ""),
            plate.short_code,
            plate.domain,
            plate.hotline,
        ):
            assert said in text
        assert plate.url not in text


def test_the_glyphs_are_the_ones_of_the_font_rare_characters_among_them(plates, font) -> None:
    """The place as printed against the same words set straight from the font file."""
    for place in ("北里 1号楼", "槐荫胡同甲7号", "𫖮𬭎家园䓖㛃里"):
        page = rendered(pdf_of([replace(plates(1)[0], place=place)]), 300)[0]
        [line] = [shape for shape in shapes_of(replace(plates(1)[0], place=place)) if is_text(shape, place)]
        per_mm = 300 / 25.4
        left, top, right, bottom = (edge * per_mm for edge in box(line))
        seen = plate_pictures(page)[0].convert("L").crop((left - 2, top, right + 2, bottom))
        wanted = Image.new("L", seen.size, 255)
        face = ImageFont.truetype(font / f"{BOLD}.ttf", line.size * per_mm)
        ImageDraw.Draw(wanted).text((2, 0.88 * line.size * per_mm), place, fill=36, font=face, anchor="ls")
        alike = np.corrcoef(np.asarray(seen).ravel(), np.asarray(wanted).ravel())[0, 1]
        assert alike > 0.9


def shapes_of(plate: Plate, width_of=printed_width) -> list[Shape]:
    load_fonts()
    return list(layout(plate, width_of))


def is_text(shape: Shape, text: str) -> bool:
    return isinstance(shape, Words) and shape.text == text


def test_the_chinese_faces_travel_inside_the_file(plates) -> None:
    reader = PdfReader(io.BytesIO(pdf_of(plates(8))))
    resources = reader.pages[0]["/Resources"]["/Font"].values()
    embedded = {
        font.get_object()["/BaseFont"]
        for font in resources
        if "/FontFile2" in (font.get_object().get("/FontDescriptor") or {})
    }
    assert {name.split("+")[-1] for name in embedded} == {"NotoSansSC-Regular", "NotoSansSC-Bold"}


def test_codes_are_drawn_as_lines_not_as_pictures(plates) -> None:
    reader = PdfReader(io.BytesIO(pdf_of(plates(8))))
    assert "/XObject" not in reader.pages[0]["/Resources"]
    drawing = reader.pages[0].get_contents().get_data()
    assert b"\nBI" not in drawing
    assert drawing.count(b" l h") > 8 * 20


@given(place=st.text(max_size=120), heading=st.text(max_size=40), other=st.text(max_size=60))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("width_of", [printed_width, lambda text, _bold: estimated_width(text)])
def test_no_words_leave_the_plate_touch_the_code_or_one_another(width_of, place, heading, other) -> None:
    plate = Plate("https://m.example.cn/q/7K3M9XQ2", other, place, other, other, heading)
    shapes = shapes_of(plate, width_of)
    [code] = [shape for shape in shapes if isinstance(shape, Modules)]
    quiet = 4 * code.side / code.code.size
    boxes = [box(shape, width_of) for shape in shapes if isinstance(shape, Words) and shape.text.strip()]
    for left, top, right, bottom in boxes:
        assert FRAME + 2 <= left <= right + 1e-9 <= WIDTH - FRAME - 2 + 1e-6
        assert FRAME <= top <= bottom <= HEIGHT - FRAME
        assert bottom <= code.y - quiet or top >= code.y + code.side + quiet - 0.3
    rows = sorted({(round(top, 3), round(bottom, 3)) for _, top, _, bottom in boxes})
    assert all(below[0] >= above[1] - 0.35 or below == above for above, below in pairwise(rows))


def test_long_names_stay_inside_the_green_frame_on_paper(plates) -> None:
    """The white margin inside the frame and the paper outside of it, looked at pixel by pixel."""
    plate = replace(plates(1)[0], heading="很长的标题" * 9, domain="d." * 40 + "cn", hotline="0" * 40)
    names = ["示范区清河街道" * n for n in range(1, 8)] + ["W" * 300]
    per_mm = 200 / 25.4
    for picture in plate_pictures(rendered(pdf_of([replace(plate, place=name) for name in names]), 200)[0]):
        light = np.asarray(picture.convert("L"))
        outside = int((FRAME - 0.5) * per_mm)
        edge = light.copy()
        edge[outside:-outside, outside:-outside] = 255
        edge[-12:, -12:] = edge[:12, :12] = edge[:12, -12:] = edge[-12:, :12] = 255  # the crosses for the cut
        assert edge.min() >= 250
        band = slice(int((FRAME + 1.2) * per_mm), int((FRAME + 2.8) * per_mm))
        rows = slice(int(20 * per_mm), int((HEIGHT - 10) * per_mm))
        assert light[rows, band].min() >= 250
        assert light[rows, ::-1][:, band].min() >= 250


@pytest.mark.parametrize("blank", [field.name for field in fields(Plate) if field.name != "url"])
def test_a_plate_with_something_left_blank_is_printed_all_the_same(plates, blank) -> None:
    [text] = words_of(pdf_of([replace(plates(1)[0], **{blank: ""})]))
    assert PROMISE in text
    assert "网址" in text or blank == "domain"
    assert "热线" in text or blank == "hotline"


def test_hostile_words_are_printed_as_words(plates) -> None:
    nasty = "<script>)Tj(\\ =cmd()\u202e\u0000😀"
    pdf = pdf_of([replace(plates(1)[0], place=nasty, short_code=nasty)])
    assert "<script>)Tj(\\=cmd()□" in words_of(pdf)[0]
    svg = ElementTree.fromstring(plate_svg(replace(plates(1)[0], place=nasty)))  # noqa: S314 - our own text
    assert "<script>)Tj(\\ =cmd()□" in svg.attrib["aria-label"]
    assert not list(svg.iter("script"))


def test_eight_plates_make_a_landscape_sheet_of_a4_and_the_ninth_a_new_one(plates) -> None:
    reader = PdfReader(io.BytesIO(pdf_of(plates(9))))
    assert [tuple(round(float(edge) / MM) for edge in page.mediabox[2:]) for page in reader.pages] == [
        (297, 210)
    ] * 2
    texts = words_of(pdf_of(plates(9)))
    assert [text.count(PROMISE) for text in texts] == [8, 1]
    assert plates(9)[8].short_code in texts[1]


def test_a_board_is_a_page_of_a5(plates) -> None:
    reader = PdfReader(io.BytesIO(pdf_of(plates(2), draw_board_a5)))
    assert [tuple(round(float(edge) / MM) for edge in page.mediabox[2:]) for page in reader.pages] == [
        (148, 210)
    ] * 2


def test_cut_marks_stand_at_every_cut_and_outside_the_plates(plates) -> None:
    page = np.asarray(rendered(pdf_of(plates(8)), 254)[0].convert("L"))  # ten dots a millimetre
    left, top = (297 - 4 * WIDTH) / 2, (210 - 2 * HEIGHT) / 2
    for column in range(5):
        x = round(10 * (left + column * WIDTH))
        for row in (round(10 * top) - 30, round(10 * (210 - top)) + 30):
            assert page[row, x - 3 : x + 4].min() < 200
    for line in range(3):
        y = round(10 * (top + line * HEIGHT))
        for column in (round(10 * left) - 30, round(10 * (297 - left)) + 30):
            assert page[y - 3 : y + 4, column].min() < 200


def test_the_same_plates_print_the_same_bytes(plates) -> None:
    assert pdf_of(plates(9)) == pdf_of(plates(9))


def test_the_preview_shows_the_same_words_and_is_free_of_inline_style(plates) -> None:
    plate = plates(1)[0]
    svg = plate_svg(plate)
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own text
    text = "".join(root.itertext())
    assert all(said in text for said in (plate.place, plate.short_code, plate.domain, plate.hotline, PROMISE))
    assert "style" not in svg
    assert "href" not in svg


def test_nothing_to_print_and_an_address_too_long_are_refused_and_nothing_is_written(plates) -> None:
    out = io.BytesIO()
    with pytest.raises(ValueError, match="没有要印的服务板"):
        draw_sheet_a4([], out)
    with pytest.raises(AddressTooLongError):
        draw_board_a5([replace(plates(1)[0], url="https://m.cn/" + "a" * 300)], out)
    assert out.getvalue() == b""


def test_plates_are_taken_a_sheet_at_a_time(plates) -> None:
    taken, ahead = 0, []

    def source() -> Iterator[Plate]:
        nonlocal taken
        for plate in plates(40):
            taken += 1
            yield plate

    class Watched(Plate):
        """A plate that notes how many were taken when it is drawn."""

        def __getattribute__(self, name: str):
            if name == "url":
                ahead.append(taken)
            return super().__getattribute__(name)

    draw_sheet_a4((Watched(**vars(plate)) for plate in source()), io.BytesIO())
    assert len(ahead) == 40
    assert all(seen - number <= A_SHEET for number, seen in enumerate(ahead))


PRESS = """
import io, random, re, sys, tempfile, time
from qr.door_plate import Plate
from qr.sheet import draw_sheet_a4
draw, count = random.Random(1), int(sys.argv[1])
def plates():
    for number in range(count):
        code = "".join(draw.choices("23456789ABCDEFGHJKMNPQRSTUVWXYZ", k=8))
        yield Plate(f"https://mashang.example.gov.cn/q/{code}", code, f"新街坊{number % 90}号院 {number % 12}号楼 2单元",
                    "12345", "mashang.example.gov.cn")
started = time.process_time()
with tempfile.TemporaryFile() as out:
    draw_sheet_a4(plates(), out)
seconds = time.process_time() - started
# Not ru_maxrss: that remembers the process that started this one.
print(seconds, int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024)
"""


def printed_by_another_process(count: int) -> tuple[float, float]:
    """CPU seconds and peak MB of printing so many plates."""
    done = subprocess.run(
        [sys.executable, "-c", PRESS, str(count)], capture_output=True, text=True, check=True
    )
    seconds, megabytes = map(float, done.stdout.split())
    return seconds, megabytes


def test_a_thousand_plates_take_five_seconds_and_hardly_more_memory_than_eighty(font) -> None:
    _, few = printed_by_another_process(80)
    seconds, many = printed_by_another_process(1000)
    sys.stderr.write(
        f"1,000 plates: {seconds:.2f} s (limit 5), peak {many:.0f} MB (limit 300), {many - few:.1f} MB over 80 plates\n"
    )
    assert seconds <= 5
    assert many <= 300
    assert many - few <= 15
