"""Settings on a page: what is in force, and what will be from which day."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.admin.deciding import decide, decisions
from webapp.base.clock import CHINA
from webapp.base.errors import Invalid


@requires(Permission.MANAGE_SETTINGS)
def settings() -> str:
    """All decisions."""
    return _page("", {})


@requires(Permission.MANAGE_SETTINGS)
def change(name: str) -> Response | tuple[str, int]:
    """Put one decision in force from a day on."""
    try:
        with kernel().work(the_actor()) as work:
            decided = decide(work, name, request.form.get("value", ""), request.form.get("since", ""))
    except Invalid as wrong:
        return _page(name, wrong.fields), 422
    flash(f"「{decided.label}」改好了。")
    return redirect(url_for("admin.settings") + f"#{name}", 303)


def _page(name: str, errors: dict[str, str]) -> str:
    clock = kernel().clock
    with kernel().read() as session:
        rows = decisions(session, clock)
    return render_template(
        "admin/settings.html", rows=rows, wrong=name, errors=errors, typed=request.form if errors else {},
        today=clock.now().astimezone(CHINA).date(),
    )  # fmt: skip
