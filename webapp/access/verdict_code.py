"""The 4-digit code before a verdict by link (safety.md 6): five wrong tries a ticket and day, then no more.

A wrong code must stay counted although the page refuses, so each try is a unit of work of its own:
call this before the work that takes the answer, never inside it.
"""

import hmac
import uuid

from webapp.access.actor import resident
from webapp.access.link_tokens import TRIES_A_DAY, count_try, forgive_try, query_code
from webapp.base.errors import Invalid, TooMany
from webapp.base.fields import typed_number
from webapp.base.work import Kernel

NO_CODE = "查询码是 4 位数字，写在回执上。"
WRONG = "这四位数字不对，今天还能试 {left} 次。它写在回执上，和单号在一起。"
LAST = "这四位数字不对。今天不能再试了，请明天再来，或打热线说。"
SPENT = "今天已经输错 {most} 次，先停一停，明天再来；着急请打热线。"


def is_code(given: str) -> bool:
    """Whether it could be a code at all: an empty box is a slip, not a guess, and costs no try."""
    return len(given) == 4 and given.isascii() and given.isdigit()


def check_code(kernel: Kernel, ticket_id: uuid.UUID, report_id: uuid.UUID, given: str) -> None:
    """Pass when the code belongs to the report; else `Invalid` (field `code`), `TooMany` when the tries are spent.

    The try is counted before it is judged: of many at once no more than five are ever judged.
    """
    given = typed_number(given)
    if not is_code(given):
        raise Invalid({"code": NO_CODE})
    subject = f"ticket:{ticket_id}"
    right = hmac.compare_digest(given.encode(), query_code(kernel.secret, report_id).encode())
    with kernel.work(resident(report_id=report_id)) as work:
        used = count_try(work.session, subject, work.now)
        if right and used <= TRIES_A_DAY:
            forgive_try(work.session, subject, work.now)
    if used > TRIES_A_DAY:
        raise TooMany(SPENT.format(most=TRIES_A_DAY))
    if not right:
        left = TRIES_A_DAY - used
        raise Invalid({"code": WRONG.format(left=left) if left else LAST})
