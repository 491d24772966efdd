"""What text is kept as: nothing that cannot be seen, and nothing that turns the reading round."""

import unicodedata

import pytest

from webapp.base.fields import clean

TURNING = {"\u200e", "\u200f", "\u061c", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}


def test_of_every_sign_there_is_control_signs_broken_pairs_and_turning_marks_go_and_all_else_stays():
    every = [chr(number) for number in range(0x110000) if chr(number) != "\r"]
    gone = {
        sign for sign in every if sign not in "\n\t" and unicodedata.category(sign) in {"Cc", "Cs"}
    } | TURNING
    kept = clean(f"灯{''.join(every)}亮")
    assert kept == f"灯{''.join(sign for sign in every if sign not in gone)}亮"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" a\r\nb\rc\n", "a\nb\nc"),
        ("\u200b\u200b", ""),
        ("\x00", ""),
        ("\u202e坏\u202c", "坏"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
    ],
)
def test_lines_ends_and_what_nobody_can_see(typed, kept):
    assert clean(typed) == kept
