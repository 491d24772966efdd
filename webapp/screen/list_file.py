"""A list as an Excel file: asked for on its page, made by the job worker line by line, kept for a day."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO, TYPE_CHECKING
from urllib.parse import parse_qsl

from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Permission, Role
from webapp.base.later import Later
from webapp.base.storage import NotStored, chunked
from webapp.base.work import Kernel, Work
from webapp.layout.made_files import LISTS, name_file
from webapp.screen.columns import COLUMNS, cells, columns_of
from webapp.screen.events import ListFileOrdered
from webapp.screen.saved_views import view_named
from webapp.screen.ticket_list import ListAsked, Order, read_asked, wanted
from webapp.ticket.queries import TicketRow, list_tickets, soonest_tickets

if TYPE_CHECKING:
    import xlsxwriter
else:
    xlsxwriter = Later("xlsxwriter")

MOST = 50_000
"""Lines of one file: what an office program opens without waiting."""
AT_A_TIME = 1_000
PLAIN = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""Every line goes to the disk at once; what people have typed is never a formula."""


def order_list_file(work: Work, asked: ListAsked) -> str:
    """Ask for a list as it stands, and answer the name of the file."""
    work.actor.require(Permission.READ_TICKETS)
    actor, name = work.actor, name_file(work.now, "xlsx")
    work.doing("list.order_file")
    work.record(ListFileOrdered(name, asked.start.query(), actor.role.value, actor.unit_id, actor.person_id))
    return name


def make_list_file(kernel: Kernel, event: ListFileOrdered) -> None:
    """Make the file before the write turn, of what whoever asked for it reads; a second try makes it again."""
    actor = Actor(Role(event.role), "", event.person_id, event.unit_id)
    asked = read_asked(parse_qsl(event.query))
    with tempfile.TemporaryFile() as out:
        with kernel.read() as session:
            write_list(
                out,
                tickets_of(session, actor, kernel.clock.now(), asked),
                asked.columns,
                _Progress(kernel, event.name),
            )
        out.seek(0)
        kernel.store.put(f"{LISTS}/{event.name}", chunked(out))


def list_file_made(_work: Work, _event: ListFileOrdered, _made: None) -> None:
    """Reaction to `list.file_ordered`: the file is all there is to it."""


def tickets_of(session: Session, actor: Actor, now: datetime, asked: ListAsked) -> Iterator[TicketRow]:
    """Every ticket of a list in its order, a stretch at a time, no more than one file holds."""
    view, where = view_named(actor, now, asked.view), wanted(session, actor, now, asked)
    if asked.order is Order.DUE:
        yield from soonest_tickets(session, actor, now, *where, size=MOST)
        return
    after, left = None, MOST
    while left > 0:
        page = list_tickets(
            session, actor, now, *where, after=after, size=min(AT_A_TIME, left), only_open=view.only_open,
            oldest_first=asked.order is Order.OLD,
        )  # fmt: skip
        yield from page.rows
        session.expunge_all()
        left -= len(page.rows)
        if page.older is None:
            return
        after = page.older


class _Progress:
    """How many lines are written, for whoever waits; a small file of its own beside the one that is made."""

    def __init__(self, kernel: Kernel, name: str) -> None:
        self._kernel, self._key = kernel, _progress_key(name)

    def tell(self, lines: int) -> None:
        self._kernel.store.put(self._key, [str(lines).encode()])


def _progress_key(name: str) -> str:
    return f"{LISTS}/{name.removesuffix('.xlsx')}.txt"


def lines_written(kernel: Kernel, name: str) -> int:
    """How many lines of a file that is being made are written."""
    try:
        with kernel.store.open(_progress_key(name)) as told:
            return int(told.read() or b"0")
    except NotStored:
        return 0


def write_list(
    out: IO[bytes], rows: Iterator[TicketRow], columns: str, progress: "_Progress | None" = None
) -> int:
    """Write the table and answer how many lines it has."""
    names = columns_of(columns)
    book = xlsxwriter.Workbook(out, PLAIN)
    head = book.add_format({"bold": True, "bottom": 1})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet("工单")
    for place, name in enumerate(names):
        sheet.set_column(place, place, COLUMNS[name].width)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for place, name in enumerate(names):
        sheet.write_string(0, place, COLUMNS[name].head, head)
    line = 0
    for line, row in enumerate(rows, start=1):
        _line(sheet, line, cells(row, names), moment)
        if progress is not None and line % AT_A_TIME == 0:
            progress.tell(line)
    book.close()
    return line


def _line(
    sheet: "xlsxwriter.worksheet.Worksheet",
    line: int,
    values: Sequence[object],
    moment: "xlsxwriter.format.Format",
) -> None:
    for place, value in enumerate(values):
        if isinstance(value, datetime):
            sheet.write_datetime(line, place, value, moment)
        elif isinstance(value, int):
            sheet.write_number(line, place, value)
        elif value:
            sheet.write_string(line, place, str(value))
