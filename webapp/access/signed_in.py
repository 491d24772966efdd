"""Who is signed in: the only reader of Flask-Login's current user. Everybody else takes an `Actor`."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import abort, current_app, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from webapp.access.actor import NOBODY, Actor
from webapp.access.role import Permission, Role
from webapp.access.sign_ins import SENDS_FOR, STILL_SIGNED_IN, end_sign_in, new_sign_in
from webapp.base.errors import Forbidden, Invalid
from webapp.base.work import Kernel
from webapp.people.records import Person

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
LISTENS_FOR = timedelta(hours=24)
"""How long a browser rings for who signed in, also when its pages are locked."""
BY_ITSELF = "X-By-Itself"
"""A page that refreshes while nobody touches it says so by this header: no sign of a person, so it keeps nothing open."""
FIELD_ROLES = frozenset({Role.GRID_WORKER, Role.INSPECTOR})
WRONG = (
    f"账号或密码不对，或者连错 {MOST_FAILURES} 次锁上了。再看看大小写；"
    f"锁上的，过 {LOCKED_FOR.seconds // 60} 分钟再试，着急请找管理员。"
)
"""The one sentence of every refusal: which of them it was would tell a stranger that the account exists."""
CHANGE_FIRST = "这个密码是别人发给您的，先换成您自己的密码，再接着办。"
P = ParamSpec("P")
R = TypeVar("R")
hasher = PasswordHasher()
logins = LoginManager()


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """What Flask-Login carries through a request: the actor, and whether the password must be changed first."""

    def __init__(self, person: Person) -> None:
        self.actor = actor_of(person)
        self.id = str(person.id)
        self.must_change = person.password_given


def actor_of(person: Person) -> Actor:
    """A member of staff as an actor."""
    return Actor(Role(person.role), person.name, person.id, person.unit_id, person.unit.name)


def kernel() -> Kernel:
    """The running program's kernel."""
    found: Kernel = current_app.extensions["mashang"]
    return found


@logins.user_loader  # type: ignore[untyped-decorator]  # as above
def _load(person_id: str) -> SignedIn | None:
    seen = session.get("seen_at", 0)
    now = kernel().clock.now()
    if now.timestamp() - seen > session.get("idle_seconds", 3600):
        session["idle"] = True
        return None
    found = _still(person_id)
    if found is not None and now.timestamp() - seen > 30 and BY_ITSELF not in request.headers:
        session["seen_at"] = now.timestamp()
    return found


def _still(person_id: str) -> SignedIn | None:
    """The person of this sign-in in the role of today; None when it was ended, the person deactivated or the password changed."""
    sign_in_id = session.get("sign_in")
    if sign_in_id is None:
        return None  # SQL would not find what has no name among the ended ones
    with kernel().read() as db_session:
        person = db_session.scalars(
            STILL_SIGNED_IN, {"person": uuid.UUID(person_id), "sign_in": sign_in_id}
        ).first()
        if person is None or not person.active or person.password_hash is None:
            return None
        return SignedIn(person) if session.get("since") == person.password_hash[-12:] else None


def the_sender() -> Actor:
    """Who sends from a queue: whoever is signed in, and a field phone's person also when its pages are locked.

    Ends 30 days after the sign-in, at sign-out, deactivation and a change of the password. Sending is no sign of a
    person at the phone, so it does not keep the pages open.
    """
    person_id = session.get("_user_id")
    if person_id is None:
        return NOBODY
    now = kernel().clock.now().timestamp()
    awake = now - session.get("seen_at", 0) <= session.get("idle_seconds", 3600)
    sends = session.get("sends", False) and now - session.get("signed", 0) <= SENDS_FOR.total_seconds()
    found = _still(person_id) if awake or sends else None
    return found.actor if found is not None and not found.must_change else NOBODY


def the_listener() -> tuple[Actor, bool]:
    """For whom this browser rings, and whether its pages are open: an alarm does not stop because a page locked.

    Ends `LISTENS_FOR` after the sign-in, at sign-out, deactivation and a change of the password. A script that listens
    is no sign of a person, so it does not keep the pages open.
    """
    person_id = session.get("_user_id")
    now = kernel().clock.now().timestamp()
    if person_id is None or now - session.get("signed", 0) > LISTENS_FOR.total_seconds():
        return NOBODY, False
    found = _still(person_id)
    if found is None or found.must_change:
        return NOBODY, False
    return found.actor, now - session.get("seen_at", 0) <= session.get("idle_seconds", 3600)


def is_account(actor: Actor, account: str) -> bool:
    """Whether the actor signs in by this account: one phone may hold what two people captured."""
    with kernel().read() as db_session:
        known = db_session.scalar(select(Person.account).where(Person.id == actor.person_id))
    return known == account


def account_seen() -> str:
    """Whose sign-in this browser carries, without asking the database; empty for nobody."""
    return str(session.get("_user_id", ""))


def the_actor() -> Actor:
    """Who acts in this request; nobody yet for whoever must change a given password first."""
    found = who_signed_in()
    return found.actor if found is not None and not found.must_change else NOBODY


def who_signed_in() -> SignedIn | None:
    """Who has signed in, also when nothing but the change of the password is open to them."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def role_seen() -> Role:
    """The role of who is signed in, if this request has asked for it: a log line must cost no query."""
    found = g.get("_login_user")
    return found.actor.role if isinstance(found, SignedIn) else Role.NOBODY


def sign_in(account: str, password: str, idle_seconds: int) -> Actor:
    """Check and begin a sign-in; `Invalid` says what to do. Five failures lock the account for 15 minutes.

    An account that is wrong, unknown, given up or locked is refused alike: with one sentence, after the same work.
    """
    with kernel().read() as db_session:
        person = db_session.scalars(select(Person).where(Person.account == account.strip())).first()
    now = kernel().clock.now()
    good = matches(person.password_hash if person else None, password)
    shut = _why_shut(person, now)
    _count(person.id if person is not None else None, shut, good, now)
    if person is None or shut or not good:
        raise Invalid({"password": WRONG})
    actor = actor_of(person)
    sign_out()
    session.update(
        sign_in=new_sign_in(),
        seen_at=now.timestamp(),
        idle_seconds=idle_seconds,
        since=(person.password_hash or "")[-12:],
        signed=now.timestamp(),
        sends=actor.role in FIELD_ROLES,
    )
    session.permanent = (
        actor.role in FIELD_ROLES
    )  # the sign-in outlives the browser; its pages lock all the same
    login_user(SignedIn(person))
    return actor


@cache
def _nobodys_hash() -> str:
    """Compared when the account does not exist, so that the answer takes as long; made when first asked for."""
    return hasher.hash("nobody")


def matches(hashed: str | None, password: str) -> bool:
    """Whether this is the password; takes as long when there is none."""
    try:
        return hasher.verify(hashed or _nobodys_hash(), password) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


def _why_shut(person: Person | None, now: datetime) -> str:
    """Why nobody enters by this account, whatever the password; for the audit alone. Empty when it is open."""
    if person is None:
        return "unknown"
    if not person.active:
        return "inactive"
    return "locked" if person.locked_until is not None and person.locked_until > now else ""


def _count(person_id: uuid.UUID | None, shut: str, good: bool, now: datetime) -> None:
    """Write down a try; every one costs a write, so that the time tells nothing either."""
    with kernel().work(NOBODY) as work:
        if person_id is None or shut:
            work.audit("person.sign_in_failed", why=shut)
            return
        person = work.session.get_one(Person, person_id, with_for_update={"of": Person})
        work.doing("person.sign_in" if good else "person.sign_in_failed")
        if good:
            person.failures, person.locked_until, person.seen_at = 0, None, now.astimezone(UTC)
            return
        person.failures += 1
        if person.failures >= MOST_FAILURES:
            person.failures, person.locked_until = 0, now.astimezone(UTC) + LOCKED_FOR


def sign_out() -> None:
    """End the sign-in of this browser, here and on the server: a copy of its cookie is nobody's from now on."""
    person_id, sign_in_id = session.get("_user_id"), session.get("sign_in")
    found = _still(person_id) if person_id is not None else None
    logout_user()
    session.clear()  # first: this browser forgets also when the database does not answer
    if found is not None and sign_in_id is not None:
        with kernel().work(found.actor) as work:
            end_sign_in(work, sign_in_id)


@logins.unauthorized_handler  # type: ignore[untyped-decorator]  # as above
def _ask_to_sign_in() -> Response:
    """To the sign-in page and back, or to the change of a given password; only a page of ours is followed."""
    found = who_signed_in()
    if request.method != "GET":
        if found is not None:
            raise Forbidden(CHANGE_FIRST)
        abort(401)
    way = "sign_in.show" if found is None else "sign_in.change"
    return redirect(url_for(way, next=request.full_path.rstrip("?")))


def requires(permission: Permission | None = None) -> Callable[[Callable[P, R]], Callable[P, Any]]:
    """A page for those who have this permission, or for everybody signed in; others sign in, or are told no."""

    def wrap(page: Callable[P, R]) -> Callable[P, Any]:
        @wraps(page)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
            actor = the_actor()
            if actor is NOBODY:
                return logins.unauthorized()
            if permission is not None:
                actor.require(permission)
            return page(*args, **kwargs)

        guarded.requires = permission or "signed in"  # type: ignore[attr-defined]  # read by the guard test over all routes
        return guarded

    return wrap
