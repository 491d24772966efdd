"""Long work in short turns: a batch after the other, so that pages write in between."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from webapp.base.errors import Problem
from webapp.base.work import Doer, Kernel, Work

One = TypeVar("One")


def until_none(kernel: Kernel, batch: Callable[[Kernel], int]) -> int:
    """Do batches until one finds nothing left to do; returns how many in all."""
    done = 0
    while found := batch(kernel):
        done += found
    return done


def each_alone(kernel: Kernel, doer: Doer, found: Iterable[One], act: Callable[[Work, One], bool]) -> int:
    """Act on each in a unit of work of its own, where it is looked at again under its lock; returns how many it did.

    What somebody else moved on between the look and the lock meets a `Problem` and is left as it is now.
    """
    return sum(_alone(kernel, doer, one, act) for one in found)


def _alone(kernel: Kernel, doer: Doer, one: One, act: Callable[[Work, One], bool]) -> bool:
    try:
        with kernel.work(doer) as work:
            return act(work, one)
    except Problem:
        return False
