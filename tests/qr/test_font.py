"""The font is built once, whole, and says what is missing."""

import shutil
import subprocess
import sys

import pytest
from fontTools.ttLib import TTFont

from qr.characters import characters
from qr.font import SOURCE, build_font, main
from qr.typeface import BOLD, FACES, PAPER_FACES, FontMissingError, load_fonts, printed_width


def test_all_faces_hold_every_character_and_outlines_that_a_pdf_can_embed(font) -> None:
    for face in (*FACES, *PAPER_FACES):
        with TTFont(font / f"{face}.ttf") as built:
            assert {chr(point) for point in built.getBestCmap()} >= characters()
            assert "glyf" in built
            assert len(built.getGlyphOrder()) < 12_000
    for licence in ("LICENSE_FONT", "LICENSE_FONT_SERIF"):
        assert "SIL Open Font License" in (font / licence).read_text("utf-8")


def test_building_again_touches_nothing(font) -> None:
    before = {file: file.stat().st_mtime_ns for file in font.iterdir()}
    assert build_font(target_dir=font) == (font, False)
    assert {file: file.stat().st_mtime_ns for file in font.iterdir()} == before


def test_a_lost_face_or_a_changed_list_is_built_again(font, tmp_path) -> None:
    copy = shutil.copytree(font, tmp_path / "font")
    (copy / f"{BOLD}.ttf").unlink()
    (copy / "built.txt").write_text("another list\n")
    assert build_font(SOURCE, copy).fresh
    assert (copy / f"{BOLD}.ttf").is_file()
    assert sorted(file.name for file in copy.iterdir()) == sorted(file.name for file in font.iterdir())
    assert not build_font(SOURCE, copy).fresh


def test_a_missing_package_is_said_in_a_sentence(tmp_path, capsys) -> None:
    arguments = ["--source", str(tmp_path / "nowhere"), "--target", str(tmp_path / "font")]
    assert main(arguments) == 1
    said = capsys.readouterr().err
    assert "找不到要用的中文字体" in said
    assert "npm ci" in said
    assert not (tmp_path / "font").exists()


def test_printing_without_the_font_says_how_to_build_it(tmp_path) -> None:
    with pytest.raises(FontMissingError, match=r"请先运行 python -m qr\.font"):
        load_fonts(tmp_path)


def test_the_command_is_quiet_work_when_all_is_there() -> None:
    done = subprocess.run([sys.executable, "-m", "qr.font"], capture_output=True, text=True, check=True)
    assert "已经在了" in done.stdout


def test_a_chinese_letter_is_one_em_wide() -> None:
    load_fonts()
    assert printed_width("码上说", bold=True) == pytest.approx(3)
    assert printed_width("i", bold=False) < 0.5
