"""One point's page: what was found there leads to its ticket, for those who may read it."""

from tests.builders.patrol import ITEMS, build_patrol
from tests.builders.report import deliver_all
from tests.builders.signed_in import form_on, sign_in
from webapp.access.role import Role


def test_a_fault_at_a_point_leads_to_its_ticket(kernel, district, app):
    patrol = build_patrol(kernel, district)
    inspector = sign_in(app, district[Role.INSPECTOR])
    page = f"/desk/patrol/points/{patrol.points[0]}"
    typed = {f"item-{item['code']}": "ok" for item in ITEMS} | {"item-2": "bad", "note-2": "断了一截"}
    sent = inspector.post(
        f"{page}/visit", data=form_on(inspector.get(f"{page}/visit").text, f"{page}/visit") | typed
    )
    assert sent.status_code == 303
    deliver_all(kernel)
    seen = inspector.get(page).text
    assert "在这里发现的问题" in seen
    assert "护栏完好：断了一截" in seen
    assert "/desk/tickets/" in seen
    kept = sign_in(app, district[Role.ADMINISTRATOR]).get(page).text
    assert "在这里发现的问题" not in kept
    assert "记录由街道、区里和值班长看" in kept
