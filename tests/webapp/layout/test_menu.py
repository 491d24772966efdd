from pathlib import Path

from webapp.access.role import MAY, Permission, Role
from webapp.layout.icons import USED
from webapp.layout.menu import MENU, MenuLink, MenuRow, links


def labels(role: Role) -> list[str]:
    return [link.label for link in links(MAY[role].__contains__, str)]


def test_each_role_sees_only_what_it_may_open() -> None:
    assert "派遣" in labels(Role.OPERATOR)
    assert "派遣" not in labels(Role.PROPERTY)
    assert labels(Role.AUDITOR) == ["日志"]
    assert labels(Role.RESIDENT) == []


def test_a_line_says_how_much_waits_and_whether_we_are_there() -> None:
    rows = (
        MenuRow("a.list", "甲", "inbox", Permission.READ_TICKETS),
        MenuRow("b.list", "乙", "send", Permission.DISPATCH),
        MenuRow("c.list", "丙", "users", Permission.MANAGE_PEOPLE),
    )
    may = {Permission.READ_TICKETS, Permission.DISPATCH}
    shown = links(may.__contains__, lambda name: f"/{name}", here="a.list", counts={"b.list": 6}, rows=rows)
    assert shown == (
        MenuLink("甲", "inbox", "/a.list", current=True),
        MenuLink("乙", "send", "/b.list", count=6),
    )


def test_the_table_names_each_screen_and_word_once_with_an_icon_that_is_drawn() -> None:
    assert len({row.endpoint for row in MENU}) == len({row.label for row in MENU}) == len(MENU)
    assert {row.icon for row in MENU} <= set(USED)


def test_every_role_that_signs_in_to_read_finds_a_way_in() -> None:
    readers = [role for role, may in MAY.items() if Permission.READ_TICKETS in may]
    assert readers
    assert all("收件箱" in labels(role) for role in readers)


def test_every_icon_that_a_page_asks_for_is_drawn() -> None:
    root = Path(__file__).parents[3] / "webapp"
    drawn = (root / "layout/templates/layout/icons.html").read_text(encoding="utf-8")
    assert all(f'id="i-{name}"' in drawn for name in USED)
