"""The manager's page of links for the chat group: made for a named person, shown once, revoked."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as flask_session
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
from webapp.access.once import once
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
MADE = "made_link"
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
def make() -> Response | tuple[str, int]:
    """Make a link: 303 to where it is shown this once; the same form again makes none."""
    try:
        with kernel().read() as session:
            order = read_form(MakeLink, request.form, days=_days(session))
    except Invalid as wrong:
        return _page(wrong.fields, request.form.to_dict()), 422
    once(lambda work: _keep_for_one_look(make_link(work, order)))
    return redirect(url_for("firm_links.made"), 303)


def _keep_for_one_look(made: MadeLink) -> dict[str, Any]:
    """Token and code travel in the manager's own signed cookie to the next page and are gone then; never stored."""
    flask_session[MADE] = {"id": str(made.link_id), "token": made.token, "code": made.code}
    return {"link": str(made.link_id)}


@bp.get("/desk/links/made")
@requires(Permission.LINK_UNIT)
def made() -> str | Response:
    """The new link with its code, once; looked at again it is only in the list."""
    fresh = flask_session.pop(MADE, None)
    link = kernel().get(FirmLink, uuid.UUID(fresh["id"])) if fresh else None
    if link is None or link.unit_id != the_actor().unit_id:
        flash(MADE_BEFORE, "warning")
        return redirect(url_for("firm_links.show"))
    url = f"{kernel().settings.base_url}/w/{fresh['token']}"
    return render_template(
        "screen/links_made.html", link=link, code=fresh["code"], back_url=url_for("firm_links.show"),
        sentence=group_sentence(link.unit.name, link.person_name, url),
    )  # fmt: skip


@bp.post("/desk/links/<uuid:link_id>/revoke")
@requires(Permission.LINK_UNIT)
def revoke(link_id: uuid.UUID) -> Response:
    """End a link of one's own unit."""
    with kernel().work(the_actor()) as work:
        link = revoke_link(work, RevokeLink(link_id=link_id))
    flash(f"{link.person_name}的链接已经撤销，打开只会看到说明。")
    return redirect(url_for("firm_links.show"), 303)
