"""Reports as residents and staff send them."""

import uuid
from typing import Any

from tests.builders.district import District
from webapp.access.actor import Actor, resident
from webapp.base.outbox import deliver
from webapp.base.work import Kernel
from webapp.report.commands import receive_report
from webapp.report.orders import Receipt, SendReport


def send_report(kernel: Kernel, district: District, actor: Actor | None = None, **more: Any) -> Receipt:
    """A resident at the first door reports a dark stair, unless told otherwise."""
    given = {
        "report_id": uuid.uuid4(),
        "text": "楼道灯不亮，老人下楼看不见",
        "category": "lamp",
        "door": district.codes[0],
    }
    with kernel.work(actor or resident(device=str(uuid.uuid4()))) as work:
        return receive_report(work, SendReport(**(given | more)))


def deliver_all(kernel: Kernel) -> None:
    """Let the job worker do everything that is due now."""
    while deliver(kernel):
        pass
