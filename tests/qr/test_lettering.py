"""Words are cleaned, broken and shrunk so that a reader finds the door."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qr.characters import characters
from qr.lettering import MISSING, Step, estimated_width, printable, set_words

STEPS = (Step(1, 5.0, 4.0), Step(2, 4.0, 3.0), Step(3, 2.7, 2.2))


def em(text: str) -> float:
    return sum(0.55 if mark.isascii() else 1.0 for mark in text)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("幸福里😀小区", f"幸福里{MISSING}小区"),
        ("👨‍👩‍👧里 1️⃣号", f"{MISSING}里 1号"),
        ("北里\u202e1号\u200b楼\x00", "北里1号楼"),
        ("  北里 \t\n 1号\u3000楼 ", "北里 1号 楼"),
        ("〇八小区", "〇八小区"),
        ("𫖮𬭎家园", "𫖮𬭎家园"),  # in 通用规范汉字表, outside the basic plane
        ("e\u0301\u0303", f"é{MISSING}"),
        ("", ""),
    ],
)
def test_only_what_can_be_printed_is_left(typed, shown) -> None:
    assert printable(typed) == shown


def test_the_standard_characters_are_all_there() -> None:
    assert len(characters()) > 8900
    assert set("的一是䓖㛃鿍𬺓〇（）·—…Aa0~！，。") <= characters()
    assert not set("😀한鬱\x07\u202e") & characters()


def test_a_short_name_stands_in_one_line_of_the_largest_size() -> None:
    assert set_words("北里 1号楼", 57, STEPS, em).lines == ("北里 1号楼",)
    assert set_words("北里 1号楼", 57, STEPS, em).size == 5.0


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("翠湖花园二期北区综合楼 12号楼 1单元", ("翠湖花园二期北区综合楼", "12号楼 1单元")),
        ("清河街道槐树社区纺织厂家属院18号楼3单元", ("清河街道槐树社区", "纺织厂家属院18号楼3单元")),
    ],
)
def test_a_long_name_breaks_at_a_blank_or_after_a_word_of_addresses(name, lines) -> None:
    assert set_words(name, 57, STEPS, em).lines == lines


def test_a_number_stays_with_its_counter() -> None:
    for length in range(8, 30):
        lines = set_words("甲" * length + "1188号楼2266单元", 57, STEPS, em).lines
        assert any("1188号楼" in line for line in lines)
        assert any("2266单元" in line for line in lines)


def test_of_a_name_beyond_all_bounds_both_ends_are_kept() -> None:
    lines = set_words("很长的名字" * 60 + " 12号楼 3单元", 57, STEPS, em).lines
    assert lines[0].startswith("很长的名字")
    assert "…" in "".join(lines)
    assert lines[-1].endswith("12号楼 3单元")


@given(st.text(max_size=200).map(printable))
@settings(deadline=None)
def test_no_line_is_ever_wider_than_its_room(text) -> None:
    setting = set_words(text, 57, STEPS, em)
    assert all(em(line) * setting.size <= 57 + 1e-6 for line in setting.lines)
    assert len(setting.lines) <= 3
    assert setting.size >= 2.2
    assert setting.lines or not text


def test_ten_thousand_letters_do_not_hold_up_the_press() -> None:
    started = time.process_time()
    set_words("长" * 10_000, 57, STEPS, em)
    assert time.process_time() - started < 0.5


def test_the_estimate_for_pages_is_never_below_a_chinese_letter() -> None:
    assert estimated_width("北里（一）区") == 6
    assert estimated_width("WWW") > 1.8
