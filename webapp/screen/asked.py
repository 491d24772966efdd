"""Which list an address names."""

from flask import request

from webapp.screen.ticket_list import ListAsked, read_asked


def asked_list() -> ListAsked:
    """The list that the address of this request names."""
    return read_asked(list(request.args.items(multi=True)))
