"""What a test asks of the rows themselves."""

from typing import TypeVar

from sqlalchemy import func, select

from webapp.base.work import Kernel

Row = TypeVar("Row")


def only(kernel: Kernel, kind: type[Row]) -> Row:
    """The one row of a kind; an error where there are none or more."""
    with kernel.read() as session:
        return session.scalars(select(kind)).one()


def count(kernel: Kernel, kind: type) -> int:
    """How many rows of a kind there are."""
    with kernel.read() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0
