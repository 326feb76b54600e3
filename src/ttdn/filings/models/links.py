"""The signed link by which a body without a login answers one duty, once, until a day."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from ttdn.filings.models.versions import FilingVersion
from ttdn.law import last_day
from ttdn.web.ids import uuid7

USER = settings.AUTH_USER_MODEL


class AnswerLink(models.Model):
    """One link for one duty.

    Its secret is shown once and never kept: `secret_hash` is a keyed hash that binds it to this link, its duty and its
    last day. What the person typed waits in `draft` and `draft_file` until it is confirmed; nobody else may
    read it before.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    obligation = models.ForeignKey("obligations.Obligation", on_delete=models.PROTECT, related_name="+")
    asker = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="+")
    secret_hash = models.CharField(max_length=64)
    address = models.CharField(max_length=250, blank=True, default="")
    mailed_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="Exclusive: 00:00 of the day after its last day.")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    version = models.ForeignKey(
        FilingVersion, on_delete=models.PROTECT, related_name="answer_links", null=True, blank=True
    )
    receipt_code = models.CharField(max_length=40, blank=True, default="")
    contact_name = models.CharField(max_length=120, blank=True, default="")
    contact_phone = models.CharField(max_length=40, blank=True, default="")
    draft = models.JSONField(null=True, blank=True)
    draft_file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True)
                | (models.Q(version__isnull=False) & ~models.Q(receipt_code="") & models.Q(revoked_at__isnull=True)),
                name="answer_link_used_whole",
            )
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def last_day(self) -> date:
        """The last day, in Việt Nam, on which the link opens."""
        return last_day(self.expires_at)
