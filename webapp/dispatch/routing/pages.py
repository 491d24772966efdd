"""Pages of the dispatch rules: the table in force and those before it, one's own draft, its lines, trying it out."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.access.once import once
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import NotFound, Problem
from webapp.base.work import Work
from webapp.dispatch.routing import commands, forms, queries
from webapp.dispatch.routing.book import compiled, rules_of
from webapp.dispatch.routing.records import DispatchRule, RuleSet
from webapp.dispatch.routing.try_out import OUTCOME_WORDS, VIEW_WORDS, try_out
from webapp.dispatch.routing.words import HOURS_WORDS, OWNER_WORDS, PLACE_WORDS, TARGET_WORDS, WAY_WORDS
from webapp.dispatch.routing.world import told_of

bp = Blueprint("rules", __name__, template_folder="templates")
NO_DRAFT = "您还没有草稿。点「开始改」，就有一份照现在抄的。"
NO_LINE = "这一条已经不在草稿里了。"


def _number(name: str) -> int:
    given = request.args.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 1


@bp.get("/desk/rules")
@requires(Permission.READ_RULES)
def show() -> str:
    """The rules in force, and the versions before them."""
    actor = the_actor()
    with kernel().read() as session:
        table = queries.in_force_shown(session, _number("first"))
        older, draft = queries.versions(session), queries.own_draft(session, actor)
    may_write = actor.may(Permission.WRITE_RULES)
    return render_template(
        "routing/table.html", table=table, versions=older, draft=draft, may_write=may_write, now_in_force=True
    )


@bp.get("/desk/rules/versions/<int:version>")
@requires(Permission.READ_RULES)
def version(version: int) -> str:
    """One version, as it was in force: what a ticket's history names."""
    with kernel().read() as session:
        table = queries.version_shown(session, version, _number("first"))
    return render_template(
        "routing/table.html", table=table, versions=(), draft=None, may_write=False, now_in_force=False
    )


@bp.post("/desk/rules/draft")
@requires(Permission.WRITE_RULES)
def begin() -> Response:
    """A draft of one's own."""
    with kernel().work(the_actor()) as work:
        commands.begin_draft(work, commands.BeginDraft())
    return redirect(url_for("rules.draft"), 303)


@bp.get("/desk/rules/draft")
@requires(Permission.WRITE_RULES)
def draft() -> str | Response:
    """One's own draft: its lines, what is to be said of them, what it would change."""
    return _draft_page()


def _draft_page(
    errors: Mapping[str, str] | None = None, refused: str = "", opened: str = ""
) -> str | Response:
    now = kernel().clock.now()
    with kernel().read() as session:
        own = queries.own_draft(session, the_actor())
        if own is None:
            flash(NO_DRAFT)
            return redirect(url_for("rules.show"), 303)
        found = told_of(session, rules_of(session, own.id), now)
        told: dict[int, list[Any]] = {}
        for one in found:
            told.setdefault(one.number, []).append(one)
        in_force = queries.in_force_shown(session)
        overtaken = ""
        if in_force.version != own.based_on:
            overtaken = commands.overtaken(session.get(RuleSet, in_force.id) if in_force.id else None)
        context = {
            "table": queries.shown(session, own, _number("first")), "told": told, "overtaken": overtaken,
            "faults": [one for one in found if one.fault], "remarks": [one for one in found if not one.fault],
            "changes": queries.changes(session, own), "in_force": in_force,
        }  # fmt: skip
    typed = request.form.to_dict() if opened else {}
    return render_template(
        "routing/draft.html", **context, errors=errors or {}, refused=refused, opened=opened, typed=typed
    )


@bp.get("/desk/rules/draft/new")
@requires(Permission.WRITE_RULES)
def new() -> str:
    """A line that is to be added."""
    return _line_page(uuid.uuid4(), is_new=True)


@bp.get("/desk/rules/draft/<uuid:rule_id>")
@requires(Permission.WRITE_RULES)
def edit(rule_id: uuid.UUID) -> str:
    """A line that is there."""
    return _line_page(rule_id)


def _line_page(
    rule_id: uuid.UUID, errors: Mapping[str, str] | None = None, refused: str = "", is_new: bool = False
) -> str:
    with kernel().read() as session:
        own = _own(queries.own_draft(session, the_actor()))
        rule = session.get(DispatchRule, rule_id)
        if rule is not None and rule.set_id != own.id:
            raise NotFound(NO_LINE)
        is_new = is_new or bool(request.form.get("is_new"))
        if rule is None and not is_new:
            raise NotFound(NO_LINE)
        boxes = dict(queries.boxes_of(session, rule)) if rule is not None else {}
        told = [
            one.sentence
            for one in told_of(session, rules_of(session, own.id), kernel().clock.now())
            if rule is not None and one.number == rule.number
        ]
        offered, count = queries.choices(session), len(rules_of(session, own.id))
    return render_template(
        "routing/line.html", rule_id=rule_id, is_new=rule is None, edits=own.edits, choices=offered, count=count,
        values=boxes | (request.form.to_dict() if request.method == "POST" else {}), told=told, errors=errors or {},
        refused=refused, words={
            "place": list(PLACE_WORDS.items()), "owner": list(OWNER_WORDS.items()), "hours": list(HOURS_WORDS.items()),
            "target": list(TARGET_WORDS.items()), "way": list(WAY_WORDS.items()),
        },
    )  # fmt: skip


def _own(found: RuleSet | None) -> RuleSet:
    if found is None:
        raise NotFound(NO_DRAFT)
    return found


def _id_of_draft() -> uuid.UUID:
    with kernel().read() as session:
        return _own(queries.own_draft(session, the_actor())).id


@bp.post("/desk/rules/draft/<uuid:rule_id>")
@requires(Permission.WRITE_RULES)
def put(rule_id: uuid.UUID) -> Response | tuple[str, int]:
    """Add a line or write one anew; wrong boxes come back with what was typed."""
    draft_id = _id_of_draft()
    try:
        order = forms.put_order(draft_id, rule_id, request.form)
        once(lambda work: commands.put_rule(work, order))
    except Problem as problem:
        if problem.status not in {409, 422}:
            raise
        return _line_page(rule_id, problem.fields, "" if problem.fields else problem.sentence), problem.status
    flash("写进草稿了，发布以后才算数。")
    return redirect(url_for("rules.draft", first=request.form.get("number") or None) + f"#r{rule_id}", 303)


@bp.post("/desk/rules/draft/<uuid:rule_id>/move")
@requires(Permission.WRITE_RULES)
def move(rule_id: uuid.UUID) -> Response | tuple[str | Response, int]:
    """Put a line elsewhere."""
    draft_id = _id_of_draft()
    return _do(
        "", "挪好了。", lambda work: commands.move_rule(work, forms.move_order(draft_id, rule_id, request.form)),
        request.form.get("number", ""),
    )  # fmt: skip


@bp.post("/desk/rules/draft/<uuid:rule_id>/drop")
@requires(Permission.WRITE_RULES)
def drop(rule_id: uuid.UUID) -> Response | tuple[str | Response, int]:
    """Take a line out."""
    draft_id = _id_of_draft()
    return _do(
        "",
        "从草稿里删掉了。",
        lambda work: commands.drop_rule(work, forms.drop_order(draft_id, rule_id, request.form)),
    )


@bp.post("/desk/rules/draft/publish")
@requires(Permission.WRITE_RULES)
def publish() -> Response | tuple[str | Response, int]:
    """Put the draft in force."""
    draft_id = _id_of_draft()
    return _do(
        "publish", "发布了，从下一件工单起照新规则派。",
        lambda work: commands.publish_rules(work, forms.publish_order(draft_id, request.form)), leads="rules.show",
    )  # fmt: skip


@bp.post("/desk/rules/draft/rebase")
@requires(Permission.WRITE_RULES)
def rebase() -> Response | tuple[str | Response, int]:
    """Go on with the draft after somebody else published."""
    draft_id = _id_of_draft()
    return _do(
        "", "记下了，可以发布您的草稿。",
        lambda work: commands.rebase_draft(work, forms.rebase_order(draft_id, request.form)),
    )  # fmt: skip


@bp.post("/desk/rules/draft/discard")
@requires(Permission.WRITE_RULES)
def discard() -> Response | tuple[str | Response, int]:
    """Throw the draft away."""
    draft_id = _id_of_draft()
    return _do(
        "", "草稿不要了，在用的规则没有变。",
        lambda work: commands.discard_draft(work, forms.discard_order(draft_id)), leads="rules.show",
    )  # fmt: skip


def _do(
    opened: str, done: str, act: Callable[[Work], object], number: str = "", leads: str = "rules.draft"
) -> Response | tuple[str | Response, int]:
    """One act on the draft; what does not go is said on its page."""
    try:
        once(act)
    except Problem as problem:
        if problem.status not in {409, 422}:
            raise
        return _draft_page(problem.fields, "" if problem.fields else problem.sentence, opened), problem.status
    flash(done)
    return redirect(url_for(leads, first=number or None), 303)


@bp.get("/desk/rules/draft/try")
@requires(Permission.WRITE_RULES)
def tried() -> str:
    """The draft against the tickets of the last month."""
    actor, view = the_actor(), request.args.get("view", "wrong")
    view = view if view in VIEW_WORDS else "wrong"
    with kernel().read() as session:
        own = _own(queries.own_draft(session, actor))
        book = compiled(session, own.based_on + 1, rules_of(session, own.id))
        found = try_out(session, actor, book, kernel().clock.now(), view)
    return render_template(
        "routing/tried.html",
        found=found,
        view=view,
        views=VIEW_WORDS,
        outcomes=OUTCOME_WORDS,
        version=book.version,
    )
