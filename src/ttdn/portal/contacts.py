"""Whom readers may turn to at a body: its spokesperson of the day and its focal unit, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from ttdn.organisations.models import Body, FocalAssignment
from ttdn.organisations.queries import names_on
from ttdn.portal.hooks import tell_public_change
from ttdn.portal.models import PublicContact, Spokesperson
from ttdn.portal.public_queries import body_label


@dataclass(frozen=True)
class Contact:
    """A body, who speaks for it, and who answers for its external information work.

    `focal` is the focal unit's name, or the officer's where no unit was named and the leader made the contact public;
    telephone and e-mail stand only when the leader made them public.
    """

    body: Body
    name: str
    spokesperson: Spokesperson | None
    title: str
    focal: str
    phone: str
    email: str

    def __bool__(self) -> bool:
        """Whether there is anybody to turn to."""
        return bool(self.spokesperson or self.focal)


def contacts_of(bodies: Iterable[Body], language: str, on: date) -> list[Contact]:
    """The contacts of some bodies on a day, in their order (five queries); without any, a contact is false."""
    rows = list(bodies)
    ids = [body.pk for body in rows]
    spoken = {each.body_id: each for each in Spokesperson.objects.on(on).filter(body__in=ids)}
    focal = {each.body_id: each for each in FocalAssignment.objects.on(on).filter(body__in=ids).order_by("valid_from")}
    shown = set(PublicContact.objects.filter(body__in=ids).values_list("body_id", flat=True))
    names = names_on({*ids, *(each.unit_id for each in focal.values() if each.unit_id)}, on)
    found = []
    for body in rows:
        assigned, open_ = focal.get(body.pk), body.pk in shown
        unit = body_label(names.get(assigned.unit_id), language) if assigned and assigned.unit_id else ""
        speaker = spoken.get(body.pk)
        found.append(
            Contact(
                body=body,
                name=body_label(names.get(body.pk), language),
                spokesperson=speaker,
                title=(speaker.title_vi if language == "vi" else speaker.title_en) if speaker else "",
                focal=unit or (assigned.officer_name if assigned and open_ else ""),
                phone=assigned.phone if assigned and open_ else "",
                email=assigned.email if assigned and open_ else "",
            )
        )
    return found


def bodies_with_contacts(on: date) -> QuerySet[Body]:
    """The bodies alive on a day that have a spokesperson or a focal unit, in the order of the register."""
    speaking = Spokesperson.objects.on(on).filter(body=OuterRef("pk"))
    focal = FocalAssignment.objects.on(on).filter(body=OuterRef("pk"))
    shown = PublicContact.objects.filter(body=OuterRef("pk"))
    found: QuerySet[Body] = Body.objects.alive(on).filter(
        Exists(speaking) | Exists(focal.filter(unit__isnull=False)) | (Exists(focal) & Exists(shown))
    )
    return found.order_by("sort_key", "pk")


def focal_assigned(_body: Body, _assignment: FocalAssignment, at: datetime) -> None:
    """A body named its focal unit (organisations.hooks): readers' pages that show it are renewed."""
    tell_public_change([], at)
