"""The first look at a ticket's page after sending is the full-screen receipt; a cookie of that page says so."""

from werkzeug.wrappers import Request, Response

from webapp.report.orders import Receipt

FRESH = "fresh"
MINUTES = 10


def show_receipt_once(request: Request, answer: Response, receipt: Receipt) -> None:
    """Have the ticket's page begin with number and code, for ten minutes and for one look."""
    answer.set_cookie(
        FRESH, "1", max_age=MINUTES * 60, path=receipt.ticket.url, httponly=True, samesite="Lax",
        secure=request.is_secure,
    )  # fmt: skip


def is_first_look(request: Request) -> bool:
    """Whether the receipt is to be shown."""
    return FRESH in request.cookies


def looked(answer: Response, url: str) -> None:
    """The receipt at this address has been shown."""
    answer.delete_cookie(FRESH, path=url)
