"""The channel for trials: one JSON line for each message in a folder of the data directory, and nothing leaves the house.

For short messages it is the interface: a program of the district's own may read the lines and send them. They hold
numbers, so the folder is the program's alone and they are forgotten after two weeks.
"""

import json
import uuid
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from webapp.message.channels import ChannelTrouble, Letter, Outcome
from webapp.message.day_files import DayFiles


class FileChannel:
    """Idempotent by the delivery's id, which stands first in its line."""

    def __init__(self, folder: Path, channel_id: uuid.UUID, means: str = "file") -> None:
        self._files = DayFiles(folder, f"{means}-{str(channel_id)[:8]}", "jsonl")

    def known(self, letters: Sequence[Letter]) -> set[uuid.UUID]:
        """Letters whose line stands in the file."""
        return self._files.known((one.delivery_id, one.made_at) for one in letters)

    def send(self, letters: Sequence[Letter], now: datetime) -> Iterator[Outcome]:
        """Write all lines at once and wait for the disk."""
        lines = [(one.delivery_id, one.made_at, _line(one, now)) for one in letters]
        try:
            self._files.append(lines, safely=True)
        except OSError as wrong:
            raise ChannelTrouble(f"文件写不进去（{wrong.errno}），看看磁盘是不是满了。") from None
        for one in letters:
            yield Outcome(one.delivery_id)

    def forget(self, before: date) -> int:
        """Remove the files of days before this one; returns how many."""
        return self._files.forget(before)


def _line(letter: Letter, now: datetime) -> str:
    told = {
        "id": str(letter.delivery_id), "at": now.isoformat(), "kind": letter.kind, "to": letter.to,
        "subject": letter.subject, "body": letter.body, "link": letter.link,
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False)
