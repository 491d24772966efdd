"""The administrator's pages: what messages say, with a made-up example, and the channels they take."""

import uuid
from collections.abc import Mapping
from itertools import groupby

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid
from webapp.message.commands import WordText, open_channel, shut_channel, try_again, word_text
from webapp.message.forms import channel_order, text_order
from webapp.message.queries import channels_shown, example_of, texts_shown
from webapp.message.texts import WORDINGS
from webapp.message.words import MEANS_WORDS, Form, Kind
from webapp.people.records import Unit

ACTS = {"shut": (shut_channel, "关了，网址和密钥也删了。"), "again": (try_again, "这就再试。")}


@requires(Permission.MANAGE_SETTINGS)
def texts() -> str:
    """All texts."""
    return _texts(request.args.get("at", ""))


def _texts(changed: str = "", errors: Mapping[str, str] | None = None, example: str = "") -> str:
    with kernel().read() as session:
        rows = texts_shown(session)
    kinds = [(label, list(group)) for label, group in groupby(rows, key=lambda row: row.label)]
    return render_template(
        "message/texts.html", kinds=kinds, changed=changed, errors=errors or {}, example=example,
        typed=request.form.get("body", ""),
    )  # fmt: skip


@requires(Permission.MANAGE_SETTINGS)
def word(kind: str, form: str) -> Response | str | tuple[str, int]:
    """Look at a text before it counts, put it in force, or bring ours back."""
    if kind not in set(Kind) or form not in WORDINGS[Kind(kind)].forms:
        abort(404)
    doing, which = request.form.get("doing", "look"), f"{kind}-{form}"
    try:
        order = WordText(kind=Kind(kind), form=Form(form), body="")
        if doing != "back":
            order = text_order(Kind(kind), Form(form), request.form)
    except Invalid as wrong:
        return _texts(which, wrong.fields), 422
    if doing not in {"save", "back"}:
        return _texts(which, example=example_of(order.kind, order.form, order.body))
    with kernel().work(the_actor()) as work:
        word_text(work, order)
    flash("改好了，以后发出去的就这样说。" if order.body else "换回原来的说法了。")
    return redirect(url_for("message.texts", at=which) + f"#{which}", 303)


@requires(Permission.MANAGE_SETTINGS)
def channels() -> str:
    """All channels, how they fare, and the form for a new one."""
    return _channels({})


def _channels(errors: Mapping[str, str]) -> str:
    with kernel().read() as session:
        rows = channels_shown(session)
        units = session.execute(select(Unit.id, Unit.name).where(Unit.live).order_by(Unit.name)).all()
    typed = {name: value for name, value in request.form.items() if name != "key"} if errors else {}
    return render_template(
        "message/channels.html", rows=rows, units=[("", "不用选"), *((str(one), name) for one, name in units)],
        means=[(one.value, words) for one, words in MEANS_WORDS.items()], errors=errors, typed=typed,
    )  # fmt: skip


@requires(Permission.MANAGE_SETTINGS)
def open_new() -> Response | tuple[str, int]:
    """Open a channel."""
    try:
        order = channel_order(request.form)
    except Invalid as wrong:
        return _channels(wrong.fields), 422
    with kernel().work(the_actor()) as work:
        open_channel(work, order)
    flash("开好了，以后的消息也走这里。")
    return redirect(url_for("message.channels"), 303)


@requires(Permission.MANAGE_SETTINGS)
def manage(channel_id: uuid.UUID, act: str) -> Response:
    """Shut a channel, or try again."""
    if act not in ACTS:
        abort(404)
    run, done = ACTS[act]
    with kernel().work(the_actor()) as work:
        run(work, channel_id)
    flash(done)
    return redirect(url_for("message.channels"), 303)
