"""The lamp that the database works out for thousands is the lamp of each of them."""

from collections import Counter
from datetime import timedelta
from itertools import product

from sqlalchemy import insert, select

from tests.builders.district import build_district
from tests.builders.report import send_report
from webapp.access.actor import RULE
from webapp.base.clock import Lamp
from webapp.base.database import new_id
from webapp.ticket.lamps import RANK, how_many, is_lit, lamp_rank
from webapp.ticket.queries import lamp_of
from webapp.ticket.records import Ticket
from webapp.ticket.words import State

HOURS = (None, -100, -10, -1, 0, 1, 2.4, 2.6, 50)
STATES = (State.NEW, State.DISPATCHED, State.HANDLING, State.HUNG_UP, State.FED_BACK)


def test_the_database_lights_the_same_lamp_for_every_clock(kernel, clock):
    district = build_district(kernel)
    sent = send_report(kernel, district).ticket
    now = clock.now()

    def moment(hours):
        return None if hours is None else now + timedelta(hours=hours)

    with kernel.work(RULE) as work:
        like = {
            column.key: getattr(work.session.get_one(Ticket, sent.id), column.key)
            for column in Ticket.__table__.columns
        }
        work.session.execute(
            insert(Ticket),
            [
                like
                | {
                    "id": new_id(), "number": f"x{place}", "sort": place, "open_sort": place, "state": state,
                    "wake_at": now if state is State.HUNG_UP else None, "counted_from": moment(given),
                    "due": moment(due), "next_word_by": moment(word), "reported_at": now - timedelta(hours=10),
                }
                for place, (state, given, due, word) in enumerate(
                    product(STATES, (None, -10, -100), HOURS, (None, -1, 1))
                )
            ],
        )  # fmt: skip
    with kernel.read() as session:
        found = session.execute(select(Ticket, lamp_rank(now))).all()
        assert [rank for _, rank in found] == [RANK[lamp_of(ticket, now)] for ticket, _ in found]
        counts = Counter(lamp_of(ticket, now) for ticket, _ in found)
        assert set(counts) == set(Lamp), "every lamp is tried"
        for lamp, many in counts.items():
            assert session.scalar(select(how_many(is_lit(lamp, now)))) == many
            assert session.scalar(select(how_many(lamp_rank(now) == 7))) == 0
