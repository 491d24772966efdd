"""Canned sentences for residents: a district's own list, with placeholders that are filled from the ticket. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

PLACEHOLDERS: Final = ("单位", "单号", "类别", "地点", "办结时间")
SENTENCES: Final = [
    "师傅已经看过现场，{单位}正在备料，到了马上来修。",
    "今天来过，家里没人，麻烦您说个方便的时间。",
    "配件要从厂家调货，到货当天就装，有变化我们先告诉您。",
    "这件事要几家一起办，我们在催，有进展就在这里告诉您。",
    "您反映的{类别}，最晚{办结时间}办完。",
]
LONGEST: Final = 120
MOST: Final = 20
_HOLE = re.compile(r"\{([^{}]*)\}")


def read_sentences(typed: str) -> list[str]:
    """The list from a form, one a line; ValueError with the sentence for the page."""
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    if not 1 <= len(lines) <= MOST:
        raise ValueError(f"写 1 到 {MOST} 句，一行一句。")
    for line in lines:
        if len(line) > LONGEST:
            raise ValueError(f"「{line[:12]}…」太长，一句最多 {LONGEST} 个字。")
        unknown = [hole for hole in _HOLE.findall(line) if hole not in PLACEHOLDERS]
        if unknown or "{" in _HOLE.sub("", line) or "}" in _HOLE.sub("", line):
            raise ValueError(
                f"「{line[:12]}…」里的空只能是{'、'.join('{' + each + '}' for each in PLACEHOLDERS)}。"
            )
    return lines


def filled(sentences: Iterable[str], facts: Mapping[str, str]) -> list[str]:
    """The sentences that can be said now: those with a hole for which there is no fact are left out."""
    return [
        _HOLE.sub(lambda hole: facts[hole[1]], sentence)
        for sentence in sentences
        if all(facts.get(hole) for hole in _HOLE.findall(sentence))
    ]
