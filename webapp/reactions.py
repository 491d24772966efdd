"""The visible list of reactions: which desk does what when something has happened elsewhere."""

from webapp.base.outbox import Reaction
from webapp.dispatch.reactions import route_directly
from webapp.ticket.events import PhotoKept, TicketStepped
from webapp.ticket.photos import make_served_copies

REACTIONS = (
    Reaction("dispatch.route_directly", ("ticket.report",), TicketStepped, route_directly),
    Reaction("ticket.make_served_copies", ("photo.kept",), PhotoKept, make_served_copies),
)
