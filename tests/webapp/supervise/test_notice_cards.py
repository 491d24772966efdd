"""催办, 黄牌, 红牌: when each is proposed, by figures worked out by hand; decided by a person; points by a dated table."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.builders.notice import does, issues, now_of, replies, sends_back, signs
from webapp.access.role import Role
from webapp.base.errors import Forbidden, Invalid, NotNow
from webapp.base.worktime import WorkCalendar
from webapp.catalogue.settings import put_setting
from webapp.supervise import judging
from webapp.supervise.due import propose_cards
from webapp.supervise.lifecycle import NoticeState
from webapp.supervise.records import NoticeCard
from webapp.supervise.rules import Patience, Waiting, next_card
from webapp.supervise.whole import notice_view
from webapp.supervise.words import Card

PATIENCE = Patience(sign_hours=4, red_days=3)
FRIDAY = datetime(2026, 11, 20, 8, tzinfo=UTC)
"""16:00 in China; the office closes at 17:30 and opens on Monday the 23rd at 9:00."""


def waiting(
    state=NoticeState.ISSUED, since=FRIDAY, hours=240, refusals=0, card=None, carded_at=None, tried=()
):
    return Waiting(state, since, since + timedelta(hours=hours), refusals, card, carded_at, frozenset(tried))


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        # An hour and a half on Friday, two and a half on Monday morning: 11:30 in China.
        (waiting(), (datetime(2026, 11, 23, 3, 30, tzinfo=UTC), Card.URGE, "4 个工作小时没签收")),
        (waiting(NoticeState.SIGNED), (FRIDAY + timedelta(hours=192), Card.URGE, "快到期限，还没反馈")),
        (waiting(hours=1), (FRIDAY + timedelta(minutes=48), Card.URGE, "快到期限，还没反馈")),
        (waiting(tried=[Card.URGE]), (FRIDAY + timedelta(hours=240), Card.YELLOW, "过了期限还没反馈")),
        (waiting(NoticeState.SIGNED, refusals=2), (FRIDAY, Card.YELLOW, "反馈退回了 2 次")),
        # Three work days after Friday 16:00: Wednesday 16:00.
        (
            waiting(card=Card.YELLOW, carded_at=FRIDAY, tried=[Card.URGE, Card.YELLOW]),
            (datetime(2026, 11, 25, 8, tzinfo=UTC), Card.RED, "黄牌后 3 个工作日还没反馈"),
        ),
        (waiting(tried=[Card.YELLOW]), None),
        (waiting(card=Card.RED, carded_at=FRIDAY, tried=[Card.RED]), None),
        (waiting(NoticeState.REPLIED), None),
    ],
)  # fmt: skip
def test_when_which_card_is_proposed(what, expected):
    assert next_card(what, PATIENCE, WorkCalendar()) == expected


def cards(kernel, notice) -> list[tuple[Card, bool, bool]]:
    """Of each card whether it was decided on, and whether it was issued."""
    with kernel.read() as session:
        mine = select(NoticeCard).where(NoticeCard.notice_id == notice.id).order_by(NoticeCard.made_at)
        return [(row.card, row.decided_at is not None, row.issued) for row in session.scalars(mine)]


def gives(kernel, actor, notice, card, words=""):
    with kernel.work(actor) as work:
        return judging.give_card(work, judging.GiveCard(notice_id=notice.id, words=words), card)


def test_silence_is_proposed_and_a_person_decides_up_to_the_red_card(kernel, district, clock):
    street, firm = district[Role.STREET], district[Role.PROPERTY]
    notice = issues(kernel, district)
    assert propose_cards(kernel) == 0
    clock.move(days=2, hours=10)
    assert (propose_cards(kernel), propose_cards(kernel)) == (1, 0)
    clock.move(hours=14, seconds=1)
    assert propose_cards(kernel) == 1
    assert cards(kernel, notice) == [(Card.YELLOW, False, False)], "the urging that nobody sent is overtaken"
    with kernel.read() as session:
        row = now_of(kernel, notice)
        office, unit = (notice_view(session, actor, row, clock.now()) for actor in (street, firm))
    assert (office.proposal.card, unit.proposal) == (Card.YELLOW, None)
    assert "到时建议" in {line.what for line in office.story}
    assert "到时建议" not in {line.what for line in unit.story}
    with pytest.raises(Forbidden):
        gives(kernel, firm, notice, Card.YELLOW)
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        put_setting(work.session, "notice_points_yellow", 2, clock.now().date())
    yellow = gives(kernel, street, notice, Card.YELLOW)
    assert (yellow.card, yellow.carded_at) == (Card.YELLOW, clock.now())
    with pytest.raises(NotNow, match="已经发过黄牌"):
        gives(kernel, street, notice, Card.YELLOW)
    clock.move(days=5)
    assert propose_cards(kernel) == 1
    does(kernel, street, judging.drop_proposal, judging.DropProposal, notice, reason="下雨修不了")
    assert propose_cards(kernel) == 0, "what was decided against is not proposed again"
    red = gives(kernel, street, notice, Card.RED, "停工三天不来人")
    assert red.card is Card.RED
    with kernel.read() as session:
        view = notice_view(session, street, now_of(kernel, notice), clock.now())
    assert [(card.card, card.points) for card in view.cards] == [(Card.YELLOW, 2), (Card.RED, 3)]
    assert view.points == 5
    assert cards(kernel, notice) == [
        (Card.YELLOW, True, True),
        (Card.RED, True, False),
        (Card.RED, True, True),
    ]


def test_a_card_by_hand_needs_its_reason_in_the_rules(kernel, district, clock):
    street, firm = district[Role.STREET], district[Role.PROPERTY]
    notice = issues(kernel, district)
    assert gives(kernel, street, notice, Card.URGE).urges == 1
    assert gives(kernel, street, notice, Card.URGE, "再催一次").urges == 2
    for card, sentence in ((Card.YELLOW, "还没到期限"), (Card.RED, "发过黄牌")):
        with pytest.raises(NotNow, match=sentence):
            gives(kernel, street, notice, card)
    with pytest.raises(NotNow, match="没有等您定的建议"):
        does(kernel, street, judging.drop_proposal, judging.DropProposal, notice)
    signs(kernel, firm, notice)
    for _ in range(2):
        replies(kernel, firm, notice)
        sends_back(kernel, street, notice)
    assert gives(kernel, street, notice, Card.YELLOW).card is Card.YELLOW
    replies(kernel, firm, notice)
    with pytest.raises(NotNow, match="待验收"):
        gives(kernel, street, notice, Card.RED)


def test_a_later_deadline_is_given_with_a_reason_and_moves_the_proposal(kernel, district, clock):
    street = district[Role.STREET]
    notice = issues(kernel, district)
    signs(kernel, district[Role.PROPERTY], notice)
    planned = now_of(kernel, notice).proposes_at
    assert planned == notice.issued_at + 0.8 * timedelta(days=3)
    with pytest.raises(Invalid, match="比原来的晚"):
        does(kernel, street, judging.postpone, judging.Postpone, notice, reason="雨天", due=notice.due)
    later = notice.due + timedelta(days=2)
    assert (
        does(kernel, street, judging.postpone, judging.Postpone, notice, reason="雨天", due=later).due
        == later
    )
    assert now_of(kernel, notice).proposes_at == notice.issued_at + 0.8 * timedelta(days=5)
