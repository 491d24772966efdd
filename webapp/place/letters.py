"""First letters of pinyin, so that a desk finds 新街坊30号院 by typing `xjf30`.

The common characters of GB 2312 (level 1) are ordered by pinyin; the bounds below are the first code of each
initial in that order. Rarer characters have no letter and are found by themselves.
"""

_BOUNDS = (
    (0xB0A1, "a"), (0xB0C5, "b"), (0xB2C1, "c"), (0xB4EE, "d"), (0xB6EA, "e"), (0xB7A2, "f"), (0xB8C1, "g"),
    (0xB9FE, "h"), (0xBBF7, "j"), (0xBFA6, "k"), (0xC0AC, "l"), (0xC2E8, "m"), (0xC4C3, "n"), (0xC5B6, "o"),
    (0xC5BE, "p"), (0xC6DA, "q"), (0xC8BB, "r"), (0xC8F6, "s"), (0xCBFA, "t"), (0xCDDA, "w"), (0xCEF4, "x"),
    (0xD1B9, "y"), (0xD4D1, "z"),
)  # fmt: skip
_END = 0xD7FA


def letters(words: str) -> str:
    """The first letters of each character, digits and Latin letters kept, everything else left out."""
    return "".join(_letter(character) for character in words.lower())


def _letter(character: str) -> str:
    if character.isascii():
        return character if character.isalnum() else ""
    encoded = character.encode("gb2312", errors="ignore")
    if len(encoded) != 2:
        return ""
    code = int.from_bytes(encoded, "big")
    if not _BOUNDS[0][0] <= code < _END:
        return ""
    return next(letter for bound, letter in reversed(_BOUNDS) if code >= bound)
