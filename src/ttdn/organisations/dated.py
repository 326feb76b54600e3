"""Rows that count from a first to a last day: names, parents, roles, memberships."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

REGISTER_BEGINS = date(2015, 10, 22)
"""First day of the register: Nghị định 72/2015/NĐ-CP takes effect. Bodies that are older carry this day in their rows."""


def valid_on(on: date, prefix: str = "") -> Q:
    """The condition that a dated row counts on `on`; `prefix` leads to the row (`names__`)."""
    return Q(**{f"{prefix}valid_from__lte": on}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": on})
    )


class DatedQuerySet(models.QuerySet[Any]):
    def on(self, on: date) -> Self:
        """The rows that count on `on`."""
        return self.filter(valid_on(on))


class Dated(models.Model):
    """A row that counts from its first to its last day, both included."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def period(self) -> str:
        """The years in words for a screen; the first day of the register means: since before it."""
        first = f"{self.valid_from:%d/%m/%Y}"
        if self.valid_from == REGISTER_BEGINS:
            first = _("trước %(day)s") % {"day": first}
        return f"{first} – {self.valid_to:%d/%m/%Y}" if self.valid_to else _("%(day)s đến nay") % {"day": first}

    def counts_on(self, on: date) -> bool:
        """Whether the row counts on `on`."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    """The constraint that a row does not end before it begins."""
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name=f"organisations_{name}_dates"
    )
