"""Pages of the issuing office: many notices at once, all of them, how it signs, the rate with what is behind it."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.access.once import once
from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid
from webapp.base.fields import read_asking
from webapp.base.paging import asked_key
from webapp.catalogue.settings import in_force
from webapp.supervise import listing
from webapp.supervise.batch import issue_batch
from webapp.supervise.disposal import FORMULA, Month, effective_rates, tickets_behind
from webapp.supervise.drafting import draft_of
from webapp.supervise.forms import batch_order
from webapp.supervise.offices import SetOffice, office_now, set_office

EMPTY = {"mark": "请写代字，比如：梧桐督。", "head": "请写抬头，比如：梧桐街道办事处。"}
SHOWS = {"all": "到期的", "effective": "复查通过后结案的", "rest": "没有有效处置的"}


@requires(Permission.ISSUE_NOTICE)
def new_batch() -> str:
    """The form for many tickets."""
    return _batch({}, {"numbers": request.args.get("numbers", "")[:4000]})


def _batch(errors: Mapping[str, str], typed: Mapping[str, str]) -> str:
    with kernel().read() as session:
        decided = in_force(session, kernel().clock)
        draft = draft_of(session, the_actor(), (), kernel().clock.now(), decided)
    return render_template(
        "supervise/batch.html", draft=draft, errors=errors, typed=typed, once=typed.get("once", "")
    )


@requires(Permission.ISSUE_NOTICE)
def batch() -> Response | tuple[str, int]:
    """Issue for many tickets; then the board."""
    try:
        order = batch_order(request.form)
        made = once(lambda work: {"count": len(issue_batch(work, order))})["count"]
    except Invalid as wrong:
        return _batch(wrong.fields, request.form.to_dict()), 422
    flash(f"下发了 {made} 份，单位马上看得到。")
    return redirect(url_for("supervise.show"), 303)


@requires(Permission.READ_NOTICES)
def every() -> str:
    """All notices page by page."""
    actor, now, asked = the_actor(), kernel().clock.now(), listing.Asked.read(request.args)
    after, before = (asked_key(request.args.get(name)) for name in ("after", "before"))
    with kernel().read() as session:
        page = listing.list_notices(session, actor, now, asked, after, before)
        units = listing.units_noticed(session, actor)
    return render_template(
        "supervise/every.html", page=page, asked=asked, states=listing.STATE_CHOICES, cards=listing.CARD_CHOICES,
        units=units, month=Month.read("", now).words,
    )  # fmt: skip


@requires(Permission.ISSUE_NOTICE)
def office() -> str:
    """How this office signs."""
    return _office({}, {})


def _office(errors: Mapping[str, str], typed: Mapping[str, str]) -> str:
    with kernel().read() as session:
        now = office_now(session, the_actor())
    return render_template("supervise/office.html", office={**now, **typed}, errors=errors)


@requires(Permission.ISSUE_NOTICE)
def keep_office() -> Response | tuple[str, int]:
    """Decide how this office signs."""
    try:
        order = read_asking(SetOffice, request.form, EMPTY)
        with kernel().work(the_actor()) as work:
            set_office(work, order)
    except Invalid as wrong:
        return _office(wrong.fields, request.form.to_dict()), 422
    flash("改好了，以后发的单按这个落款；发过的不变。")
    return redirect(url_for("supervise.office"), 303)


@requires(Permission.READ_NOTICES)
def rates() -> str:
    """有效处置率 by unit."""
    now = kernel().clock.now()
    month = Month.read(request.args.get("month", ""), now)
    with kernel().read() as session:
        total, rows = effective_rates(session, the_actor(), month, now)
    return render_template("supervise/rates.html", month=month.words, total=total, rows=rows, formula=FORMULA)


@requires(Permission.READ_NOTICES)
def behind() -> str:
    """The tickets behind a number."""
    args, now = request.args, kernel().clock.now()
    month, unit = Month.read(args.get("month", ""), now), args.get("unit", "all")[:40]
    only = args.get("only", "") if args.get("only", "") in SHOWS else "all"
    after, before = (asked_key(args.get(name)) for name in ("after", "before"))
    with kernel().read() as session:
        page = tickets_behind(session, the_actor(), month, now, unit, only, after, before)
    kept = {"month": month.words, "unit": unit, "only": only}
    return render_template(
        "supervise/behind.html", page=page, kept=kept, shows=SHOWS[only], month=month.words
    )
