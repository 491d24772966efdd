"""The faces of plates and of official papers as reportlab knows them. `qr.font` builds them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FOLDER = Path(__file__).resolve().parent / "font"
"""Where the built faces live; not committed."""

REGULAR = "NotoSansSC-Regular"
BOLD = "NotoSansSC-Bold"
FACES = (REGULAR, BOLD)
"""Of the plates."""
SONG = "NotoSerifSC-Regular"
TITLE_SONG = "NotoSerifSC-Bold"
PAPER_FACES = (SONG, TITLE_SONG)
"""Of official papers: text, and the heavy one of head and title."""

BUILD_COMMAND = "python -m qr.font"


class FontMissingError(RuntimeError):
    """The font was not built, or its source is not installed."""


@cache
def load_fonts(folder: Path = FOLDER, faces: tuple[str, ...] = FACES) -> None:
    """Make faces known to reportlab by their names, those of the plates unless told; once a process.

    Raises:
        FontMissingError: they were not built.
    """
    for name in faces:
        file = folder / f"{name}.ttf"
        if not file.is_file():
            raise FontMissingError(f"要用的中文字体还没有做好：缺 {file}。请先运行 {BUILD_COMMAND}。")
        pdfmetrics.registerFont(TTFont(name, str(file)))


def printed_width(text: str, bold: bool) -> float:
    """Width of a line in em, as the printed face sets it. The fonts must be loaded."""
    return float(pdfmetrics.stringWidth(text, BOLD if bold else REGULAR, 1))
