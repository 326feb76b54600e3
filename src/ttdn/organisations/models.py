"""Bodies with dated names, parents, roles and successors; the people who act for them; how they are reached.

Dates: `valid_from` and `valid_to` are the first and the last day (None: open). `established_on` is the first day of a
body (None: before this register begins); `dissolved_on` is the first day on which it is no more.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from ttdn.law.text import fold
from ttdn.organisations.choices import (
    Attribute,
    BodyKind,
    ChannelKind,
    Function,
    MemberRole,
    Numbering,
    StateRole,
    SuccessionKind,
)
from ttdn.organisations.dated import Dated, DatedQuerySet, ends_after_it_begins
from ttdn.web.ids import uuid7

if TYPE_CHECKING:
    from ttdn.accounts.models import User


class BodyQuerySet(models.QuerySet["Body"]):
    def alive(self, on: date) -> Self:
        """The bodies that exist on `on`."""
        return self.filter(
            Q(established_on__isnull=True) | Q(established_on__lte=on),
            Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=on),
        )

    def visible_to(self, user: User, on: date) -> Self:
        """The bodies whose page the user may open.

        The register of State bodies is common knowledge for everyone who acts for some body; units are shown to their
        own body, to the coordinator and to the system administrator.
        """
        from ttdn.organisations.queries import reach_of, units_within  # noqa: PLC0415  (queries read models)

        if user.is_system_administrator:
            return self
        reach = reach_of(user, on)
        if not reach.bodies:
            return self.none()
        if reach.is_coordinator:
            return self
        return self.filter(~Q(kind=BodyKind.UNIT) | Q(pk__in=units_within(reach.bodies)))


class Body(models.Model):
    """A body of the State, the Party or society that takes part in external information work."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    code = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=24, choices=BodyKind)
    established_on = models.DateField(null=True, blank=True)
    dissolved_on = models.DateField(null=True, blank=True)
    numbering = models.CharField(max_length=10, choices=Numbering, default=Numbering.EXTERNAL)
    number_start = models.PositiveIntegerField(default=1)
    number_prefix = models.CharField(max_length=10, blank=True, default="")
    is_demo = models.BooleanField(default=False)
    checked = models.BooleanField(default=False)
    note = models.TextField(blank=True, default="")
    sort_key = models.CharField(max_length=120, db_index=True)
    shipped_hash = models.CharField(max_length=64, blank=True, default="", editable=False)

    objects = BodyQuerySet.as_manager()

    class Meta:
        ordering = ("sort_key", "pk")
        indexes = [models.Index(fields=["kind", "sort_key"], name="organisations_body_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(established_on__isnull=True)
                | Q(dissolved_on__isnull=True)
                | Q(dissolved_on__gt=F("established_on")),
                name="organisations_body_dates",
            )
        ]

    def __str__(self) -> str:
        return self.code

    def alive_on(self, on: date) -> bool:
        """Whether the body exists on `on`."""
        return (self.established_on is None or self.established_on <= on) and (
            self.dissolved_on is None or on < self.dissolved_on
        )


class BodyName(Dated):
    """What a body is called, signs as and is headed by during some years."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="names")
    name_vi = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250, blank=True, default="")
    symbol = models.CharField(max_length=40, blank=True, default="")
    short_vi = models.CharField(max_length=120, blank=True, default="")
    place_vi = models.CharField(max_length=80, blank=True, default="")
    head_title_vi = models.CharField(max_length=120, blank=True, default="")
    deputy_title_vi = models.CharField(max_length=120, blank=True, default="")
    collective = models.BooleanField(default=False)
    instrument = models.CharField(max_length=120, blank=True, default="")
    folded = models.CharField(max_length=600, blank=True, default="", editable=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ("valid_from",)
        indexes = [models.Index(fields=["symbol"], name="organisations_name_symbol")]
        constraints = [
            ends_after_it_begins("name"),
            models.UniqueConstraint(fields=["body", "valid_from"], name="organisations_name_start"),
            models.UniqueConstraint(
                fields=["body"], condition=Q(valid_to__isnull=True), name="organisations_name_one_open"
            ),
        ]

    def __str__(self) -> str:
        return self.name_vi

    @property
    def label(self) -> str:
        """The name for a screen, in the reader's language where there is one."""
        return self.name_en if self.name_en and get_language() == "en" else self.name_vi

    def search_text(self) -> str:
        """What a search without marks looks through; kept in `folded`."""
        return fold(f"{self.name_vi} {self.short_vi} {self.symbol} {self.name_en}")[:600]


class BodyParent(Dated):
    """Which body a unit belongs to during some years."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="parents")
    parent = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="children")

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ("valid_from",)
        constraints = [
            ends_after_it_begins("parent"),
            models.UniqueConstraint(fields=["body", "valid_from"], name="organisations_parent_start"),
            models.UniqueConstraint(
                fields=["body"], condition=Q(valid_to__isnull=True), name="organisations_parent_one_open"
            ),
            models.CheckConstraint(condition=~Q(body=F("parent")), name="organisations_parent_not_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} < {self.parent_id}"


class BodyRole(Dated):
    """The part that a body plays for the whole country during some years."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=24, choices=StateRole)
    instrument = models.CharField(max_length=120, blank=True, default="")

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ("role", "valid_from")
        constraints = [
            ends_after_it_begins("role"),
            models.UniqueConstraint(fields=["role", "valid_from"], name="organisations_role_start"),
            models.UniqueConstraint(
                fields=["role"], condition=Q(valid_to__isnull=True), name="organisations_role_one_holder"
            ),
        ]

    def __str__(self) -> str:
        return self.role


class BodyAttribute(Dated):
    """A dated attribute (land border, coast, gates); `checked` says that a person compared it with its source."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="attributes")
    attribute = models.CharField(max_length=24, choices=Attribute)
    checked = models.BooleanField(default=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ("attribute", "valid_from")
        constraints = [
            ends_after_it_begins("attribute"),
            models.UniqueConstraint(fields=["body", "attribute", "valid_from"], name="organisations_attribute_start"),
        ]

    def __str__(self) -> str:
        return self.attribute


class BodyCode(Dated):
    """A code of the body in some scheme: statistics (`gso`), electronic identifier (`qd20`), alias."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="codes")
    code = models.CharField(max_length=40)
    scheme = models.CharField(max_length=20)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ("scheme", "valid_from")
        constraints = [
            ends_after_it_begins("code"),
            models.UniqueConstraint(fields=["body", "scheme", "code", "valid_from"], name="organisations_code_start"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.code}"


class Succession(models.Model):
    """One change by a legal act: what passed from whom to whom, and when. A renaming names the body twice."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    predecessor = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="inheritances")
    function = models.CharField(max_length=8, choices=Function)
    effective_on = models.DateField()
    kind = models.CharField(max_length=10, choices=SuccessionKind)
    instrument = models.CharField(max_length=120, blank=True, default="")
    legal_act = models.CharField(max_length=300)
    note = models.TextField(blank=True, default="")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("effective_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "function", "effective_on"],
                condition=~Q(function=Function.OTHER) & ~Q(kind=SuccessionKind.RENAMING),
                name="organisations_succession_one_heir",
            ),
            models.UniqueConstraint(
                fields=["predecessor", "successor", "function", "effective_on"],
                name="organisations_succession_once",
            ),
            models.CheckConstraint(
                condition=(Q(kind=SuccessionKind.RENAMING) & Q(predecessor=F("successor")))
                | (~Q(kind=SuccessionKind.RENAMING) & ~Q(predecessor=F("successor"))),
                name="organisations_succession_not_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class Membership(Dated):
    """A person acts for a body in one role; with a unit, within that unit."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="unit_memberships")
    role = models.CharField(max_length=20, choices=MemberRole)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ("body", "role", "valid_from")
        indexes = [models.Index(fields=["user", "valid_from"], name="organisations_membership_user")]
        constraints = [
            ends_after_it_begins("membership"),
            models.UniqueConstraint(
                fields=["user", "body", "unit", "role", "valid_from"], name="organisations_membership_start"
            ),
            models.UniqueConstraint(
                fields=["user", "body", "role", "valid_from"],
                condition=Q(unit__isnull=True),
                name="organisations_membership_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Delegation(Dated):
    """A person may for some days do at a body what the grantor may do in one role; it ends with the grantor's role."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations")
    grantor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations_given")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="delegations")
    role = models.CharField(max_length=20, choices=MemberRole)
    document = models.CharField(max_length=200)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ("valid_from", "pk")
        constraints = [
            ends_after_it_begins("delegation"),
            models.CheckConstraint(condition=~Q(user=F("grantor")), name="organisations_delegation_not_oneself"),
            models.CheckConstraint(condition=Q(valid_to__isnull=False), name="organisations_delegation_has_end"),
        ]

    def __str__(self) -> str:
        return f"{self.grantor_id} → {self.user_id} {self.role}"


class FocalAssignment(Dated):
    """The one focal unit or officer of a body (Thông tư 02/2019/TT-BTTTT Điều 3.1, 10.2)."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="focal_assignments")
    unit = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="focal_for")
    officer_name = models.CharField(max_length=120, blank=True, default="")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="focal_assignments"
    )
    phone = models.CharField(max_length=40, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    document_number = models.CharField(max_length=60, blank=True, default="")
    document_date = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ("valid_from", "pk")
        constraints = [
            ends_after_it_begins("focal"),
            models.UniqueConstraint(
                fields=["body"], condition=Q(valid_to__isnull=True), name="organisations_focal_one_open"
            ),
        ]

    def __str__(self) -> str:
        return self.officer_name


class Channel(models.Model):
    """How documents reach a body."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=10, choices=ChannelKind)
    address = models.CharField(max_length=250, blank=True, default="")
    verified_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("kind", "pk")
        constraints = [models.UniqueConstraint(fields=["body", "kind", "address"], name="organisations_channel_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.address}"
