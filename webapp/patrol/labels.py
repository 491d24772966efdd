"""Sheets of labels for points and components: asked for on a page, drawn by the job worker, kept for a day."""

import tempfile
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, BinaryIO, Literal, cast

from pydantic import StringConstraints
from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import Session

from qr.door_plate import Plate
from qr.sheet import draw_sheet_a4
from webapp.access.role import Permission
from webapp.base.errors import Invalid
from webapp.base.fields import Command
from webapp.base.storage import chunked
from webapp.base.work import Kernel, Work
from webapp.catalogue.settings import in_force
from webapp.layout.made_files import name_file
from webapp.patrol.events import LabelsOrdered
from webapp.patrol.listing import Asked, View, points_asked
from webapp.patrol.records import Point, PointType
from webapp.place.component_search import components_by_words
from webapp.place.records import Component, Street

LABELS = "labels"
MOST_LABELS = 4000
"""Five hundred sheets: more than that nobody hangs up in a day."""
IN_MEMORY = 8 * 1024 * 1024


class OrderLabels(Command):
    """要一份标签: of one point (its code), of the points of a list, or of components, one or those that some words find."""

    of: Literal["points", "components"] = "points"
    code: Annotated[str, StringConstraints(max_length=40)] = ""
    view: View = View.ACTIVE
    q: Annotated[str, StringConstraints(max_length=60)] = ""
    type: Annotated[str, StringConstraints(max_length=20)] = ""
    street: Annotated[str, StringConstraints(max_length=20)] = ""


def order_labels(work: Work, order: OrderLabels) -> str:
    """Ask for the PDF and answer the name of its file; `Invalid` when there is nothing to print or too much."""
    work.actor.require(Permission.MANAGE_POINTS)
    count = work.session.scalar(_counted(order, work.now)) or 0
    if not count:
        raise Invalid({"q": "这里没有能印的。换个条件再试。"})
    if count > MOST_LABELS:
        raise Invalid({"q": f"一次最多印 {MOST_LABELS} 张，这里有 {count} 张。加个条件分几次印。"})
    name = name_file(work.now)
    work.doing("patrol.order_labels")
    work.record(
        LabelsOrdered(name, order.of, order.code, order.view.value, order.q, order.type, order.street)
    )
    return name


def draw_labels(kernel: Kernel, event: LabelsOrdered) -> None:
    """Draw the labels as they are now, before the write turn; a second try draws to the same place."""
    order = OrderLabels(
        of=event.of, code=event.code, view=View(event.view), q=event.q, type=event.type, street=event.street
    )
    with kernel.read() as session:
        plates = list(_plates(kernel, session, order))
    if not plates:
        return
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as held:
        out = cast(BinaryIO, held)
        draw_sheet_a4(plates, out)
        held.seek(0)
        kernel.store.put(f"{LABELS}/{event.name}", chunked(out))


def labels_drawn(_work: Work, _event: LabelsOrdered, _drawn: None) -> None:
    """Reaction to `patrol.labels_ordered`: the file is all there is to it."""


def label_of(base_url: str, hotline: str, point: Point) -> Plate:
    """What the label at a point says; its code leads staff to the check-in."""
    return _plate(base_url, hotline, "巡查点位", f"{base_url}/p/{point.label}", f"{point.label[:4]} {point.label[4:]}", point.name)  # fmt: skip


def component_label(base_url: str, hotline: str, component: Component) -> Plate:
    """What the label on a component says: its national code, which the app's scanner knows as it is."""
    code = component.code
    return _plate(base_url, hotline, "城市部件", code, f"{code[:-6]} {code[-6:]}", component.name)


def _plate(base_url: str, hotline: str, heading: str, url: str, short_code: str, place: str) -> Plate:
    return Plate(
        url=url, short_code=short_code, place=place, hotline=hotline, domain=base_url.split("://", 1)[-1], heading=heading
    )  # fmt: skip


def _plates(kernel: Kernel, session: Session, order: OrderLabels) -> Iterable[Plate]:
    base_url, hotline = kernel.settings.base_url, str(in_force(session, kernel.clock)["hotline"])
    if order.of == "components":
        components = session.scalars(_components(order).order_by(Component.code).limit(MOST_LABELS))
        return [component_label(base_url, hotline, one) for one in components]
    now = kernel.clock.now()
    points = session.execute(_points(order, now).order_by(Point.code).limit(MOST_LABELS))
    return [label_of(base_url, hotline, row[0]) for row in points]


def _points(order: OrderLabels, now: datetime) -> Select[Point, PointType, Street]:
    """Whoever may order labels sees every point (`scope.points_seen`)."""
    if order.code:
        return points_asked(Asked(View.ANY), now).where(Point.code == order.code)
    return points_asked(Asked(order.view, order.q, order.type, order.street), now)


def _components(order: OrderLabels) -> Select[Component]:
    """Of one code, or of what some words find."""
    if order.code:
        return select(Component).where(Component.code == order.code)
    return select(Component).where(*components_by_words(order.q))


def _counted(order: OrderLabels, now: datetime) -> Select[int]:
    asked: Any = _components(order) if order.of == "components" else _points(order, now)
    return select(func.count()).select_from(asked.with_only_columns(literal(1)).order_by(None).subquery())
