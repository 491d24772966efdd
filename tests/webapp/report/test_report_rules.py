"""What a report's own words tell, without anybody having to choose."""

import pytest

from webapp.report.rules import endangers_life, is_about_unit, kind_of, summary_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("楼道灯不亮，老人下楼看不见", "fault"), ("请问停车证在哪办？", "question"), ("停水了，什么时候来？", "fault"),
        ("希望能加一个扶手", "request"), ("希望把坏了的灯修好", "fault"), ("表扬一下电工师傅", "praise"),
        ("感谢，但是灯又不亮了", "fault"), ("", "fault"),
    ],
)  # fmt: skip
def test_the_kind_is_a_fault_unless_the_words_clearly_say_otherwise(text, kind):
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("电梯困人了", True),
        ("有煤气味", True),
        ("小孩走失了", True),
        ("孩子被锁在家里了", True),
        ("小朋友踩上去会摔，太危险", True),
        ("厨房燃气好像在漏", True),
        ("路口的井盖不见了", True),
        ("电线垂到人行道上", True),
        ("有人落水", True),
        ("小孩很可爱", False),
        ("燃气表换了要去哪里登记", False),
        ("幼儿园收费太高", False),
        ("井盖松了，车过就响", False),
        ("楼道灯不亮", False),
    ],
)
def test_danger_is_heard(text, urgent):
    assert endangers_life(text) is urgent


@pytest.mark.parametrize(
    ("text", "about"), [("投诉物业乱收费", True), ("保安骂人", True), ("物业的灯坏了", False)]
)
def test_a_complaint_about_those_who_would_get_it_is_known(text, about):
    assert is_about_unit(text) is about


def test_a_summary_fits_a_line():
    assert summary_of("灯  坏\n了", 0) == "灯 坏 了"
    assert len(summary_of("长" * 200, 0)) == 60
    assert summary_of("", 2) == "（2 张照片，没有文字）"
