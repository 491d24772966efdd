"""`/metrics` in Prometheus text: requests of this process, and what waits in the database.

Every worker process counts for itself and says so by its label `worker`: sum over it. The page is given to this
machine and private networks only; from elsewhere it does not exist.
"""

import ipaddress
import os
import time
from collections.abc import Iterator

from flask import Blueprint, Flask, Response, abort, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from webapp.base.records import OutboxDelivery
from webapp.base.work import Kernel
from webapp.ticket.records import Ticket

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


def measure(app: Flask, kernel: Kernel) -> None:
    """Count and time every request of this application, and serve `/metrics`."""
    disable_created_metrics()  # type: ignore[no-untyped-call]  # half of the lines, and nobody reads them
    registry = CollectorRegistry()
    registry.register(Waiting(kernel))
    labels = ("endpoint", "method", "status", "worker")
    requests = Counter("mashang_requests", "Requests answered.", labels, registry=registry)
    seconds = Histogram(
        "mashang_request_seconds", "From the request to its answer.", ("endpoint", "worker"), registry=registry,
        buckets=SECONDS,
    )  # fmt: skip
    bp = Blueprint("metrics", __name__)

    @app.before_request
    def begin() -> None:
        g.measured_from = time.perf_counter()

    @app.after_request
    def count(answer: Response) -> Response:
        # Names of ours only: an address or a method made up by a stranger would be a new series each time.
        endpoint, worker = request.endpoint or "none", str(os.getpid())
        method = request.method if request.method in {"GET", "HEAD", "POST", "PUT", "OPTIONS"} else "other"
        requests.labels(endpoint, method, answer.status_code, worker).inc()
        if "measured_from" in g:
            seconds.labels(endpoint, worker).observe(time.perf_counter() - g.measured_from)
        return answer

    @bp.get("/metrics")
    def show() -> Response:
        handed_on = {"X-Forwarded-For", "Forwarded"} & set(request.headers.keys())
        if handed_on or not from_near(request.remote_addr):
            abort(404)
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    app.register_blueprint(bp)


def from_near(address: str | None) -> bool:
    """Whether an address is this machine's or lies in a private network."""
    try:
        return ipaddress.ip_address(address or "").is_private
    except ValueError:
        return False


class Waiting(Collector):
    """What the database says at the moment of asking."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing is promised beforehand, so that registering asks no database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Open tickets, deliveries that wait, and for how long the oldest of them has been due (seconds)."""
        waits = OutboxDelivery.done_at.is_(None)
        with self._kernel.read() as session:
            tickets = session.scalar(select(func.count()).where(Ticket.open_sort.is_not(None))) or 0
            deliveries, oldest = session.execute(
                select(func.count(), func.min(OutboxDelivery.due_at)).where(waits)
            ).one()
        late = (self._kernel.clock.now() - oldest).total_seconds() if oldest else 0.0
        yield GaugeMetricFamily("mashang_open_tickets", "Tickets that are not closed.", tickets)
        yield GaugeMetricFamily("mashang_deliveries_waiting", "Deliveries not done yet.", deliveries)
        yield GaugeMetricFamily(
            "mashang_oldest_delivery_seconds", "How long the oldest delivery has been due.", max(0.0, late)
        )
