"""`/healthz` and `/readyz`: for who keeps the server running, a load balancer or a person (contract.md)."""

import logging
from collections.abc import Callable

from flask import Blueprint, Response, jsonify

from webapp.access.signed_in import kernel
from webapp.admin.revision import revision_of
from webapp.base.work import Kernel

bp = Blueprint("health", __name__)
log = logging.getLogger("mashang.health")


def _database(kernel: Kernel) -> None:
    """The database answers, and its tables are there."""
    with kernel.read() as session:
        revision_of(session.connection())


PARTS: dict[str, Callable[[Kernel], None]] = {
    "database": _database,
    "store": lambda kernel: kernel.store.ping(),
}
"""What must be reachable before anybody is served; each row raises when it is not."""


@bp.get("/healthz")
def alive() -> Response:
    """This process answers; it asks nothing else."""
    return jsonify(status="alive")


@bp.get("/readyz")
def ready() -> tuple[Response, int]:
    """200 when every part is reachable, else 503 with the names of those that are not."""
    failing = [name for name, reach in PARTS.items() if not _reached(name, reach)]
    if failing:
        return jsonify(status="not ready", failing=failing), 503
    return jsonify(status="ready"), 200


def _reached(name: str, reach: Callable[[Kernel], None]) -> bool:
    try:
        reach(kernel())
    except Exception as failure:  # of a driver or of a store, whichever: all of it means not reachable
        log.error("%s is not reachable: %s", name, type(failure).__name__)
        return False
    return True
