"""Which list an address names."""

from flask import request

from webapp.base.paging import asked_key
from webapp.screen.ticket_list import ListAsked


def asked_list() -> ListAsked:
    """The list that the address names; a hand-made address that is none is read as the first page."""
    args = request.args
    return ListAsked(
        args.get("view"), args.get("q", "")[:60], asked_key(args.get("after")), asked_key(args.get("before"))
    )
