"""Dispatch by rule: the worker files and sends in one commit, the ticket says which rule it was, the desk gets the rest."""

import threading
import uuid

import pytest

from tests.builders.district import build_district
from tests.builders.report import deliver_all, send_report
from tests.builders.routing import draft_rules, publish
from tests.builders.walk import ticket_of
from webapp.access.role import Role
from webapp.base.errors import Forbidden, Invalid, NotFound, Problem, Stale
from webapp.dispatch.queries import proposal
from webapp.dispatch.routing.book import book_in_force, rules_of
from webapp.dispatch.routing.commands import (
    BeginDraft,
    DiscardDraft,
    MoveRule,
    PublishRules,
    RebaseDraft,
    begin_draft,
    discard_draft,
    move_rule,
    publish_rules,
    rebase_draft,
)
from webapp.dispatch.routing.records import RuleSet
from webapp.dispatch.routing.try_out import try_out
from webapp.people.records import Person, Unit, UnitKind
from webapp.place.cells import put
from webapp.place.records import Component, Grid
from webapp.ticket.records import TicketStep
from webapp.ticket.words import State


@pytest.fixture
def d(kernel):
    return build_district(kernel)


def steps_of(kernel, ticket_id):
    with kernel.read() as session:
        return session.query(TicketStep).filter_by(ticket_id=ticket_id).order_by(TicketStep.version).all()


def sent(kernel, d, **more):
    ticket_id = send_report(kernel, d, **more).ticket.id
    deliver_all(kernel)
    return ticket_of(kernel, ticket_id)


def rule(d, classes="noise", **more):
    return {
        "classes": str(d.classes.get(classes, classes)),
        "target": "unit",
        "unit_name": "department",
    } | more


def test_a_rule_sends_at_once_and_the_ticket_says_which_and_why(kernel, d):
    assert (
        publish(kernel, d, rule(d, "lamp", way="desk"), rule(d, place="community", place_name="新街社区"))
        == 1
    )
    ticket = sent(kernel, d, category="noise", text="半夜装修")
    assert (ticket.state, ticket.unit_id) == (State.DISPATCHED, d.units[UnitKind.DEPARTMENT])
    filed, dispatched = steps_of(kernel, ticket.id)[1:3]
    assert (filed.action, filed.at, dispatched.role) == ("file", dispatched.at, "rule"), "one commit"
    assert dispatched.facts["why"] == "按规则 2（第1版）：噪音 × 新街社区"
    assert (dispatched.facts["rule"], dispatched.facts["rule_version"]) == (2, 1)


def test_what_no_rule_sends_waits_for_the_desk_with_the_rules_proposal(kernel, d):
    publish(kernel, d, rule(d, "lamp", way="desk"), rule(d, "noise", unit_name="street"))
    lamp, guarded = sent(kernel, d), sent(kernel, d, category="noise", text="太吵", confidential=True)
    rubbish = sent(kernel, d, category="rubbish", text="垃圾没人收")
    assert {ticket.state for ticket in (lamp, guarded, rubbish)} == {State.NEW}
    with kernel.read() as session:
        said = [
            proposal(session, session.merge(one, load=False), kernel.clock.now())
            for one in (lamp, guarded, rubbish)
        ]
    assert [(one.unit_id, one.unit_why) for one in said] == [
        (d.units[UnitKind.DEPARTMENT], "按规则 1（第1版）：楼道灯 × 全区"),
        (d.units[UnitKind.STREET], "按规则 2（第1版）：噪音 × 全区"),
        (d.units[UnitKind.PROPERTY], "没有规则管这件。按类别：垃圾 × 新街物业"),
    ]


@pytest.mark.parametrize(
    ("what", "said"), [("dissolved", "department单位已经撤销"), ("nobody", "department单位现在没有人接")]
)
def test_a_unit_that_is_gone_or_has_nobody_leaves_it_to_the_desk_and_the_history_says_so(
    kernel, d, what, said
):
    publish(kernel, d, rule(d))
    with kernel.work(d[Role.ADMINISTRATOR]) as work:
        if what == "dissolved":
            work.session.get_one(Unit, d.units[UnitKind.DEPARTMENT]).live = False
        else:
            work.session.get_one(Person, d[Role.DEPARTMENT].person_id).active = False
    ticket = sent(kernel, d, category="noise", text="半夜装修")
    assert ticket.state is State.NEW
    last = steps_of(kernel, ticket.id)[-1]
    assert (last.action, last.reason) == (
        "rule_stopped",
        f"按规则 1（第1版）：噪音 × 全区，但{said}，请坐席来派",
    )


def test_a_lamp_by_the_road_goes_to_who_owns_it_and_a_grid_is_known_by_its_border(kernel, d):
    with kernel.work(d[Role.ADMINISTRATOR]) as work:
        lamp = Component(
            id=uuid.uuid4(),
            code="11010101009000001",
            klass="灯",
            name="灯杆 1",
            owner_id=d.units[UnitKind.DEPARTMENT],
        )
        put(lamp, 116.5, 39.95)
        grid = work.session.query(Grid).one()
        grid.outline = [[116.49, 39.94], [116.51, 39.94], [116.51, 39.96], [116.49, 39.96]]
        work.session.add(lamp)
    publish(
        kernel, d,
        {"classes": str(d.classes["lamp"]), "owner": "component", "target": "keeper"},
        {"classes": str(d.classes["rubbish"]), "place": "grid", "place_name": "第一网格", "target": "street"},
    )  # fmt: skip
    here = {"door": None, "place": {"lng": 116.50005, "lat": 39.95005, "datum": "wgs84"}}
    there = {"door": None, "place": {"lng": 116.505, "lat": 39.95, "datum": "wgs84"}}
    assert sent(kernel, d, text="路边的灯不亮", **here).unit_id == d.units[UnitKind.DEPARTMENT]
    assert sent(kernel, d, text="路边的灯不亮", **there).unit_id is None, "no lamp of ours there"
    assert sent(kernel, d, text="垃圾满了", category="rubbish", **there).unit_id == d.units[UnitKind.STREET]
    with kernel.read() as session:
        again = try_out(session, d[Role.SHIFT_LEAD], book_in_force(session), kernel.clock.now(), "all")
    assert (again.count, again.right, again.wrong) == (3, 2, 0), "tried out, they go where they went"
    assert sorted(one.would.outcome for one in again.listed) == ["direct", "direct", "no_rule"]


def test_hours_decide_and_a_new_table_counts_from_the_next_ticket_on(kernel, clock, d):
    publish(kernel, d, rule(d, hours="off"), rule(d, unit_name="street", hours="work"))
    assert sent(kernel, d, category="noise", text="装修").unit_id == d.units[UnitKind.STREET]
    clock.move(hours=10)
    assert sent(kernel, d, category="noise", text="半夜装修").unit_id == d.units[UnitKind.DEPARTMENT]
    publish(kernel, d, rule(d, unit_name="street"))
    assert sent(kernel, d, category="noise", text="还在装修").unit_id == d.units[UnitKind.STREET]


def test_a_rule_says_by_box_what_does_not_fit(kernel, d):
    wrong = [
        ({"unit_name": ""}, "unit_name", "请写哪个单位"),
        ({"unit_name": "没有这家"}, "unit_name", "没有叫「没有这家」的单位"),
        ({"unit_name": "desk"}, "unit_name", "派给自己会一直转回来"),
        ({"unit_name": "community"}, "unit_name", "不办工单"),
        ({"place": "street", "place_name": "旧街"}, "place_name", "没有叫「旧街」的街道"),
        ({"classes": "prefix:own:matter", "class_prefix": "zz"}, "class_prefix", "没有代码以「zz」开头"),
        ({"classes": str(uuid.uuid4())}, "classes", "没有这个类别"),
        ({"owner": "unit"}, "owner_name", "请写哪个单位"),
    ]  # fmt: skip
    for boxes, field, sentence in wrong:
        with pytest.raises(Invalid) as said:
            draft_rules(kernel, d[Role.SHIFT_LEAD], rule(d) | boxes)
        assert list(said.value.fields) == [field]
        assert sentence in said.value.fields[field]


def test_lines_are_moved_and_only_their_writer_may(kernel, d):
    draft = draft_rules(kernel, d[Role.SHIFT_LEAD], rule(d), rule(d, "lamp"), rule(d, "lift", number=1))
    with kernel.read() as session:
        edits = session.get_one(RuleSet, draft).edits
        order = [(rule.number, rule.class_id) for rule in rules_of(session, draft)]
    assert order == [(1, d.classes["lift"]), (2, d.classes["noise"]), (3, d.classes["lamp"])]
    with kernel.work(d[Role.SHIFT_LEAD]) as work:
        assert begin_draft(work, BeginDraft()).id == draft, "one's own draft, again"
        with pytest.raises(NotFound):
            move_rule(work, MoveRule(set_id=draft, rule_id=uuid.uuid4(), number=1))
    with kernel.work(d[Role.SHIFT_LEAD]) as work, pytest.raises(Stale, match="另一个窗口"):
        publish_rules(work, PublishRules(set_id=draft, seen=edits - 1))
    with kernel.work(d[Role.OPERATOR]) as work, pytest.raises(Forbidden):
        begin_draft(work, BeginDraft())
    with kernel.work(d[Role.SHIFT_LEAD]) as work:
        discard_draft(work, DiscardDraft(set_id=draft))
    with kernel.work(d[Role.SHIFT_LEAD]) as work, pytest.raises(Problem):
        publish_rules(work, PublishRules(set_id=draft))


def test_of_two_who_publish_at_once_the_second_reads_who_was_faster_and_loses_nothing(kernel, d):
    with kernel.work(d[Role.ADMINISTRATOR]) as work:
        from_desk = work.session.get_one(Person, d[Role.SHIFT_LEAD].person_id)
        work.session.add(
            Person(
                id=uuid.uuid4(),
                account="lead-2",
                name="值班长乙",
                role="shift_lead",
                unit_id=from_desk.unit_id,
            )
        )
    leads = [d[Role.SHIFT_LEAD], _second_lead(kernel, d)]
    drafts = [draft_rules(kernel, lead, rule(d)) for lead in leads]
    answers, start = [], threading.Barrier(2)

    def go(lead, draft):
        start.wait()
        try:
            with kernel.work(lead) as work:
                answers.append(publish_rules(work, PublishRules(set_id=draft)).version)
        except Stale as said:
            answers.append(said.sentence)

    threads = [threading.Thread(target=go, args=pair) for pair in zip(leads, drafts, strict=True)]
    [one.start() for one in threads]
    [one.join(30) for one in threads]
    assert 1 in answers
    assert any("已经发布了第 1 版" in str(one) for one in answers), answers
    with kernel.read() as session:
        left = session.query(RuleSet).filter_by(state="draft").one()
        loser = leads[drafts.index(left.id)]
        assert book_in_force(session).version == 1
    with kernel.work(loser) as work:
        rebase_draft(work, RebaseDraft(set_id=left.id, version=1))
    with kernel.work(loser) as work:
        assert publish_rules(work, PublishRules(set_id=left.id)).version == 2


def _second_lead(kernel, d):
    with kernel.read() as session:
        person = session.query(Person).filter_by(account="lead-2").one()
    return type(d[Role.SHIFT_LEAD])(Role.SHIFT_LEAD, person.name, person.id, person.unit_id, "desk")


def test_publishing_is_seen_by_every_process_and_what_was_sent_keeps_its_words(kernel, d):
    publish(kernel, d, rule(d))
    ticket = sent(kernel, d, category="noise", text="装修")
    publish(kernel, d, rule(d, "lamp"))
    with kernel.read() as session:
        assert book_in_force(session).version == 2
        old = session.query(RuleSet).filter_by(version=1).one()
        assert (old.state, old.replaced_at) == ("replaced", kernel.clock.now())
    assert steps_of(kernel, ticket.id)[2].facts["rule_version"] == 1
