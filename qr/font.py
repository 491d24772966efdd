"""The Chinese font of the plates: Noto Sans SC cut down to the standard characters, built once, found and loaded here.

`python -m qr.font` builds it from the installed front-end packages into `qr/font/`, which is not committed.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from fontTools.subset import Options, Subsetter, load_font, save_font
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

HERE = Path(__file__).resolve().parent
TARGET = HERE / "font"
SOURCE = HERE.parent / "pwa" / "node_modules" / "@expo-google-fonts" / "noto-sans-sc"

REGULAR = "NotoSansSC-Regular"
BOLD = "NotoSansSC-Bold"

_FACES = {
    REGULAR: Path("400Regular") / "NotoSansSC_400Regular.ttf",
    BOLD: Path("700Bold") / "NotoSansSC_700Bold.ttf",
}
_LICENCE = "LICENSE_FONT"
_STAMP = "built.txt"
# 〇 is in no list and on many doors; the rest are what people type between the words of an address.
_BESIDE_THE_LISTS = "〇–—…·“”‘’ ©°²№"
_COMMAND = "python -m qr.font"


class FontMissingError(RuntimeError):
    """The font was not built, or its source is not installed."""


class Built(NamedTuple):
    """What `build_font` did: where the faces are, and whether this call had to make them."""

    folder: Path
    fresh: bool


@cache
def characters() -> frozenset[str]:
    """Every character that the plates can print: ASCII, GB2312 and the 8,105 of 通用规范汉字表 (2013)."""
    gb2312 = (
        bytes([row, cell]).decode("gb2312", "ignore")
        for row in range(0xA1, 0xF8)
        for cell in range(0xA1, 0xFF)
    )
    listed = (HERE / "standard_characters.txt").read_text("utf-8").splitlines()
    beyond = (character for line in listed if not line.startswith("#") for character in line)
    return frozenset(map(chr, range(0x20, 0x7F))).union("".join(gb2312), beyond, _BESIDE_THE_LISTS)


def build_font(source_dir: Path = SOURCE, target_dir: Path = TARGET) -> Built:
    """Cut both faces of the package at `source_dir` down to `characters()` and put them into `target_dir`.

    Does nothing when they are there already and were made from the same list. Each file appears whole or not at
    all, so that two builds at once do no harm.

    Raises:
        FontMissingError: the package is not installed at `source_dir`, or lacks a character of the list.
    """
    if _is_built(target_dir):
        return Built(target_dir, fresh=False)
    missing = [str(source_dir / face) for face in _FACES.values() if not (source_dir / face).is_file()]
    if missing:
        raise FontMissingError(
            f"找不到服务板要用的中文字体：{missing[0]}。请先在 pwa 目录运行 npm ci，再运行 {_COMMAND}。"
        )
    target_dir.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target_dir, prefix=".building-") as scratch:
        for name, face in _FACES.items():
            _cut(source_dir / face, Path(scratch) / f"{name}.ttf")
        shutil.copyfile(source_dir / _LICENCE, Path(scratch) / _LICENCE)
        (Path(scratch) / _STAMP).write_text(_fingerprint(), "utf-8")
        for made in (
            *(f"{name}.ttf" for name in _FACES),
            _LICENCE,
            _STAMP,
        ):  # the stamp last: it vouches for the rest
            os.replace(Path(scratch) / made, target_dir / made)
    return Built(target_dir, fresh=True)


@cache
def load_fonts(folder: Path = TARGET) -> None:
    """Make both faces known to reportlab under `REGULAR` and `BOLD`; once a process.

    Raises:
        FontMissingError: they were not built.
    """
    for name in _FACES:
        file = folder / f"{name}.ttf"
        if not file.is_file():
            raise FontMissingError(f"服务板要用的中文字体还没有做好：缺 {file}。请先运行 {_COMMAND}。")
        pdfmetrics.registerFont(TTFont(name, str(file)))


def printed_width(text: str, bold: bool) -> float:
    """Width of a line in em, as the printed face sets it. The fonts must be loaded."""
    return float(pdfmetrics.stringWidth(text, BOLD if bold else REGULAR, 1))


def _cut(source: Path, target: Path) -> None:
    """Write one face with only the listed characters, without layout tables, which no printer of ours reads."""
    options = Options(
        layout_features=[], notdef_outline=True, hinting=False, name_IDs=["*"], name_languages=["*"]
    )
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "vhea", "vmtx"]
    with load_font(str(source), options) as font:
        absent = characters() - {chr(point) for point in font.getBestCmap()}
        if absent:
            raise FontMissingError(
                f"字体 {source.name} 缺 {len(absent)} 个规范汉字，如 {min(absent)}，不能用来印服务板。"
            )
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=[ord(character) for character in characters()])
        subsetter.subset(font)
        save_font(font, str(target), options)


def _is_built(folder: Path) -> bool:
    faces = all((folder / f"{name}.ttf").is_file() for name in _FACES)
    stamp = folder / _STAMP
    return faces and stamp.is_file() and stamp.read_text("utf-8") == _fingerprint()


def _fingerprint() -> str:
    """Changes when the list of characters or the choice of faces changes."""
    wanted = "".join(sorted(characters())) + "".join(map(str, _FACES.values()))
    return hashlib.sha256(wanted.encode()).hexdigest() + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the font from the command line; 0 when it is there afterwards, 1 with a sentence when not."""
    parser = argparse.ArgumentParser(prog=_COMMAND, description="准备服务板要用的中文字体")
    parser.add_argument("--source", type=Path, default=SOURCE, metavar="DIR", help="字体包所在目录")
    parser.add_argument("--target", type=Path, default=TARGET, metavar="DIR", help="做好的字体放在哪里")
    chosen = parser.parse_args(arguments)
    try:
        built = build_font(chosen.source, chosen.target)
    except FontMissingError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"字体{'做好了' if built.fresh else '已经在了'}：{built.folder}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
