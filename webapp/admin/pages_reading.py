"""The tree of places and the log, to look through."""

from datetime import date

from flask import render_template, request, url_for

from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires
from webapp.admin.reading import LogFilter, compounds, log_page
from webapp.place.queries import find_doors


@requires(Permission.MANAGE_PLACES)
def places() -> str:
    """Every compound with its street, firm, grid and number of doors; doors by a few letters."""
    typed = request.args.get("q", "").strip()
    with kernel().read() as session:
        doors = [door.words for door in find_doors(session, typed)] if typed else []
        return render_template("admin/places.html", rows=compounds(session, typed), doors=doors, q=typed)


@requires(Permission.READ_AUDIT)
def audit() -> str:
    """The log, newest first, by who, what and day."""
    wanted = LogFilter(
        request.args.get("name", "").strip(), request.args.get("doing", "").strip(), _day(request.args.get("day", ""))
    )  # fmt: skip
    after, before = (request.args.get(key, type=int) for key in ("after", "before"))
    with kernel().read() as session:
        page = log_page(session, wanted, after, before)
    return render_template(
        "admin/audit.html", page=page, wanted=wanted,
        older=_address(wanted, after=page.older) if page.older else "",
        newer=_address(wanted, before=page.newer) if page.newer else "",
    )  # fmt: skip


def _address(wanted: LogFilter, after: int | None = None, before: int | None = None) -> str:
    return url_for(
        "admin.audit", name=wanted.name or None, doing=wanted.doing or None, day=wanted.day, after=after, before=before
    )  # fmt: skip


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
