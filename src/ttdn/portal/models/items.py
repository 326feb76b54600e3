"""The item: the identity of an official text, the same in every language and every version of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from ttdn.organisations.models import Body
from ttdn.portal.choices import Audience, Kind, Rights
from ttdn.web.ids import uuid7

if TYPE_CHECKING:
    from ttdn.accounts.models import User
    from ttdn.organisations.queries import Reach


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_to(self, user: User, on: date, reach: Reach | None = None) -> Self:
        """The items of the bodies whose content the user may handle; others' drafts do not exist for the user."""
        from ttdn.organisations.queries import reach_of  # noqa: PLC0415  (queries read models)
        from ttdn.portal.permissions import CONTENT_ROLES  # noqa: PLC0415  (permissions read choices only)

        known = reach or reach_of(user, on)
        return self.filter(body__in=[body for body, roles in known.roles.items() if roles & CONTENT_ROLES])


class Item(models.Model):
    """One official item of a body: its kind, its owner and where it came from. `public_id` is its permanent address."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=16, choices=Kind)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=40, default="portal")
    audience = models.CharField(max_length=24, choices=Audience, default=Audience.PUBLIC)
    rights = models.CharField(max_length=16, choices=Rights, default=Rights.OFFICIAL)
    source_language = models.CharField(max_length=12, default="vi")
    topics = models.ManyToManyField(
        "self", symmetrical=False, related_name="items", limit_choices_to={"kind": Kind.TOPIC}
    )
    origin_kind = models.CharField(max_length=40, blank=True, default="")
    origin_id = models.UUIDField(null=True)
    origin_hash = models.CharField(max_length=64, blank=True, default="")
    number = models.CharField(max_length=80, blank=True, default="")
    number_on = models.DateField(null=True)
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaces")
    harvested_from = models.UUIDField(null=True)
    is_demo = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = ItemQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["body", "kind", "-id"], name="portal_item_body"),
            models.Index(fields=["origin_id"], name="portal_item_origin"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["body"], condition=Q(kind=Kind.PROFILE), name="portal_item_one_profile")
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class PublicPath(models.Model):
    """A path under which an item was ever read, `/vi/bvhttdl/tin/2026/ten-bai/`; old ones lead to the new for ever."""

    path = models.CharField(max_length=300, unique=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="paths")
    language = models.CharField(max_length=12)
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "language"], condition=Q(current=True), name="portal_path_one_current"
            )
        ]

    def __str__(self) -> str:
        return self.path
