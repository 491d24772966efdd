"""Long work in short turns: a batch after the other, so that pages write in between."""

from collections.abc import Callable

from webapp.base.work import Kernel


def until_none(kernel: Kernel, batch: Callable[[Kernel], int]) -> int:
    """Do batches until one finds nothing left to do; returns how many in all."""
    done = 0
    while found := batch(kernel):
        done += found
    return done
