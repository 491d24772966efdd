"""A password of one's own: what it must be like, and the change, which ends every other sign-in."""

from flask import session
from sqlalchemy import select

from webapp.access.signed_in import SignedIn, hasher, kernel, matches
from webapp.base.errors import Invalid, Stale
from webapp.people.records import Person

SHORTEST, LONGEST = 10, 200
FEWEST_SIGNS = 4


def change_password(who: SignedIn, password: str, again: str, present: str) -> None:
    """Change the password of who is signed in. `present` is asked for unless it was given by somebody else.

    `Invalid` says by field what is wrong, `Stale` that it was changed elsewhere meanwhile.
    """
    with kernel().read() as db_session:
        person = db_session.get_one(Person, who.actor.person_id)
    if not who.must_change and not matches(person.password_hash, present):
        raise Invalid({"present": "现在的密码不对，再看看大小写。"})
    wrong = _wrong_with(password, again, person)
    if wrong:
        raise Invalid(wrong)
    hashed = hasher.hash(password)  # slow on purpose: not in the write turn
    with kernel().work(who.actor) as work:
        mine = select(Person).where(Person.id == person.id).with_for_update(of=Person)
        row = work.session.scalars(mine).one()
        if row.password_hash != person.password_hash:
            raise Stale("密码刚在别处换过了，请重新登录。")
        work.doing("person.change_password")
        row.password_hash, row.password_given = hashed, False
    session["since"] = hashed[-12:]


def _wrong_with(password: str, again: str, person: Person) -> dict[str, str]:
    """Length counts, not signs of every kind: a sentence is easy to keep and hard to guess."""
    if len(password) < SHORTEST:
        return {"password": f"至少 {SHORTEST} 个字，一句只有您知道的话就很好。"}
    if len(password) > LONGEST:
        return {"password": f"太长了，{LONGEST} 个字以内。"}
    if len(set(password)) < FEWEST_SIGNS:
        return {"password": "这个太好猜了，换一个。"}
    if person.account.lower() in password.lower():
        return {"password": "密码里别带账号，换一个。"}
    if matches(person.password_hash, password):
        return {
            "password": "请换一个和发给您的不一样的。"
            if person.password_given
            else "和现在的一样，请换一个。"
        }
    return {} if password == again else {"again": "两次写的不一样，再写一遍。"}
