"""The manager's page of links for the chat group: made for a named person, shown once, revoked."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.access.firm_links import (
    LIVE,
    LinkState,
    MadeLink,
    MakeLink,
    RevokeLink,
    links_of_unit,
    make_link,
    revoke_link,
    state_of,
)
from webapp.access.records import FirmLink
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid
from webapp.base.fields import read_form
from webapp.catalogue.settings import in_force

bp = Blueprint("firm_links", __name__, template_folder="templates")
STATE_WORDS = {
    LinkState.WAITING: ("等绑定", "soon"), LinkState.BOUND: ("已绑定", "action"),
    LinkState.EXPIRED: ("过期", "plain"), LinkState.REVOKED: ("已撤销", "plain"),
}  # fmt: skip
MADE_BEFORE = "这个链接刚才已经做好，内容只显示一次。没记下来的话，请撤销它，重新做一个。"


@dataclass(frozen=True)
class LinkShown:
    """A link as a line of the list; never its token or code."""

    person_name: str
    words: str
    tone: str
    made_at: datetime
    bound_at: datetime | None
    expires_at: datetime
    revoke_url: str


def group_sentence(unit: str, person: str, url: str) -> str:
    """What goes into the chat group: no resident, no place, no code."""
    return f"【{unit}】报修的单子在这里看：{url} 。办理由{person}在手机上点，请不要转到群外。"


@bp.get("/desk/links")
@requires(Permission.LINK_UNIT)
def show() -> str:
    """The unit's links with their state, and the form for another one."""
    return _page({}, {})


def _page(errors: dict[str, str], typed: dict[str, str]) -> str:
    now = kernel().clock.now()
    with kernel().read() as session:
        rows = [_shown(link, now) for link in links_of_unit(session, the_actor().unit_id)]
        days = _days(session)
    return render_template("screen/links.html", links=rows, days=days, errors=errors, typed=typed)


def _shown(link: FirmLink, now: datetime) -> LinkShown:
    state = state_of(link, now)
    words, tone = STATE_WORDS[state]
    revoke_url = url_for("firm_links.revoke", link_id=link.id) if state in LIVE else ""
    return LinkShown(link.person_name, words, tone, link.made_at, link.bound_at, link.expires_at, revoke_url)


def _days(session: Any) -> int:
    return int(in_force(session, kernel().clock)["link_days"])


@bp.post("/desk/links")
@requires(Permission.LINK_UNIT)
def make() -> str | Response | tuple[str, int]:
    """Make a link and show it with its code, this once; the same form again makes none."""
    actor, made = the_actor(), []
    try:
        with kernel().read() as session:
            order = read_form(MakeLink, request.form, days=_days(session))
    except Invalid as wrong:
        return _page(wrong.fields, request.form.to_dict()), 422
    with kernel().work(actor) as work:

        def act() -> dict[str, Any]:
            made.append(make_link(work, order))
            return {"link": str(made[0].link_id)}

        work.once(f"{actor.person_id}:{_once()}", act)
    if not made:
        flash(MADE_BEFORE, "warning")
        return redirect(url_for("firm_links.show"), 303)
    return _made_page(made[0])


def _once() -> str:
    return request.form.get("once", "")[:40] or str(uuid.uuid4())


def _made_page(made: MadeLink) -> str:
    url = f"{kernel().settings.base_url}/w/{made.token}"
    return render_template(
        "screen/links_made.html", made=made, url=url, back_url=url_for("firm_links.show"),
        sentence=group_sentence(the_actor().unit_name, made.person_name, url),
    )  # fmt: skip


@bp.post("/desk/links/<uuid:link_id>/revoke")
@requires(Permission.LINK_UNIT)
def revoke(link_id: uuid.UUID) -> Response:
    """End a link of one's own unit."""
    with kernel().work(the_actor()) as work:
        link = revoke_link(work, RevokeLink(link_id=link_id))
    flash(f"{link.person_name}的链接已经撤销，打开只会看到说明。")
    return redirect(url_for("firm_links.show"), 303)
