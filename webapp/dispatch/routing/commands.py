"""Changing and publishing the dispatch rules: a draft of one's own, its lines, and the one moment that puts it in force.

Whoever publishes says which version they started from: of two at once the second reads who was faster, and loses nothing.
"""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from webapp.base.database import new_id
from webapp.base.errors import Invalid, NotFound, Stale
from webapp.base.fields import Command, MaybeWords
from webapp.base.work import Work
from webapp.dispatch.routing.book import DEFAULT, default_rule, rules_of
from webapp.dispatch.routing.lifecycle import RULE_SET, RuleSetAction, RuleSetState
from webapp.dispatch.routing.orders import PutRule, settled
from webapp.dispatch.routing.records import DispatchRule, RuleSet
from webapp.dispatch.routing.world import told_of

MOST_RULES = 2000
GONE = "没有这份草稿，或者它不是您的。"
COPIED = (
    "class_match", "class_id", "class_scheme", "class_kind", "class_prefix", "place", "place_id", "owner", "owner_id",
    "hours", "target", "unit_id", "way", "why",
)  # fmt: skip
"""What of a rule goes over into the next draft: everything but its id and its table."""


class BeginDraft(Command):
    """开始改: a draft of one's own, as what is in force stands."""


class MoveRule(Command):
    """换位置: to this place in the table."""

    set_id: uuid.UUID
    rule_id: uuid.UUID
    number: int
    seen: int | None = None


class DropRule(Command):
    """删掉一条."""

    set_id: uuid.UUID
    rule_id: uuid.UUID
    seen: int | None = None


class PublishRules(Command):
    """发布: the draft as it was looked at."""

    set_id: uuid.UUID
    seen: int | None = None
    why: MaybeWords = ""


class RebaseDraft(Command):
    """照现在的接着改: whoever drafted has seen what was published meanwhile, and goes on with theirs."""

    set_id: uuid.UUID
    version: int
    """The version that was looked at."""


class DiscardDraft(Command):
    """不要这份草稿."""

    set_id: uuid.UUID


def begin_draft(work: Work, _: BeginDraft) -> RuleSet:
    """The draft of whoever asks: the one they have, else a copy of what is in force."""
    _require(work, RuleSetAction.BEGIN)
    assert work.actor.person_id is not None  # noqa: S101  only people have the permission
    mine = select(RuleSet).where(RuleSet.made_by == work.actor.person_id, RuleSet.state == RuleSetState.DRAFT)
    found = work.session.scalars(mine).first()
    if found is not None:
        return found
    published = _published(work)
    fresh = {
        "id": new_id(), "state": RuleSetState.DRAFT, "based_on": _version(published), "edits": 0,
        "made_by": work.actor.person_id, "made_at": work.now, "changed_at": work.now,
    }  # fmt: skip
    if not work.claim(RuleSet, fresh):  # the other window was faster
        return work.session.scalars(mine).one()
    made = work.session.get_one(RuleSet, fresh["id"])
    for rule in rules_of(work.session, published.id) if published else [default_rule()]:
        _add(work, made, rule.number, {name: getattr(rule, name) for name in COPIED})
    work.doing("rules.begin")
    return made


def put_rule(work: Work, order: PutRule) -> DispatchRule:
    """Add a line, or write one anew; `Invalid` names the boxes that do not fit together."""
    draft, rules = _draft(work, order.set_id, order.seen)
    values = settled(work.session, order)
    known = next((rule for rule in rules if rule.id == order.rule_id), None)
    if known is None:
        if len(rules) >= MOST_RULES:
            raise Invalid({"number": f"一张表最多 {MOST_RULES} 条。请先并掉几条。"})
        known = _add(work, draft, len(rules) + 1, values, order.rule_id)
        rules = [*rules, known]
    else:
        for name, value in values.items():
            setattr(known, name, value)
    if order.number is not None and order.number != known.number:
        _renumber(rules, known, order.number)
    return known


def move_rule(work: Work, order: MoveRule) -> DispatchRule:
    """Put a line elsewhere; the others move up or down."""
    _, rules = _draft(work, order.set_id, order.seen)
    rule = _one(rules, order.rule_id)
    _renumber(rules, rule, order.number)
    return rule


def drop_rule(work: Work, order: DropRule) -> None:
    """Take a line out; those below move up."""
    _, rules = _draft(work, order.set_id, order.seen)
    gone = _one(rules, order.rule_id)
    work.session.delete(gone)
    for number, rule in enumerate((rule for rule in rules if rule is not gone), start=1):
        rule.number = number


def publish_rules(work: Work, order: PublishRules) -> RuleSet:
    """Put a draft in force from the next ticket on; what was in force stays to be read.

    `Stale` when somebody has published since the draft was begun, with their name and what to do; `Invalid` names
    the lines that never count or send nowhere.
    """
    _take_turns(work)
    draft, rules = _draft(work, order.set_id, order.seen, RuleSetAction.PUBLISH)
    now_in_force = _published(work)
    if _version(now_in_force) != draft.based_on:
        raise Stale(overtaken(now_in_force), version=_version(now_in_force))
    if faults := [one for one in told_of(work.session, rules, work.now) if one.fault]:
        raise Invalid(
            {f"rule-{one.number}": f"第 {one.number} 条：{one.sentence}" for one in reversed(faults)}
        )
    if now_in_force is not None:
        with work.attempt():  # written first: the database holds that one is published at a time
            now_in_force.state, now_in_force.replaced_at = RuleSetState.REPLACED, work.now
    draft.state, draft.version = RuleSetState.PUBLISHED, draft.based_on + 1
    draft.published_by, draft.published_at, draft.why = (
        work.actor.person_id,
        work.now,
        order.why[:200] or None,
    )
    return draft


def rebase_draft(work: Work, order: RebaseDraft) -> RuleSet:
    """Go on with a draft after somebody else published: it will replace their version, which was looked at."""
    draft, _ = _draft(work, order.set_id, None, RuleSetAction.REBASE)
    now_in_force = _published(work)
    if _version(now_in_force) != order.version:
        raise Stale(overtaken(now_in_force), version=_version(now_in_force))
    draft.based_on = order.version
    return draft


def discard_draft(work: Work, order: DiscardDraft) -> None:
    """Throw a draft away; what is in force stays."""
    draft, _ = _draft(work, order.set_id, None, RuleSetAction.DISCARD)
    draft.state = RuleSetState.DISCARDED


def overtaken(published: RuleSet | None) -> str:
    """What a person reads whose draft was begun from another version than the one in force."""
    who = published.publisher.name if published is not None and published.publisher is not None else "别人"
    return (
        f"您在改的时候，{who}已经发布了第 {_version(published)} 版。您的草稿还在：先看看和现在的有哪些不同，"
        "再点「看过了，照我的改」，然后重新发布。"
    )  # fmt: skip


def _require(work: Work, action: RuleSetAction) -> None:
    work.actor.require(RULE_SET.step(action).permission)


def _draft(
    work: Work, set_id: uuid.UUID, seen: int | None, action: RuleSetAction = RuleSetAction.EDIT
) -> tuple[RuleSet, list[DispatchRule]]:
    """One's own draft, its row locked, with its rules; `Stale` when another window has changed it since."""
    _require(work, action)
    query = select(RuleSet).where(RuleSet.id == set_id, RuleSet.made_by == work.actor.person_id)
    fresh = query.with_for_update(of=RuleSet).execution_options(populate_existing=True)
    draft = work.session.scalars(fresh).first()
    if draft is None:
        raise NotFound(GONE)
    RULE_SET.target(action, draft.state)
    if seen is not None and seen != draft.edits:
        raise Stale("这份草稿在另一个窗口里改过了。看过现在的样子，再改一次。", version=draft.edits)
    if action is RuleSetAction.EDIT:
        draft.edits += 1
        draft.changed_at = work.now
    work.doing(f"rules.{action.value}")
    return draft, list(rules_of(work.session, draft.id))


def _take_turns(work: Work) -> None:
    """Lock every open table, in one order for all: of two who publish the second waits here, and then reads the first."""
    live = RuleSet.state.in_((RuleSetState.DRAFT, RuleSetState.PUBLISHED))
    work.session.execute(select(RuleSet.id).where(live).order_by(RuleSet.id).with_for_update())


def _published(work: Work) -> RuleSet | None:
    """The table in force."""
    query = select(RuleSet).where(RuleSet.state == RuleSetState.PUBLISHED)
    return work.session.scalars(query.execution_options(populate_existing=True)).first()


def _version(published: RuleSet | None) -> int:
    return published.version if published is not None and published.version is not None else DEFAULT


def _one(rules: Sequence[DispatchRule], rule_id: uuid.UUID) -> DispatchRule:
    found = next((rule for rule in rules if rule.id == rule_id), None)
    if found is None:
        raise NotFound("这一条已经不在草稿里了。")
    return found


def _add(
    work: Work, draft: RuleSet, number: int, values: dict[str, object], rule_id: uuid.UUID | None = None
) -> DispatchRule:
    rule = DispatchRule(id=rule_id or new_id(), set_id=draft.id, number=number, **values)
    work.session.add(rule)
    return rule


def _renumber(rules: Sequence[DispatchRule], moved: DispatchRule, to: int) -> None:
    others = [rule for rule in rules if rule is not moved]
    others.insert(max(0, min(to - 1, len(others))), moved)
    for number, rule in enumerate(others, start=1):
        rule.number = number
