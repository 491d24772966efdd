"""Settings of the deployment, read once from the environment (`MASHANG_…`, docs/handbook/settings.md)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

PREFIX = "MASHANG_"
DATABASE_SCHEMES = ("sqlite://", "postgresql+psycopg://")


class BadSetting(Exception):
    """A setting is unknown or malformed; the sentence names it and says what is expected."""


@dataclass(frozen=True)
class Settings:
    """What differs from machine to machine. What a district decides lives in `catalogue`, not here."""

    database_url: str
    storage_url: str
    data_dir: Path
    secret_key: str
    base_url: str
    demo: bool = False
    ratelimit_storage_url: str = "memory://"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read and check every `MASHANG_` setting; raise `BadSetting` naming the first that is wrong."""
        given = {k.removeprefix(PREFIX): v for k, v in environment.items() if k.startswith(PREFIX)}
        known = {field.name.upper() for field in fields(cls)}
        for name in sorted(set(given) - known):
            raise BadSetting(
                f"没有名为 {PREFIX}{name} 的设置。可用的有：{'、'.join(PREFIX + k for k in sorted(known))}。"
            )
        data_dir = Path(given.get("DATA_DIR", "var")).resolve()
        data_dir.mkdir(parents=True, exist_ok=True)
        port = environment.get("PORT", "8000")
        return cls(
            database_url=_database_url(given.get("DATABASE_URL"), data_dir),
            storage_url=_storage_url(given.get("STORAGE_URL", "")),
            data_dir=data_dir,
            secret_key=given.get("SECRET_KEY") or _kept_secret(data_dir),
            base_url=_base_url(given.get("BASE_URL") or f"http://127.0.0.1:{port}"),
            demo=_switch("DEMO", given.get("DEMO", "0")),
            ratelimit_storage_url=given.get("RATELIMIT_STORAGE_URL", "memory://"),
        )


def _database_url(given: str | None, data_dir: Path) -> str:
    url = given or f"sqlite:///{data_dir / 'mashang.db'}"
    if not url.startswith(DATABASE_SCHEMES):
        raise BadSetting(f"{PREFIX}DATABASE_URL 要以 {' 或 '.join(DATABASE_SCHEMES)} 开头。")
    return url


def _storage_url(given: str) -> str:
    if given and not given.startswith(("file://", "s3://")):
        raise BadSetting(f"{PREFIX}STORAGE_URL 要以 file:// 或 s3:// 开头，或留空（存在数据目录里）。")
    return given


def _base_url(given: str) -> str:
    if not given.startswith(("http://", "https://")):
        raise BadSetting(f"{PREFIX}BASE_URL 要写完整网址，例如 https://ms.example.cn 。")
    return given.rstrip("/")


def _switch(name: str, given: str) -> bool:
    if given not in {"0", "1"}:
        raise BadSetting(f"{PREFIX}{name} 只能是 0 或 1，现在是「{given}」。")
    return given == "1"


def _kept_secret(data_dir: Path) -> str:
    """The secret made at the first start and kept beside the data, so that links survive a restart."""
    path = data_dir / "secret_key"
    if not path.exists():
        fresh = path.with_name(f"secret_key.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48), encoding="ascii")
        try:
            path.hardlink_to(fresh)  # two processes starting at once must end with one secret
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text(encoding="ascii").strip()
