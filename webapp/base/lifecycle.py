"""The engine that reads every state table: which step may be taken from where, what it needs, what it does.

A table is data. The engine answers questions about it; each desk decides what a need or an effect means.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from webapp.base.errors import Forbidden, Invalid, NotNow

S = TypeVar("S", bound=StrEnum)
Rule = tuple[str, Callable[[Any], str | bool | None], str]
"""How a need is judged: the field that would meet it; what is wrong, as a sentence or just that it is; the usual sentence."""


class ClockChange(StrEnum):
    """What a step does to a clock."""

    START = "starts"
    STOP = "stops"
    PAUSE = "pauses"
    GO_ON = "goes on"
    RENEW = "renewed"


@dataclass(frozen=True)
class Step(Generic[S]):
    """One row of a state table.

    `sources` empty: the step makes the thing. `target` None: the state stays. `needs` and `effects` are
    names that the desk's rules explain; `clocks` pairs a clock's letter with what happens to it.
    """

    action: StrEnum
    label: str
    sources: frozenset[S]
    target: S | None
    permission: StrEnum
    needs: tuple[StrEnum, ...] = ()
    effects: tuple[StrEnum, ...] = ()
    clocks: tuple[tuple[StrEnum, ClockChange], ...] = ()


@dataclass(frozen=True)
class Table(Generic[S]):
    """A state table with the words for its states."""

    name: str
    steps: tuple[Step[S], ...]
    words: Mapping[S, str]
    open_states: frozenset[S] = field(default_factory=frozenset)

    def step(self, action: StrEnum) -> Step[S]:
        """The row of an action."""
        return next(step for step in self.steps if step.action == action)

    def allowed(self, state: S) -> tuple[Step[S], ...]:
        """The rows that may be taken from a state, in the table's order."""
        return tuple(step for step in self.steps if state in step.sources)

    def target(self, action: StrEnum, state: S) -> S:
        """Where an action leads from `state`; `NotNow` with a sentence when the table does not allow it."""
        step = self.step(action)
        if state not in step.sources:
            raise NotNow(
                f"现在是「{self.words[state]}」，不能再「{step.label}」。刷新看看最新的情况。",
                state=state.value,
            )
        return step.target if step.target is not None else state

    def reachable(self, starts: Iterable[S]) -> frozenset[S]:
        """Every state that can be reached from the given ones."""
        seen, ahead = set(starts), list(starts)
        while ahead:
            here = ahead.pop()
            for step in self.allowed(here):
                if step.target is not None and step.target not in seen:
                    seen.add(step.target)
                    ahead.append(step.target)
        return frozenset(seen)


@dataclass(frozen=True)
class Unmet:
    """A need that is not met, with the field that would meet it and the sentence a person reads."""

    need: StrEnum
    field: str
    sentence: str


def unmet(rules: Mapping[Any, Rule], needs: Iterable[Any], case: Any) -> list[Unmet]:
    """The needs of a row that are not met, in the table's order."""
    found = []
    for need in needs:
        field_name, wrong, sentence = rules[need]
        answer = wrong(case)
        if answer:
            found.append(Unmet(need, field_name, answer if isinstance(answer, str) else sentence))
    return found


def refuse(missing: Iterable[Unmet], not_now: Container[Any], not_yours: Container[Any] = ()) -> None:
    """Say what is missing, if anything is: `Forbidden` and `NotNow` for those needs, else `Invalid` with all fields."""
    told = {}
    for one in missing:
        if one.need in not_yours:
            raise Forbidden(one.sentence)
        if one.need in not_now:
            raise NotNow(one.sentence, need=one.need.value)
        told[one.field] = one.sentence
    if told:
        raise Invalid(told)
