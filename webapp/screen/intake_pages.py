"""Taking a report for a caller, a visitor or the hotline, and what a patrol found: one short form (C1)."""

import uuid
from typing import Any, cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from webapp.access.role import Permission
from webapp.access.signed_in import kernel, requires, the_actor
from webapp.base.errors import Invalid, NotFound
from webapp.base.picture import PictureRefused
from webapp.catalogue.queries import live_classes
from webapp.catalogue.settings import in_force
from webapp.place.queries import find_doors
from webapp.place.records import Door
from webapp.report.commands import receive_report, refuse_photos
from webapp.report.orders import MOST_PHOTOS
from webapp.report.queries import number_of_order, receipt_of
from webapp.report.records import Report
from webapp.screen.intake_order import CHANNELS, NO_DOOR, Intake, channels, intake_order
from webapp.ticket.photos import KeptPhoto, keep_photo
from webapp.ticket.records import Reporter, Ticket
from webapp.ticket.words import State

bp = Blueprint("intake", __name__, template_folder="templates")
WHICH_DOOR = "是哪一个？请在下面选。"
NO_SUCH_DOOR = "没有找到「{words}」。换几个字试试，比如小区名加楼号。"
TAKEN_DOWN = "这个热线单号登记过了，是 {number}，按单号打开它补一句。真是另一件，在单号后面加 -2。"
TOO_MANY = f"一次最多 {MOST_PHOTOS} 张照片，多的没收下；文字和前 {MOST_PHOTOS} 张都收到了。"


@bp.get("/desk/reports/new")
@requires(Permission.REPORT_FOR)
def show() -> str:
    """The empty form."""
    return _form({}, {})


def _form(typed: dict[str, str], errors: dict[str, str]) -> str:
    words = typed.get("q", "").strip()
    with kernel().read() as session:
        doors = _doors(session, words, typed.get("door", ""))
        classes = [("", "还说不清，核实时再定"), *((c.code, c.name) for c in live_classes(session))]
    if "door" in errors and doors:
        errors = errors | {"door": WHICH_DOOR}
    elif words and not doors:
        errors = errors | {"q": NO_SUCH_DOOR.format(words=words[:20])}
        errors.pop("door", None)
    return render_template(
        "screen/intake.html", doors=doors, classes=classes, typed=typed, errors=errors,
        kinds=[(kind.value, CHANNELS[kind]) for kind in channels(the_actor())], report_id=typed.get("report_id") or uuid.uuid4(),
    )  # fmt: skip


def _doors(session: Session, words: str, chosen: str) -> list[tuple[str, str]]:
    """Doors that fit the letters; the one chosen before stays among them."""
    found = list(find_doors(session, words[:40]))
    kept = session.get(Door, uuid.UUID(chosen)) if _is_id(chosen) else None
    if kept is not None and kept.id not in {door.id for door in found}:
        found.insert(0, kept)
    return [(str(door.id), door.words) for door in found]


def _is_id(given: str) -> bool:
    try:
        uuid.UUID(given)
    except ValueError:
        return False
    return True


@bp.get("/desk/doors")
@requires(Permission.REPORT_FOR)
def doors() -> str:
    """The doors that fit a few letters, as a piece of the form; for the script of the form."""
    words = request.args.get("q", "").strip()
    with kernel().read() as session:
        found = _doors(session, words, request.args.get("door", ""))
    return render_template(
        "screen/intake_doors.html", doors=found, chosen=request.args.get("door", ""), error="",
        missing=NO_SUCH_DOOR.format(words=words[:20]) if words and not found else "",
    )  # fmt: skip


@bp.post("/desk/reports/new")
@requires(Permission.REPORT_FOR)
def take() -> Response | str | tuple[str, int]:
    """Look for the door, or take the report: 303 to what is read to the caller; the same id again, the same place."""
    typed = request.form.to_dict()
    if "find" in request.form:
        return _form(typed, {})
    try:
        report_id = _receive(_with_only_door(typed))
    except Invalid as wrong:
        return _form(typed, wrong.fields), 422
    return redirect(url_for("intake.taken", report_id=report_id), 303)


def _with_only_door(typed: dict[str, str]) -> dict[str, str]:
    """Letters that fit one door alone have named it."""
    words = typed.get("q", "").strip()
    if typed.get("door") or not words:
        return typed
    with kernel().read() as session:
        found = find_doors(session, words[:40], most=2)
    return typed | {"door": str(found[0].id)} if len(found) == 1 else typed


def _receive(typed: dict[str, str]) -> uuid.UUID:
    actor, now = the_actor(), kernel().clock.now()
    files = [f for f in request.files.getlist("photos") if f.filename]
    with kernel().read() as session:
        version = str(in_force(session, kernel().clock)["consent_version"])
    intake = intake_order(typed, actor, now, version, len(files))
    kept, refused = _keep(files)
    if not intake.report.text and not kept:
        raise Invalid({"photos": refused[0]})
    _write(intake, kept, refused)
    for sentence in refused:
        flash(sentence, "warning")
    return intake.report.report_id


def _write(intake: Intake, kept: tuple[KeptPhoto, ...], refused: list[str]) -> None:
    with kernel().work(the_actor()) as work:
        door = work.session.get(Door, intake.door_id)
        if door is None:
            raise Invalid({"door": NO_DOOR})
        order_no = intake.report.order_no
        known = number_of_order(work.session, order_no, intake.report.report_id) if order_no else None
        if known is not None:
            raise Invalid({"order_no": TAKEN_DOWN.format(number=known)})
        receive_report(work, intake.report, kept, door)
        refuse_photos(work, intake.report.report_id, refused)


def _keep(files: list[Any]) -> tuple[tuple[KeptPhoto, ...], list[str]]:
    """Photos that are safe on our disk, and a sentence for each kind that is not: a bad one never costs the words."""
    kept: list[KeptPhoto] = []
    refused: list[str] = []
    for file in files:
        if len(kept) == MOST_PHOTOS:
            refused.append(TOO_MANY)
            break
        try:
            kept.append(keep_photo(kernel().store, cast(Any, file.stream)))
        except PictureRefused as no:
            refused.append(no.sentence)
    return tuple(kept), list(dict.fromkeys(refused))


@bp.get("/desk/reports/<uuid:report_id>/taken")
@requires(Permission.REPORT_FOR)
def taken(report_id: uuid.UUID) -> str:
    """Number and code to read aloud, for whoever took the report and nobody else."""
    actor = the_actor()
    with kernel().read() as session:
        report = session.get(Report, report_id)
        if report is None or report.person_id != actor.person_id:
            raise NotFound
        receipt = receipt_of(session, kernel().secret, report_id)
        ticket = session.get_one(Ticket, session.get_one(Reporter, report_id).ticket_id)
        spoken = session.get_one(Reporter, report_id).resident
    verify = ticket.state is State.NEW and actor.may(Permission.DISPATCH)
    return render_template(
        "screen/intake_taken.html", number=receipt.ticket.number, code=receipt.query_code, spoken=spoken,
        place=ticket.place_words, next_word_by=ticket.next_word_by, urgent=ticket.urgent,
        verify_url=url_for("desk.show", ticket=ticket.id) if verify else None,
        ticket_url=url_for("screen.ticket", ticket_id=ticket.id), again_url=url_for("intake.show"),
    )  # fmt: skip
