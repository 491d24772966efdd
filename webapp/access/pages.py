"""Signing in and out, and a password of one's own."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.access.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from webapp.access.own_password import change_password
from webapp.access.signed_in import SignedIn, kernel, sign_in, sign_out, who_signed_in
from webapp.base.errors import Invalid

bp = Blueprint("sign_in", __name__)


@bp.get("/desk/sign-in")
def show() -> str | Response:
    """The sign-in page; who is signed in already goes on."""
    who = who_signed_in()
    if who is not None:
        on = own_path(request.args.get("next"))
        return redirect(url_for("sign_in.change", next=on) if who.must_change else on)
    return _page({}, "")


def _page(errors: dict[str, str], account: str) -> str:
    demo = kernel().settings.demo
    return render_template(
        "layout/sign_in.html", action=url_for("sign_in.enter"), account=account, errors=errors, sentence=None,
        next=own_path(request.values.get("next")), code_wanted=False, bare=True,
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
    return redirect(own_path(request.form.get("next")), 303)


@bp.get("/desk/password")
def change() -> str | Response:
    """Where a password is changed; the only page open to whoever signed in with one that was given."""
    who = who_signed_in()
    if who is None:
        return redirect(url_for("sign_in.show", next=url_for("sign_in.change")))
    return _change_page(who, {})


def _change_page(who: SignedIn, errors: dict[str, str]) -> str:
    return render_template(
        "layout/own_password.html", action=url_for("sign_in.keep"), must_change=who.must_change, errors=errors,
        account=who.actor.name, next=own_path(request.values.get("next")), sign_out_url=url_for("sign_in.leave"),
        bare=who.must_change,
    )  # fmt: skip


@bp.post("/desk/password")
def keep() -> tuple[str, int] | Response:
    """Change it and go on."""
    who = who_signed_in()
    if who is None:
        abort(401)
    try:
        typed = (request.form.get(name, "") for name in ("password", "again", "present"))
        change_password(who, *typed)
    except Invalid as wrong:
        return _change_page(who, wrong.fields), 422
    flash("密码换好了，下次用新的登录。别处的登录都退出了。")
    return redirect(own_path(request.form.get("next")), 303)


@bp.post("/desk/sign-out")
def leave() -> Response:
    """End this sign-in."""
    sign_out()
    flash("已退出。下次再见。")
    return redirect(url_for("sign_in.show"), 303)


def own_path(given: str | None) -> str:
    """A page of the desk or the field client and nothing else."""
    good = bool(given) and str(given).startswith(("/desk/", "/f/")) and "\\" not in str(given)
    ours = good and "sign-" not in str(given) and not str(given).startswith("/desk/password")
    return str(given) if ours else "/desk/"
