"""What the job worker does for the plate desk: it draws the PDF that was asked for."""

import tempfile
from typing import BinaryIO, cast

from webapp.base.storage import chunked, new_key
from webapp.base.work import Work
from webapp.plate.documents import DRAW, plates_of
from webapp.plate.events import SheetOrdered
from webapp.plate.records import PlateSheet

IN_MEMORY = 8 * 1024 * 1024


def make_sheet(work: Work, event: SheetOrdered) -> None:
    """Reaction to `plate.sheet_ordered`: the plates as they are now, once."""
    sheet = work.session.get(PlateSheet, event.sheet_id)
    if sheet is None or sheet.done_at is not None:
        return
    plates = plates_of(work.kernel, work.session, sheet.management_unit_id)
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as held:
        out = cast(BinaryIO, held)
        sheet.plates = DRAW[sheet.form](plates, out)
        held.seek(0)
        sheet.file_key = new_key("plates")
        work.kernel.store.put(sheet.file_key, chunked(out))
    sheet.done_at = work.now
