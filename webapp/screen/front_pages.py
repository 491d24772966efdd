"""`/`: for whoever comes without a plate: what this is, where to scan, where to ask how it stands."""

from flask import Blueprint, render_template
from sqlalchemy import select

from webapp.access.signed_in import kernel
from webapp.layout.rooms import resident_dress
from webapp.place.records import Door, DoorCode

bp = Blueprint("front", __name__, template_folder="templates")


@bp.get("/")
def show() -> str:
    """The front page; in a demonstration with a door to try."""
    return render_template(
        "screen/front.html", query_url="/t/", code_url="/q/", office_url="/desk/", demo_door=_demo_door(),
        **resident_dress(),
    )  # fmt: skip


def _demo_door() -> str | None:
    """The address of a door of the demonstration district, None where there is none."""
    if not kernel().settings.demo:
        return None
    live = select(DoorCode.code).join(DoorCode.door).where(DoorCode.revoked_at.is_(None)).order_by(Door.words)
    with kernel().read() as session:
        code = session.scalars(live.limit(1)).first()
    return f"/q/{code}" if code else None
