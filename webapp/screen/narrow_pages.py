"""Narrowing a list, putting it by under a name, and reading it as a table, on paper or as an Excel file."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from webapp.access.once import once
from webapp.access.role import ROLE_NAMES, Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid
from webapp.base.fields import read_form
from webapp.layout.made_files import LISTS, hand_out, is_made, open_made, waiting_page
from webapp.screen.asked import asked_list
from webapp.screen.columns import COLUMNS, cells, columns_of
from webapp.screen.filters import FILTERS, Narrowed, narrowed
from webapp.screen.list_file import lines_written, order_list_file
from webapp.screen.own_views import DropView, KeepView, drop_view, keep_view, roles_to_share_with, views_kept
from webapp.screen.saved_views import view_named
from webapp.screen.ticket_list import ORDER_WORDS, ListAsked, Order, listed, read_asked

bp = Blueprint("narrow", __name__, template_folder="templates")
TABLE_SIZE = 50
GONE = "没有这份文件，或者已经过了一天。回到列表再做一份就是。"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def chips_shown(asked: ListAsked, found: Narrowed) -> list[dict[str, str]]:
    """The filters of a list, each with the address of the list without it."""
    return [
        {"words": chip.words, "url": replace(asked, filters=chip.without).start.address()}
        for chip in found.chips
    ]


@bp.get("/desk/narrow")
@requires(Permission.READ_TICKETS)
def show() -> str:
    """The filters of a list as a form, its order, and the lists that were put by."""
    return _page(asked_list())


def _page(
    asked: ListAsked, errors: Mapping[str, str] | None = None, typed: Mapping[str, str] | None = None
) -> str:
    actor, now = the_actor(), kernel().clock.now()
    with kernel().read() as session:
        found = narrowed(session, asked.filters)
        choices = {name: kind.choices(session) for name, kind in FILTERS.items() if kind.choices}
        kept = views_kept(session, actor)
    asked = replace(asked, filters=found.pairs).start
    chosen = dict(reversed(found.pairs))
    fields = [
        {"name": name, "label": kind.label, "value": chosen.get(name, ""),
         "kind": "select" if kind.choices else "date", "options": [("", "不限"), *choices.get(name, ())]}
        for name, kind in FILTERS.items()
    ]  # fmt: skip
    return render_template(
        "screen/narrow.html", fields=fields, wrong=found.wrong, chips=chips_shown(asked, found), view=view_named(actor, now, asked.view),
        kept_here={"view": asked.view, "q": asked.words} if asked.words else {"view": asked.view} if asked.view else {},
        orders=[(order.value, words) for order, words in ORDER_WORDS.items()], order=asked.order.value,
        back_url=asked.address(), query=asked.query(), views=kept, roles=[("", "我自己"), *((r.value, f"{ROLE_NAMES[r]}都用") for r in roles_to_share_with(actor))],
        errors=errors or {}, typed=typed or {}, once=(typed or {}).get("once", ""),
    )  # fmt: skip


@bp.post("/desk/narrow/views")
@requires(Permission.READ_TICKETS)
def keep() -> Answer | tuple[str, int]:
    """Put the list by under a name; what nobody knows of its filters is left out."""
    asked = read_asked(parse_qsl(request.form.get("query", "")[:1000])).start
    with kernel().read() as session:
        asked = replace(asked, filters=narrowed(session, asked.filters).pairs)
    try:
        given = {name: request.form.get(name, "") for name in ("name", "role", "is_default")}
        order = read_form(KeepView, given, query=asked.query())
        once(lambda work: {"name": keep_view(work, order).name})
    except Invalid as wrong:
        return _page(asked, wrong.fields, request.form.to_dict()), 422
    flash(f"「{order.name}」存好了，在列表左边。")
    return redirect(asked.address(), 303)


@bp.post("/desk/narrow/views/<uuid:own_view_id>/drop")
@requires(Permission.READ_TICKETS)
def drop(own_view_id: uuid.UUID) -> Answer:
    """Take away a list that one has put by."""

    def act(work: Any) -> dict[str, bool]:
        drop_view(work, DropView(view_id=own_view_id))
        return {"done": True}

    once(act)
    flash("去掉了。")
    return redirect(url_for("narrow.show"), 303)


@bp.get("/desk/table")
@requires(Permission.READ_TICKETS)
def table() -> str:
    """The list as a table of chosen columns, for reading across and for paper."""
    actor, now, asked = the_actor(), kernel().clock.now(), asked_list()
    with kernel().read() as session:
        found = narrowed(session, asked.filters)
        asked = replace(asked, filters=found.pairs)
        view, page = listed(session, actor, now, asked, size=TABLE_SIZE)
    names = columns_of(asked.columns)
    start = asked.start

    def here(**change: object) -> str:
        return f"{url_for('narrow.table')}?{start.query(**change)}"

    return render_template(
        "screen/table.html", label=view.label, wrong=found.wrong, asked=asked,
        chips=[chip | {"url": chip["url"].replace("/desk/?", f"{url_for('narrow.table')}?", 1)} for chip in chips_shown(asked, found)],
        names=names, heads=[COLUMNS[name].head for name in names],
        rows=[(row, url_for("screen.ticket", ticket_id=row.id), cells(row, names)) for row in page.rows],
        orders=[(words, here(sort="" if order is Order.NEW else order.value), order is asked.order) for order, words in ORDER_WORDS.items()],
        all_columns=[(name, column.head, name in names) for name, column in COLUMNS.items()],
        kept={name: value for name, value in start.kept().items() if name != "cols"}, kept_whole=start.kept(),
        list_url=start.address(), empty=view.empty, now=now,
        newer_url=here(before=page.newer) if page.newer else "", older_url=here(after=page.older) if page.older else "",
    )  # fmt: skip


@bp.get("/desk/table/columns")
@requires(Permission.READ_TICKETS)
def choose_columns() -> Answer:
    """The table with the columns that were ticked: they become one word of its address."""
    ticked = ".".join(name for name in request.args.getlist("col") if name in COLUMNS)
    return redirect(f"{url_for('narrow.table')}?{asked_list().start.query(cols=ticked)}")


@bp.post("/desk/table/files")
@requires(Permission.READ_TICKETS)
def order_file() -> Answer:
    """Ask for the list as an Excel file."""
    with kernel().read() as session:
        asked = asked_list()
        asked = replace(asked, filters=narrowed(session, asked.filters).pairs)
    name = once(lambda work: {"name": order_list_file(work, asked)})["name"]
    return redirect(url_for("narrow.file", sheet=name), 303)


@bp.get("/desk/table/files/<sheet>")
@requires(Permission.READ_TICKETS)
def file(sheet: str) -> Response:
    """Whether the file is made, else how far it is; until then the page looks again by itself."""
    ready = is_made(kernel(), LISTS, sheet, GONE)
    lines = 0 if ready else lines_written(kernel(), sheet)
    return waiting_page(
        render_template("screen/list_file.html", sheet=sheet, ready=ready, lines=lines), ready
    )


@bp.get("/desk/table/files/<sheet>/download")
@requires(Permission.READ_TICKETS)
def fetch_file(sheet: str) -> Response:
    """The file, once the job worker has made it; after a day it is gone."""
    made = open_made(kernel(), f"{LISTS}/{sheet}", GONE)
    answer = hand_out(made, EXCEL, f"tickets-{sheet[:8]}.xlsx", f"工单-{sheet[:8]}.xlsx")
    answer.headers["Cache-Control"] = "no-store"
    return answer
