"""What one has been told, and where one wishes to be told; and the route table of the desk."""

import uuid
from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid
from webapp.message import pages_admin
from webapp.message.commands import choose_mail, open_message, read_all
from webapp.message.forms import mail_given
from webapp.message.letters import PAGES
from webapp.message.queries import my_mail, my_messages

bp = Blueprint("message", __name__, template_folder="templates")


@bp.get("/desk/messages")
@requires(Permission.READ_MESSAGES)
def show() -> str:
    """One's own messages."""
    return _page({})


def _page(errors: Mapping[str, str]) -> str:
    actor = the_actor()
    with kernel().read() as session:
        rows, mail = my_messages(session, actor), my_mail(session, actor)
    typed = request.form.get("mail", "") if errors else mail
    return render_template("message/list.html", rows=rows, mail=typed, errors=errors)


@bp.post("/desk/messages/<uuid:message_id>")
@requires(Permission.READ_MESSAGES)
def open_one(message_id: uuid.UUID) -> Response:
    """Read it and go to what it is about."""
    with kernel().work(the_actor()) as work:
        thing, thing_id = open_message(work, message_id)
    return redirect(PAGES[thing].format(thing_id), 303)


@bp.post("/desk/messages/read")
@requires(Permission.READ_MESSAGES)
def read_every() -> Response:
    """Take all as read."""
    with kernel().work(the_actor()) as work:
        read_all(work)
    return redirect(url_for("message.show"), 303)


@bp.post("/desk/messages/mail")
@requires(Permission.READ_MESSAGES)
def mail() -> Response | tuple[str, int]:
    """Choose where one's mails go."""
    try:
        given = mail_given(request.form)
    except Invalid as wrong:
        return _page(wrong.fields), 422
    with kernel().work(the_actor()) as work:
        choose_mail(work, given)
    flash("记下了，以后的消息也发到这个邮箱。" if given else "记下了，以后不再发邮件。")
    return redirect(url_for("message.show"), 303)


bp.get("/desk/admin/messages", endpoint="texts")(pages_admin.texts)
bp.post("/desk/admin/messages/<kind>/<form>", endpoint="word")(pages_admin.word)
bp.get("/desk/admin/channels", endpoint="channels")(pages_admin.channels)
bp.post("/desk/admin/channels", endpoint="open_new")(pages_admin.open_new)
bp.post("/desk/admin/channels/<uuid:channel_id>/<act>", endpoint="manage")(pages_admin.manage)
