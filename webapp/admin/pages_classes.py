"""The catalogue on pages: the list, one class with its cases and their days, the whole as an Excel file."""

import uuid
from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from webapp.access.once import once
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.admin.class_file import classes_xlsx
from webapp.base.clock import CHINA
from webapp.base.errors import Invalid
from webapp.base.work import Work
from webapp.catalogue.classes import add_class, change_class
from webapp.catalogue.forms import add_class_order, change_class_order, end_standard_order, set_standard_order
from webapp.catalogue.listing import USES, asked_list, count_classes, list_classes, schemes_known, show_class
from webapp.catalogue.standards import end_standard, set_standard
from webapp.catalogue.words import KINDS, TIER_WORDS, UNIT_WORDS, limit_words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TIERS = [(tier.value, words) for tier, words in TIER_WORDS.items()]
UNITS = [(unit.value, words) for unit, words in UNIT_WORDS.items()]


@requires(Permission.READ_CATALOGUE)
def classes() -> str:
    """Classes by words, list and kind; page by page."""
    return _list({})


@requires(Permission.MANAGE_SETTINGS)
def add() -> Answer | tuple[str, int]:
    """Add a class of the district's own."""
    try:
        done = once(lambda work: {"id": str(add_class(work, add_class_order(request.form)).id)})
    except Invalid as wrong:
        return _list(wrong.fields), 422
    flash("加好了。再给它定时限和结案条件。")
    return redirect(url_for("admin.matter_class", class_id=done["id"]), 303)


@requires(Permission.READ_CATALOGUE)
def matter_class(class_id: uuid.UUID) -> str:
    """One class."""
    return _one(class_id, "", {})


@requires(Permission.MANAGE_SETTINGS)
def change(class_id: uuid.UUID) -> Answer | tuple[str, int]:
    """What it is called and allowed."""
    return _do(
        class_id,
        "change",
        "改好了。",
        lambda work: change_class(work, change_class_order(class_id, request.form)),
    )


@requires(Permission.MANAGE_SETTINGS)
def set_limit(class_id: uuid.UUID) -> Answer | tuple[str, int]:
    """A limit from a day on."""
    return _do(
        class_id, _case(), "定好了。已经立案的工单还按原来的时限。",
        lambda work: set_standard(work, set_standard_order(class_id, request.form)),
    )  # fmt: skip


@requires(Permission.MANAGE_SETTINGS)
def end_limit(class_id: uuid.UUID) -> Answer | tuple[str, int]:
    """The last day of a case."""
    return _do(
        class_id, "end" + _case(), "到那天为止，以后不再按这一条。",
        lambda work: end_standard(work, end_standard_order(class_id, request.form)),
    )  # fmt: skip


@requires(Permission.READ_CATALOGUE)
def file() -> Answer:
    """The whole catalogue in the columns of its import."""
    today = kernel().clock.now().astimezone(CHINA).date()
    with kernel().read() as session:
        answer = Answer(classes_xlsx(session, today), mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="classes-{today}.xlsx"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _case() -> str:
    """Which of the forms of a page was sent: that of a case, or that of a new one."""
    return request.form.get("form", "new")[:8]


def _do(class_id: uuid.UUID, form: str, done: str, act: Callable[[Work], object]) -> Answer | tuple[str, int]:
    try:
        with kernel().work(the_actor()) as work:
            act(work)
    except Invalid as wrong:
        return _one(class_id, form, wrong.fields), 422
    flash(done)
    return redirect(url_for("admin.matter_class", class_id=class_id), 303)


def _list(errors: dict[str, str]) -> str:
    asked, today = asked_list(request.args), kernel().clock.now().astimezone(CHINA).date()
    with kernel().read() as session:
        page, schemes = list_classes(session, asked, today), schemes_known(session)
        count = count_classes(session, asked)
    kept = {"q": asked.q, "scheme": asked.scheme, "kind": asked.kind, "use": asked.use}
    return render_template(
        "admin/classes.html", page=page, asked=asked, kept=kept, count=count, schemes=[("", "全部"), *schemes],
        kinds=[("", "全部"), *((kind.value, words) for kind, words in KINDS.items())], uses=list(USES.items()),
        tiers=TIERS, errors=errors, typed=request.form if errors else {}, may_edit=the_actor().may(Permission.MANAGE_SETTINGS),
    )  # fmt: skip


def _one(class_id: uuid.UUID, form: str, errors: dict[str, str]) -> str:
    today = kernel().clock.now().astimezone(CHINA).date()
    with kernel().read() as session:
        shown = show_class(session, class_id, today)
    return render_template(
        "admin/class.html", shown=shown, form=form, errors=errors, typed=request.form if errors else {}, today=today,
        tiers=TIERS, units=UNITS, limit_words=limit_words, may_edit=the_actor().may(Permission.MANAGE_SETTINGS),
    )  # fmt: skip
