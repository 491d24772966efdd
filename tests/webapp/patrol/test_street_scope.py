"""What a street sees of the patrol: its own points only, on every page of the supervisor."""

from sqlalchemy import select

from tests.builders.patrol import lived_patrol
from tests.builders.signed_in import sign_in
from webapp.access.role import Role
from webapp.base.database import new_id
from webapp.patrol.coverage import coverage
from webapp.people.records import Unit, UnitKind
from webapp.place.records import Street

PAGES = ("", "/map.json", "/flags", "/points", "/points?view=overdue", "/coverage", "/coverage.xlsx")


def test_the_street_opens_every_page_of_the_supervisor(kernel, district, app):
    lived_patrol(kernel, district)
    street = sign_in(app, district[Role.STREET])
    answers = {page: street.get(f"/desk/patrol{page}").status_code for page in PAGES}
    assert answers == dict.fromkeys(PAGES, 200)


def test_a_street_counts_its_own_points_and_nobody_elses(kernel, district, clock):
    lived_patrol(kernel, district)
    with kernel.read() as session:
        assert coverage(session, district[Role.STREET], clock.now()).total.whole == 4
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        other = Unit(id=new_id(), code="street-2", name="别街街道", kind=UnitKind.STREET, post="值班室")
        work.session.add(other)
        work.session.flush()
        work.session.scalars(select(Street)).one().unit_id = other.id
    with kernel.read() as session:
        found = coverage(session, district[Role.STREET], clock.now())
    assert (found.total.whole, list(found.streets), list(found.people)) == (0, [], [])
    with kernel.read() as session:
        assert coverage(session, district[Role.DISTRICT], clock.now()).streets[0].whole == 4
