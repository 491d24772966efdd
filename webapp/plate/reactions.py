"""What the job worker does for the plate desk: it draws the PDF that was asked for."""

import tempfile
from dataclasses import dataclass
from typing import BinaryIO, cast

from webapp.base.storage import chunked
from webapp.base.work import Kernel, Work
from webapp.plate.documents import DRAW, plates_of
from webapp.plate.events import SheetOrdered
from webapp.plate.records import PlateSheet

IN_MEMORY = 8 * 1024 * 1024


@dataclass(frozen=True)
class Drawn:
    """A PDF in the store and how many plates it holds."""

    key: str
    plates: int


def draw_sheet(kernel: Kernel, event: SheetOrdered) -> Drawn | None:
    """Draw the plates as they are now, before the write turn; a second try draws to the same place."""
    with kernel.read() as session:
        sheet = session.get(PlateSheet, event.sheet_id)
        if sheet is None or sheet.done_at is not None:
            return None
        plates, form, key = (
            plates_of(kernel, session, sheet.management_unit_id),
            sheet.form,
            f"plates/{sheet.id.hex}",
        )
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as held:
        out = cast(BinaryIO, held)
        count = DRAW[form](plates, out)
        held.seek(0)
        kernel.store.put(key, chunked(out))
    return Drawn(key, count)


def make_sheet(work: Work, event: SheetOrdered, drawn: Drawn | None) -> None:
    """Reaction to `plate.sheet_ordered`: what was drawn is the order's file, once."""
    sheet = work.session.get(PlateSheet, event.sheet_id)
    if sheet is None or sheet.done_at is not None or drawn is None:
        return
    sheet.file_key, sheet.plates, sheet.done_at = drawn.key, drawn.plates, work.now
