"""Setting lines of Chinese by the rules of official papers: full lines, and no closing mark at the head of one. Pure."""

from collections.abc import Callable

NEVER_FIRST = frozenset("，。、；：！？）》〉」』】〕”’％…—")
NEVER_LAST = frozenset("（《〈「『【〔“‘")


def wrap(text: str, width: float, width_of: Callable[[str], float], indent: float = 0.0) -> list[str]:
    """Break a paragraph into lines no wider than `width`; the first is shorter by `indent`, in the same unit.

    Latin words and numbers stay whole where they fit into a line.
    """
    lines, line, room = [], "", width - indent
    for part in _parts(text):
        if width_of(line + part) <= room or not line:
            line += part
            continue
        kept, carried = line, part
        if part[0] in NEVER_FIRST and len(line) > 1:
            kept, carried = line[:-1], line[-1] + part
        while kept[-1:] in NEVER_LAST and len(kept) > 1:
            kept, carried = kept[:-1], kept[-1] + carried
        lines.append(kept)
        line, room = carried.lstrip(" "), width
    return [*lines, line] if line else lines or [""]


def _parts(text: str) -> list[str]:
    """Single Chinese characters, whole words of others."""
    parts: list[str] = []
    for letter in text:
        plain = letter.isascii() and not letter.isspace()
        if (
            parts
            and plain
            and parts[-1][-1].isascii()
            and not parts[-1][-1].isspace()
            and len(parts[-1]) < 20
        ):
            parts[-1] += letter
        else:
            parts.append(letter)
    return parts
