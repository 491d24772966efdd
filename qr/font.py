"""Builds the Chinese fonts of plates and papers: Noto Sans SC and Noto Serif SC, cut down to what we print.

`python -m qr.font` takes them from the installed front-end packages and puts them into `qr/font/`, which is not committed.
No openly licensed 仿宋 of simplified characters is to be had as a package; 宋体 is the face next to it.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from fontTools.subset import Options, Subsetter, load_font, save_font

from qr.characters import characters
from qr.typeface import BOLD, BUILD_COMMAND, FOLDER, REGULAR, SONG, TITLE_SONG, FontMissingError

SOURCE = FOLDER.parent.parent / "pwa" / "node_modules" / "@expo-google-fonts"

_CUTS = {
    REGULAR: Path("noto-sans-sc") / "400Regular" / "NotoSansSC_400Regular.ttf",
    BOLD: Path("noto-sans-sc") / "700Bold" / "NotoSansSC_700Bold.ttf",
    SONG: Path("noto-serif-sc") / "400Regular" / "NotoSerifSC_400Regular.ttf",
    TITLE_SONG: Path("noto-serif-sc") / "700Bold" / "NotoSerifSC_700Bold.ttf",
}
_LICENCES = {"LICENSE_FONT": "noto-sans-sc", "LICENSE_FONT_SERIF": "noto-serif-sc"}
"""Under what name the licence of which package is kept beside the faces."""
_STAMP = "built.txt"


class Built(NamedTuple):
    """What `build_font` did: where the faces are, and whether this call had to make them."""

    folder: Path
    fresh: bool


def build_font(source_dir: Path = SOURCE, target_dir: Path = FOLDER) -> Built:
    """Cut the faces of the packages at `source_dir` down to `characters()` and put them into `target_dir`.

    Does nothing when they are there already and were made from the same list. Each file appears whole or not at
    all, so that two builds at once do no harm.

    Raises:
        FontMissingError: a package is not installed at `source_dir`, or lacks a character of the list.
    """
    if _is_built(target_dir):
        return Built(target_dir, fresh=False)
    missing = [str(source_dir / face) for face in _CUTS.values() if not (source_dir / face).is_file()]
    if missing:
        raise FontMissingError(
            f"找不到要用的中文字体：{missing[0]}。请先在 pwa 目录运行 npm ci，再运行 {BUILD_COMMAND}。"
        )
    target_dir.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target_dir, prefix=".building-") as scratch:
        for name, face in _CUTS.items():
            _cut(source_dir / face, Path(scratch) / f"{name}.ttf")
        for licence, package in _LICENCES.items():
            shutil.copyfile(source_dir / package / "LICENSE_FONT", Path(scratch) / licence)
        (Path(scratch) / _STAMP).write_text(_fingerprint(), "utf-8")
        # The stamp comes last: it vouches for the rest.
        for made in (*(f"{name}.ttf" for name in _CUTS), *_LICENCES, _STAMP):
            os.replace(Path(scratch) / made, target_dir / made)
    return Built(target_dir, fresh=True)


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
                f"字体 {source.name} 缺 {len(absent)} 个规范汉字，如 {min(absent)}，不能用来印。"
            )
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=[ord(character) for character in characters()])
        subsetter.subset(font)
        save_font(font, str(target), options)


def _is_built(folder: Path) -> bool:
    faces = all((folder / f"{name}.ttf").is_file() for name in _CUTS)
    stamp = folder / _STAMP
    return faces and stamp.is_file() and stamp.read_text("utf-8") == _fingerprint()


def _fingerprint() -> str:
    """Changes when the list of characters or the choice of faces changes."""
    wanted = "".join(sorted(characters())) + "".join(map(str, _CUTS.values()))
    return hashlib.sha256(wanted.encode()).hexdigest() + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the font from the command line; 0 when it is there afterwards, 1 with a sentence when not."""
    parser = argparse.ArgumentParser(prog=BUILD_COMMAND, description="准备服务板和公文要用的中文字体")
    parser.add_argument("--source", type=Path, default=SOURCE, metavar="DIR", help="字体包所在目录")
    parser.add_argument("--target", type=Path, default=FOLDER, metavar="DIR", help="做好的字体放在哪里")
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
