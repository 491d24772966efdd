"""Numbers of notices: one series an office and year, drawn in the commit that issues."""

from itertools import chain, count

from sqlalchemy import select, update

from webapp.base.clock import CHINA
from webapp.base.work import Work
from webapp.people.records import Unit
from webapp.supervise.records import NoticeOffice, NoticeSeries

ENDINGS = ("人民政府", "街道办事处", "办事处", "街道", "委员会", "办公室", "政府")


def draw_numbers(work: Work, office: Unit, count: int) -> tuple[int, range]:
    """The year and the next `count` numbers of an office, for this work alone.

    The series' row stays locked until the commit, so a work that fails gives its numbers back and nobody draws past
    it. Draw last, with all tickets in hand: who waits here holds nobody up but others of the same office.
    """
    year = work.now.astimezone(CHINA).year
    key = {"office_id": office.id, "year": year}
    work.claim(NoticeSeries, {**key, "last": 0})
    drawn = (
        update(NoticeSeries)
        .where(NoticeSeries.office_id == office.id, NoticeSeries.year == year)
        .values(last=NoticeSeries.last + count)
        .returning(NoticeSeries.last)
    )
    last = work.session.execute(drawn, execution_options={"synchronize_session": False}).scalar_one()
    return year, range(last - count + 1, last + 1)


def office_of(work: Work, unit: Unit) -> NoticeOffice:
    """How an office signs; written down with the usual words the first time it issues."""
    found = work.session.get(NoticeOffice, unit.id)
    if found is None:
        work.claim(NoticeOffice, usual_office(unit, _taken(work)))
        found = work.session.get_one(NoticeOffice, unit.id)
    return found


def usual_office(unit: Unit, taken: frozenset[str] = frozenset()) -> dict[str, object]:
    """What an office signs with until it decides: 新街街道办事处 → 新街督, with its own name on top."""
    short = next((unit.name.removesuffix(end) for end in ENDINGS if unit.name.endswith(end)), unit.name)
    more = (f"{short[:7]}督{turn}" for turn in count(2))
    mark = next(one for one in chain((f"{short[:8]}督", f"{unit.name[:11]}督"), more) if one not in taken)
    return {
        "unit_id": unit.id,
        "mark": mark,
        "head": unit.name[:40],
        "contact": unit.post,
        "phone": unit.bridge_phone or "",
    }


def _taken(work: Work) -> frozenset[str]:
    return frozenset(work.session.scalars(select(NoticeOffice.mark)))
