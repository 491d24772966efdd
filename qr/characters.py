"""Which characters a plate can print: the standard ones of Chinese signs, and no list longer than that."""

from __future__ import annotations

from functools import cache
from pathlib import Path

STANDARD = Path(__file__).with_name("standard_characters.txt")

# 〇 is in no list and on many doors; the rest are what people type between the words of an address.
_BESIDE_THE_LISTS = "〇–—…·“”‘’©°²№"


@cache
def characters() -> frozenset[str]:
    """Every character that the plates can print: ASCII, GB2312 and the 8,105 of 通用规范汉字表 (2013)."""
    gb2312 = (
        bytes([row, cell]).decode("gb2312", "ignore")
        for row in range(0xA1, 0xF8)
        for cell in range(0xA1, 0xFF)
    )
    lines = STANDARD.read_text("utf-8").splitlines()
    beyond = (character for line in lines if not line.startswith("#") for character in line)
    return frozenset(map(chr, range(0x20, 0x7F))).union("".join(gb2312), beyond, _BESIDE_THE_LISTS)
