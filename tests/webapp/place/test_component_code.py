"""The national code of a component."""

import pytest

from webapp.place.component_code import BadCode, Known, read_code


def test_a_code_has_four_parts_in_both_lengths():
    new, old = read_code("110101 01 009 000123"), read_code("1101010109000123")
    assert (new.division, new.major, new.minor, new.order) == ("110101", "01", "009", "000123")
    assert (old.division, old.major, old.minor, old.order) == ("110101", "01", "09", "000123")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "是 0 位，要 17 位"), ("110101010090001", "是 15 位，要 17 位"), ("110101010090001234", "是 18 位，要 17 位"),
        ("11010101009OOO123", "里有「O」"), ("１１０１０１０１００９０００１２３", "里有「１」"), ("1101010100900012.", "里有「.」"),
        ("1.1010101009e+16", "科学计数"), ("99010101009000123", "990101 不是行政区划"), ("00010101009000123", "不是行政区划"),
        ("11010100009000123", "没有大类或小类"), ("11010101000000123", "没有大类或小类"), ("11010101009000000", "流水号"),
        ("11010201009000123", "110102 不是本区，本区是 110101、110105"), ("11010101099000123", "小类 01099 目录里没有"),
        ("1101010199000123", "小类 0199 目录里没有"),
    ],
)  # fmt: skip
def test_what_is_no_code_is_refused_with_the_reason(typed, says):
    known = Known(divisions={"110101", "110105"}, classes={"01009"}, older={"0109"})
    with pytest.raises(BadCode, match=says):
        read_code(typed, known)


def test_a_district_that_knows_neither_its_divisions_nor_classes_takes_what_has_the_form():
    assert read_code("11010201099000123").klass == "01099"
    assert read_code("1101050109000123", Known({"110105"}, {"01009"})).klass == "0109"
