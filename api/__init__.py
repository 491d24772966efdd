"""The JSON skin over the desks' commands and queries: its visible list, and how it tells a problem."""

from api import description, field, problem, receipts, rechecks, reports, visits

BLUEPRINTS = (reports.bp, rechecks.bp, visits.bp, receipts.bp, field.bp, description.bp)
"""Queued sends and what phones ask; guarded by Origin instead of a form token."""

ANSWERS = {problem.PREFIX: problem.answer}
"""How problems are told, by the beginning of the address."""
