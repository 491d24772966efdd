"""The national code of a component."""

import pytest

from webapp.place.component_code import BadCode, read_code


def test_a_code_has_four_parts_in_both_lengths():
    new, old = read_code("110101 01 009 000123"), read_code("1101010109000123")
    assert (new.division, new.major, new.minor, new.order) == ("110101", "01", "009", "000123")
    assert (old.division, old.major, old.minor, old.order) == ("110101", "01", "09", "000123")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "17 位"), ("110101010090001", "17 位"),
        ("110101010090001234", "17 位"), ("11010101009OOO123", "17 位"), ("１１０１０１０１００９０００１２３", "17 位"),
        ("1.1010101009e+16", "科学计数"), ("99010101009000123", "行政区划"), ("00010101009000123", "行政区划"),
        ("11010100009000123", "大类"), ("11010101000000123", "大类"), ("11010101009000000", "流水号"),
    ],
)  # fmt: skip
def test_what_is_no_code_is_refused_with_the_reason(typed, says):
    with pytest.raises(BadCode, match=says):
        read_code(typed)
