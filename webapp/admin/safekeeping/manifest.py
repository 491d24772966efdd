"""What a backup holds, with digests, so that nobody restores half of one."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

NAME = "manifest.json"
FORMAT = 1
CHUNK = 1 << 20


@dataclass(frozen=True)
class Piece:
    """A file of the backup: its length in bytes and its SHA-256; for a table also how many rows."""

    bytes: int
    sha256: str
    rows: int = 0


@dataclass(frozen=True)
class Manifest:
    """The content of a backup. `revision` is the migration at which its tables stand."""

    made_at: str
    revision: str
    tables: dict[str, Piece] = field(default_factory=dict)
    files: dict[str, Piece] = field(default_factory=dict)
    secret: Piece | None = None
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Put the manifest into the folder, last of all: a backup without one is none."""
        (folder / NAME).write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The manifest of a folder; `BrokenBackup` when there is none that we understand."""
        try:
            held = json.loads((folder / NAME).read_text(encoding="utf-8"))
            if held["format"] != FORMAT:
                raise BrokenBackup(f"备份的格式是 {held['format']}，这个程序只认 {FORMAT}。")
            for part in ("tables", "files"):
                held[part] = {name: Piece(**piece) for name, piece in held[part].items()}
            return cls(**{**held, "secret": Piece(**held["secret"])})
        except (OSError, ValueError, KeyError, TypeError) as wrong:
            raise BrokenBackup(f"{folder} 里没有完整的备份（{NAME} 缺了或坏了）。") from wrong

    def check(self, folder: Path) -> None:
        """Compare every file with its digest; `BrokenBackup` names the first that differs."""
        named = {table_path(name): piece for name, piece in self.tables.items()}
        named |= {file_path(key): piece for key, piece in self.files.items()}
        if self.secret is not None:
            named[SECRET] = self.secret
        for name, piece in named.items():
            if not (folder / name).is_file() or weigh(folder / name, piece.rows) != piece:
                raise BrokenBackup(f"备份不完整：{name} 缺了，或和备份时不一样。")


class BrokenBackup(Exception):
    """The folder is no whole backup; the sentence says what is wrong."""


SECRET = "secret_key"  # noqa: S105  a file's name


def table_path(name: str) -> str:
    """Where the rows of a table lie in the folder."""
    return f"tables/{name}.jsonl"


def file_path(key: str) -> str:
    """Where a stored file lies in the folder."""
    return f"files/{key}"


def weigh(path: Path, rows: int = 0) -> Piece:
    """Length and digest of a file."""
    digest, length = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
            length += len(piece)
    return Piece(length, digest.hexdigest(), rows)
