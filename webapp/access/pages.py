"""Signing in and out."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.access.actor import NOBODY
from webapp.access.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from webapp.access.signed_in import kernel, sign_in, sign_out, the_actor
from webapp.base.errors import Invalid

bp = Blueprint("sign_in", __name__)


@bp.get("/desk/sign-in")
def show() -> str | Response:
    """The sign-in page; who is signed in already goes on."""
    if the_actor() is not NOBODY:
        return redirect(_own_path(request.args.get("next")))
    return _page({}, "")


def _page(errors: dict[str, str], account: str) -> str:
    demo = kernel().settings.demo
    return render_template(
        "layout/sign_in.html", action=url_for("sign_in.enter"), account=account, errors=errors, sentence=None,
        next=_own_path(request.values.get("next")), code_wanted=False, bare=True,
        demo_accounts=DEMO_ACCOUNTS if demo else None, demo_password=DEMO_PASSWORD,
    )  # fmt: skip


@bp.post("/desk/sign-in")
def enter() -> tuple[str, int] | Response:
    """Check account and password and begin."""
    account = request.form.get("account", "")
    try:
        sign_in(account, request.form.get("password", ""), idle_seconds=3600)
    except Invalid as wrong:
        return _page(wrong.fields, account), 422
    return redirect(_own_path(request.form.get("next")), 303)


@bp.post("/desk/sign-out")
def leave() -> Response:
    """End this sign-in."""
    sign_out()
    flash("已退出。下次再见。")
    return redirect(url_for("sign_in.show"), 303)


def _own_path(given: str | None) -> str:
    """A page of the desk or the field client and nothing else."""
    good = bool(given) and str(given).startswith(("/desk/", "/f/")) and "\\" not in str(given)
    return str(given) if good and "sign-" not in str(given) else "/desk/"
