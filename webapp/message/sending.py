"""Send what waits: take a batch in hand, write it out, send it, mark what became of it; each in a turn of its own.

Nothing is sent inside a transaction. Whoever is killed in between leaves a batch in nobody's hand: when its lease has
run out another takes it, asks the channel what of it went out, and sends the rest.
"""

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from webapp.access.actor import RULE
from webapp.base.clock import CHINA
from webapp.base.database import new_id
from webapp.base.work import Kernel
from webapp.message.channels import Channel, ChannelTrouble, Letter, Outcome
from webapp.message.claiming import LEASE, Load, take_in_hand
from webapp.message.day_files import DayFiles
from webapp.message.file_channel import FileChannel
from webapp.message.letters import write_letters
from webapp.message.mail_channel import MailChannel
from webapp.message.marking import mark
from webapp.message.records import MessageChannel
from webapp.message.robot_channel import RobotChannel
from webapp.message.words import Means

SLACK = timedelta(seconds=12)
"""No letter is begun so near to the end of the lease: a channel may take ten seconds to say nothing."""
log = logging.getLogger("mashang.message")


@dataclass
class Report:
    """What became of a batch."""

    outcomes: list[Outcome] = field(default_factory=list)
    dropped: list[uuid.UUID] = field(default_factory=list)
    trouble: ChannelTrouble | None = None


def send_waiting(kernel: Kernel) -> int:
    """Send one batch of every channel; returns how many deliveries found their end. A channel that fails stops no other."""
    with kernel.read() as session:
        channels = session.scalars(
            select(MessageChannel).where(MessageChannel.live).order_by(MessageChannel.made_at)
        ).all()
    return sum(_send_some(kernel, channel) for channel in channels)


def _send_some(kernel: Kernel, channel: MessageChannel) -> int:
    holder = new_id()
    load = take_in_hand(kernel, channel, holder)
    if load is None:
        return 0
    report = Report()
    try:
        _send(kernel, channel, load, report)
    except Exception as wrong:  # ours or a library's: no other channel may suffer from it
        log.error("channel failed: %s", type(wrong).__name__)
        report.trouble = ChannelTrouble("程序出了错，过一会儿自己再试。")
    with kernel.work(RULE) as work:
        return mark(work, channel.id, holder, load, report.outcomes, report.dropped, report.trouble)


def _send(kernel: Kernel, channel: MessageChannel, load: Load, report: Report) -> None:
    with kernel.read() as session:
        written = write_letters(session, channel, load.held, kernel.settings.base_url, kernel.clock.now())
    report.dropped = written.dropped
    way = open_channel(kernel, channel, load.posts)
    letters = _not_yet_out(way, written.letters, load, report)
    if not letters:
        return
    until = kernel.clock.now() + LEASE - SLACK
    try:
        for outcome in way.send(letters, kernel.clock.now()):
            report.outcomes.append(outcome)
            if kernel.clock.now() > until:
                return
    except ChannelTrouble as trouble:
        report.trouble = trouble


def _not_yet_out(way: Channel, letters: Sequence[Letter], load: Load, report: Report) -> list[Letter]:
    """Those that were in the hand of somebody who did not come back are asked for first."""
    doubtful = [one for one in letters if one.delivery_id in load.left_behind]
    out = way.known(doubtful) if doubtful else set()
    report.outcomes += [Outcome(delivery_id) for delivery_id in out]
    return [one for one in letters if one.delivery_id not in out]


def open_channel(kernel: Kernel, row: MessageChannel, posts: int = 1) -> Channel:
    """The way out that a channel's row describes."""
    folder = kernel.settings.data_dir / "messages"
    if row.means in {Means.FILE, Means.SMS}:
        return FileChannel(folder, row.id, row.means.value)
    sent = sent_files(kernel, row.id)
    if row.means is Means.MAIL:
        return MailChannel(row, sent, kernel.settings.base_url)
    return RobotChannel(row, sent, posts)


def sent_files(kernel: Kernel, channel_id: uuid.UUID) -> DayFiles:
    """Where a channel that cannot be asked notes what it sent."""
    return DayFiles(kernel.settings.data_dir / "messages", f"sent-{channel_id}", "log")


def forget_sent(kernel: Kernel, before: datetime) -> int:
    """Remove what channels wrote on days before a moment; returns how many files."""
    with kernel.read() as session:
        rows = session.scalars(select(MessageChannel)).all()
    day, gone = before.astimezone(CHINA).date(), 0
    for row in rows:
        way = open_channel(kernel, row)
        gone += way.forget(day) if isinstance(way, FileChannel) else sent_files(kernel, row.id).forget(day)
    return gone
