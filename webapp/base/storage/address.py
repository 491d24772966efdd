"""From the setting `STORAGE_URL` to a store."""

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from webapp.base.settings import PREFIX, BadSetting
from webapp.base.storage.bucket import ObjectStore
from webapp.base.storage.folder import LocalStore
from webapp.base.storage.key import BadKey
from webapp.base.storage.store import Store

S3_OPTIONS = ("endpoint", "region")
SETTING = f"{PREFIX}STORAGE_URL"


def open_store(url: str, data_dir: Path) -> Store:
    """The store that the address names; raises `BadSetting` with a sentence for one that names none.

    Empty means files under `data_dir`; `file:///…` a folder; `s3://bucket/prefix?endpoint=…&region=…` a bucket,
    with credentials from the `AWS_…` environment.
    """
    if not url:
        return LocalStore(data_dir / "files")
    parts = urlsplit(url)
    if parts.scheme == "file" and not parts.netloc and parts.path.strip("/") and not parts.query:
        return LocalStore(Path(unquote(parts.path)))
    if parts.scheme == "s3" and parts.hostname:
        return _bucket(parts.netloc, parts.path.strip("/"), dict(parse_qsl(parts.query)))
    raise BadSetting(
        f"{SETTING} 要写成 file:///文件夹 或 s3://桶/前缀?endpoint=…&region=…，或留空（存在数据目录里）。"
    )


def _bucket(name: str, prefix: str, options: dict[str, str]) -> ObjectStore:
    for unknown in sorted(options.keys() - set(S3_OPTIONS)):
        raise BadSetting(f"{SETTING} 里没有名为 {unknown} 的选项。可用的有：{'、'.join(S3_OPTIONS)}。")
    if "@" in name:
        raise BadSetting(f"{SETTING} 里不要写密钥，请用环境变量 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY。")
    try:
        return ObjectStore(name, prefix, endpoint=options.get("endpoint"), region=options.get("region"))
    except BadKey as error:
        raise BadSetting(f"{SETTING} 的前缀只能用小写字母、数字和 . _ - 。") from error
