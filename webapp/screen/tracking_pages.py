"""`/t/<token>`: what the reporter sees, and what they may answer there (contract.md)."""

import uuid
from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, abort, make_response, redirect, render_template, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select
from werkzeug.wrappers import Response

from webapp.access.actor import Actor, resident
from webapp.access.link_tokens import query_code, report_token
from webapp.access.signed_in import kernel
from webapp.access.verdict_code import check_code
from webapp.base.errors import Invalid, Problem
from webapp.catalogue.settings import in_force
from webapp.layout.rooms import language, resident_dress
from webapp.layout.said import said
from webapp.meeting.calendar_file import Entry, calendar_file
from webapp.meeting.pages import sign_picture
from webapp.meeting.queries import invitation_of
from webapp.meeting.week_pages import calendar_answer
from webapp.meeting.words import Side
from webapp.plate.door import emergency_numbers
from webapp.plate.pages import same_origin
from webapp.report.first_look import is_first_look, looked
from webapp.report.queries import report_of_number, report_of_token
from webapp.screen import resident_acts
from webapp.screen.photo_answer import photo_answer
from webapp.screen.resident_data import WORDS, data_of
from webapp.screen.resident_words import PHRASE, by_when
from webapp.screen.tracking import Tracking, not_kept, read_story, view_of
from webapp.ticket.records import Photo

bp = Blueprint("tracking", __name__, template_folder="templates")
CODE_KNOWN = "code"
CODE_KNOWN_FOR = 20 * 60
MOVED_ON = "这件事的情况变了，请看看最新的进展。"


def _found(token: str) -> tuple[uuid.UUID, uuid.UUID]:
    with kernel().read() as session:
        found = report_of_token(session, token)
    if found is None:
        abort(404)
    return found


def _actor(report_id: uuid.UUID) -> Actor:
    return resident(request.cookies.get("device"), report_id)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(kernel().secret, salt="verdict-code")


def _code_known(report_id: uuid.UUID) -> bool:
    """Whether this browser gave the right code a few minutes ago."""
    try:
        return bool(
            _signer().loads(request.cookies.get(CODE_KNOWN, ""), max_age=CODE_KNOWN_FOR) == str(report_id)
        )
    except BadSignature:
        return False


@bp.get("/t/<token>")
def show(token: str) -> Response:
    """The ticket's page; the first look after sending is the receipt."""
    report_id, _ = _found(token)
    if is_first_look(request):
        return _receipt(report_id, token)
    done = request.args.get("done")
    sentence = PHRASE[language()].get(f"{done}_done") if done else None
    return make_response(_page(report_id, token, done=sentence))


def _receipt(report_id: uuid.UUID, token: str) -> Response:
    now, lang = kernel().clock.now(), language()
    with kernel().read() as session:
        story = read_story(session, report_id)
        view = view_of(story, f"/t/{token}", now, lang, {}, None, None)
        danger = story.ticket.urgent
        numbers = emergency_numbers(in_force(session, kernel().clock)) if danger else ()
    promised = story.ticket.next_word_by
    page = render_template(
        "screen/receipt.html", number=view.number, query_code=query_code(kernel().secret, report_id),
        place=view.place, track_url=f"/t/{token}", safe=view.safe, not_kept=not_kept(story),
        next_word_words=PHRASE[lang]["next_word"].format(when=by_when(promised, now, lang)) if promised else None,
        emergency=numbers, **resident_dress(),
    )  # fmt: skip
    answer = make_response(page)
    looked(request, answer, f"/t/{token}")
    return answer


def _view(
    report_id: uuid.UUID,
    token: str,
    done: str | None,
    errors: dict[str, str],
    typed: dict[str, str],
    known: bool,
) -> Tracking:
    now, lang, base = kernel().clock.now(), language(), f"/t/{token}"
    with kernel().read() as session:
        story = read_story(session, report_id)
        asked = resident_acts.what_waits(session, story, base, now, lang)
        meeting = asked.invitation
        if meeting is not None and meeting.signs_in:
            meeting = replace(meeting, sign=sign_picture(meeting.id, Side.RESIDENT, now))
        return view_of(
            story, base, now, lang, {**asked.actions, "mine": f"{base}/mine", "calendar": f"{base}/meeting.ics"}, meeting, asked.verdict_words,
            heading=asked.heading,
            needs_code=not known, done=done, errors=errors, typed=typed,
        )  # fmt: skip


def _page(
    report_id: uuid.UUID, token: str, done: str | None = None,
    errors: dict[str, str] | None = None, typed: dict[str, str] | None = None, known: bool = False,
) -> str:  # fmt: skip
    view = _view(report_id, token, done, errors or {}, typed or {}, known or _code_known(report_id))
    return render_template("screen/tracking.html", view=view, **resident_dress())


@bp.get("/t/<token>/mine")
def mine(token: str) -> str:
    """What is kept about the reporter; the link alone does not show it, the code does (safety.md 11)."""
    report_id, _ = _found(token)
    return _data_page(token, report_id, {}, _code_known(report_id))


@bp.post("/t/<token>/mine")
def show_mine(token: str) -> Response | tuple[str, int]:
    """Give the code to see it."""
    same_origin()
    report_id, ticket_id = _found(token)
    try:
        check_code(kernel(), ticket_id, report_id, request.form.get("code", ""))
    except Problem as problem:
        errors = {f"mine.{name}": said(sentence) for name, sentence in problem.by_field("code").items()}
        return _data_page(token, report_id, errors, known=False), problem.status
    return _remember_code(redirect(f"/t/{token}/mine", 303), token, report_id)


def _data_page(token: str, report_id: uuid.UUID, errors: dict[str, str], known: bool) -> str:
    lang, data, base = language(), None, f"/t/{token}"
    if known:
        with kernel().read() as session:
            data = data_of(session, kernel().clock, read_story(session, report_id), base, lang)
    return render_template(
        "screen/resident_data.html",
        words=WORDS[lang],
        base=base,
        data=data,
        errors=errors,
        **resident_dress(),
    )


@bp.get("/t/<token>/photos/<uuid:photo_id>/<size>")
def photo(token: str, photo_id: uuid.UUID, size: str) -> Response:
    """A photo of this report, or one that staff took of its ticket; never a neighbour's."""
    report_id, ticket_id = _found(token)
    with kernel().read() as session:
        own = session.scalars(
            select(Photo).where(
                Photo.id == photo_id,
                (Photo.report_id == report_id)
                | ((Photo.ticket_id == ticket_id) & Photo.step_id.is_not(None) & Photo.report_id.is_(None)),
            )
        ).first()
    return photo_answer(own, size)


@bp.get("/t/<token>/meeting.ics")
def meeting_file(token: str) -> Response:
    """The settled meeting, for the calendar of the reporter's phone."""
    report_id, ticket_id = _found(token)
    now = kernel().clock.now()
    with kernel().read() as session:
        view = invitation_of(session, ticket_id, now, report_id)
        number = read_story(session, report_id).ticket.number
    if view is None or view.meet_at is None or view.state != "accepted":
        abort(404)
    entry = Entry(
        str(view.id), view.meet_at, f"{PHRASE[language()]['meeting']} {number}", view.place, view.revision
    )
    return calendar_answer(calendar_file([entry], now, number, alarm=True), f"{number}.ics")


@bp.post("/t/<token>/<act>")
def answer(token: str, act: str) -> Response:
    """One of the resident's answers; verdicts ask for the 4-digit code first, once for whatever else is put right."""
    same_origin()
    do = resident_acts.ACTS.get(act)
    if do is None:
        abort(404)
    report_id, ticket_id = _found(token)
    known = _code_known(report_id)
    try:
        if do.verdict and not known:
            check_code(kernel(), ticket_id, report_id, request.form.get("code", ""))
            known = True
        done = _act(do.run, report_id, ticket_id)
    except Invalid as wrong:
        answered = _refused(token, report_id, act, wrong.fields, 422, known)
    except Problem as problem:
        if problem.status in {403, 404}:
            raise
        refusal = {_first_field(act): problem.sentence}
        answered = _refused(token, report_id, act, refusal, problem.status, known)
    else:
        answered = redirect(f"/t/{token}?done={done}", 303)
    return _remember_code(answered, token, report_id) if known and do.verdict else answered


def _remember_code(answer: Response, token: str, report_id: uuid.UUID) -> Response:
    """This browser gave the right code: for some minutes it is not asked again on this page."""
    answer.set_cookie(
        CODE_KNOWN, _signer().dumps(str(report_id)), max_age=CODE_KNOWN_FOR, path=f"/t/{token}",
        httponly=True, samesite="Lax", secure=request.is_secure,
    )  # fmt: skip
    return answer


def _act(run: Callable[..., str], report_id: uuid.UUID, ticket_id: uuid.UUID) -> str:
    with kernel().work(_actor(report_id)) as work:
        return run(work, ticket_id, report_id, request.form)


def _first_field(act: str) -> str:
    return {"answer_meeting": "answer", "minutes": "answer", "verdict": "solved"}.get(
        act, "text" if act in {"word", "object"} else "code"
    )


def _refused(
    token: str, report_id: uuid.UUID, act: str, fields: dict[str, str], status: int, known: bool
) -> Response:
    errors = {
        f"{act}.{name}": said(sentence, MOVED_ON if status == 409 else "")
        for name, sentence in fields.items()
    }
    typed = {f"{act}.{name}": value for name, value in request.form.items() if name != "code"}
    return make_response(_page(report_id, token, errors=errors, typed=typed, known=known), status)


@bp.get("/t/")
def ask() -> str:
    """For whoever lost the link: number and 4-digit code."""
    return render_template("screen/query.html", action_url="/t/", typed={}, errors={}, **resident_dress())


@bp.post("/t/")
def find() -> Response | tuple[str, int]:
    """Find the page again; wrong codes are counted for the number and day."""
    same_origin()
    number, code = request.form.get("number", "").strip(), request.form.get("code", "").strip()
    try:
        report_id = resident_acts.find_report(kernel(), number, code, report_of_number)
    except Problem as problem:
        page = render_template(
            "screen/query.html", action_url="/t/", typed={"number": number},
            errors={f"query.{name}": said(sentence) for name, sentence in problem.by_field("code").items()},
            **resident_dress(),
        )  # fmt: skip
        return page, problem.status
    return redirect(f"/t/{report_token(kernel().secret, report_id)}", 303)
