"""`/f/`: where grid workers and inspectors start on their phone; the pages behind it are the desk's own, outdoors."""

from dataclasses import dataclass

from flask import Blueprint, current_app, render_template, url_for

from webapp.access.role import Permission
from webapp.access.signed_in import requires, the_actor

bp = Blueprint("field", __name__, template_folder="templates")


@dataclass(frozen=True)
class Start:
    """A large button: where it leads, its words, and the permission that shows it."""

    endpoint: str
    label: str
    why: str
    icon: str
    permission: Permission


STARTS = (
    Start(
        "recheck.worklist", "复查", "单位说办好了的，您去看一眼、拍一张。", "eye-check", Permission.RECHECK
    ),
    Start("intake.show", "上报", "看见的、听人说的，记下来就有人办。", "camera", Permission.REPORT_FOR),
    Start("screen.inbox", "我的工单", "您报的、轮到您的，办到哪一步了。", "inbox", Permission.READ_TICKETS),
)


@bp.get("/f/")
@requires(Permission.READ_TICKETS)
def show() -> str:
    """What this person may start with; the first one is the primary."""
    there = (row for row in STARTS if row.endpoint in current_app.view_functions)
    starts = [(row, url_for(row.endpoint)) for row in there if the_actor().may(row.permission)]
    return render_template("screen/field.html", starts=starts)
