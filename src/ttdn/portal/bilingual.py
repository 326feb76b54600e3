"""Which bodies are complete in Vietnamese and English (nhiệm vụ 2.1, Quyết định 1486/QĐ-TTg), told from data alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from ttdn.organisations.choices import MINISTRIES, BodyKind
from ttdn.organisations.models import Body, FocalAssignment
from ttdn.organisations.queries import bodies_of_kind, names_on
from ttdn.portal.choices import Kind, Standing
from ttdn.portal.models import PublicContact, PublicRecord, Spokesperson
from ttdn.portal.public_queries import body_label

PARTS = ("profile_vi", "profile_en", "functions", "contact", "spokesperson")
"""Profile in Vietnamese, profile in English, functions in both, focal unit, spokesperson with titles in both."""


@dataclass(frozen=True)
class Standing21:
    """A body and which of the `PARTS` readers have."""

    body: Body
    name: str
    has: dict[str, bool]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return all(self.has.values())

    @property
    def parts(self) -> list[bool]:
        """The parts in the order of `PARTS`."""
        return [self.has[part] for part in PARTS]

    @property
    def count(self) -> int:
        """How many parts readers have."""
        return sum(self.has.values())


def standings(language: str, on: date) -> list[Standing21]:
    """Every ministry and province of a day, in the order of the register (six queries)."""
    bodies = list(bodies_of_kind([*MINISTRIES, BodyKind.PROVINCE], on).order_by("sort_key", "pk"))
    ids = [body.pk for body in bodies]
    profiles = _profiles(ids)
    speaking = set(
        Spokesperson.objects.on(on).filter(body__in=ids).exclude(title_en="").values_list("body_id", flat=True)
    )
    focal = _focal(ids, on)
    names = names_on(bodies, on)
    return [
        Standing21(
            body=body,
            name=body_label(names.get(body.pk), language),
            has={
                "profile_vi": "vi" in profiles.get(body.pk, {}),
                "profile_en": "en" in profiles.get(body.pk, {}),
                "functions": all(profiles.get(body.pk, {}).get(code) for code in ("vi", "en")),
                "contact": body.pk in focal,
                "spokesperson": body.pk in speaking,
            },
        )
        for body in bodies
    ]


def _focal(ids: list[int], on: date) -> set[int]:
    """The bodies whose focal unit readers are told: a named unit, or an officer whom the leader made public."""
    named = FocalAssignment.objects.on(on).filter(body__in=ids)
    shown = PublicContact.objects.filter(body__in=ids).values_list("body_id", flat=True)
    return set(named.filter(Q(unit__isnull=False) | Q(body__in=shown)).values_list("body_id", flat=True))


def _profiles(ids: Iterable[int]) -> dict[int, dict[str, bool]]:
    """For each body the languages of its profile, and whether the profile tells its functions."""
    found = PublicRecord.objects.filter(
        kind=Kind.PROFILE, body__in=list(ids), language__in=("vi", "en"), standing=Standing.IN_FORCE
    ).select_related("edition")
    told: dict[int, dict[str, bool]] = {}
    for record in found:
        functions = record.edition.snapshot["fields"].get("functions")
        told.setdefault(record.body_id, {})[record.language] = bool(functions)
    return told
