"""The first look at a ticket's page after sending is the full-screen receipt; a cookie of that page says so.

Until then the door's page keeps its id in this browser: whoever goes back because the receipt did not open, and
sends again, gets the receipt of the same report and not a second one.
"""

from werkzeug.wrappers import Request, Response

from webapp.report.orders import Receipt

FRESH = "fresh"
MINUTES = 10
FORM = "form-{}"
"""The id of the form that this browser has open at the door of this code."""
AT_DOORS = "/q/"


def show_receipt_once(request: Request, answer: Response, receipt: Receipt, code: str = "") -> None:
    """Have the ticket's page begin with number and code, for ten minutes and for one look; `code` is of the door whose form it was."""
    answer.set_cookie(
        FRESH, code or "1", max_age=MINUTES * 60, path=receipt.ticket.url, httponly=True, samesite="Lax",
        secure=request.is_secure,
    )  # fmt: skip


def is_first_look(request: Request) -> bool:
    """Whether the receipt is to be shown."""
    return FRESH in request.cookies


def looked(request: Request, answer: Response, url: str) -> None:
    """The receipt at this address is being shown: what is said next at that door is another report."""
    code = request.cookies[FRESH]
    if code.isalnum():
        answer.delete_cookie(FORM.format(code), path=AT_DOORS)
    answer.delete_cookie(FRESH, path=url)
