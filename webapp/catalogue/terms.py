"""What a class and its standards say about the tickets in it, as each process remembers it. Pure."""

import uuid
from dataclasses import dataclass
from datetime import date

from webapp.base.clock import Limit, LimitUnit
from webapp.catalogue.records import Tier


@dataclass(frozen=True)
class StandardTerms:
    """A standard; the names are those of its record."""

    id: uuid.UUID
    condition: str
    closing: str
    limit_value: int
    limit_unit: LimitUnit
    valid_from: date
    valid_to: date | None
    is_default: bool
    example: bool

    @property
    def limit(self) -> Limit:
        """How long handling may take."""
        return Limit(self.limit_value, self.limit_unit)

    def is_in_force(self, day: date) -> bool:
        """Whether it counts on this day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class ClassTerms:
    """A class; the names are those of its record, and its standards are of all times."""

    id: uuid.UUID
    name: str
    tier: Tier
    limit_value: int
    limit_unit: LimitUnit
    danger: bool
    self_handled: bool
    live: bool
    standards: tuple[StandardTerms, ...] = ()

    @property
    def limit(self) -> Limit:
        """How long handling may take while no standard is in force."""
        return Limit(self.limit_value, self.limit_unit)

    def in_force(self, day: date) -> tuple[StandardTerms, ...]:
        """The standards that count on a day, the one for tickets without a case first."""
        found = (one for one in self.standards if one.is_in_force(day))
        return tuple(sorted(found, key=lambda one: (not one.is_default, one.condition)))

    def standard(self, day: date, chosen: uuid.UUID | None = None) -> StandardTerms | None:
        """The standard of a ticket filed on a day: the chosen one while it is in force, else that without a case.

        None where the class has none that day: then its own limit counts.
        """
        found = self.in_force(day)
        by_choice = next((one for one in found if one.id == chosen), None)
        return by_choice or next((one for one in found if one.is_default), None)

    def named(self, standard_id: uuid.UUID | None) -> StandardTerms | None:
        """The standard of this id, whenever it was in force."""
        return next((one for one in self.standards if one.id == standard_id), None)
