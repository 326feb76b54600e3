"""The audit trail: one append-only hash chain per body, values apart so that they can be erased by law."""

import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from ttdn.web.ids import uuid7

SYSTEM_CHAIN = uuid.UUID(int=0)
"""The chain of what concerns no body: accounts, law overlay, settings."""
GENESIS = "0" * 64
"""Previous hash of the first row of a chain."""


class ChainHead(models.Model):
    """The last row of a chain; locked while a row is added, so that a chain never forks."""

    chain = models.UUIDField(unique=True)
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    def __str__(self) -> str:
        return f"{self.chain} #{self.sequence}"


class AuditEntry(models.Model):
    """One action: who, when, on what, and the salted hash of every field before and after.

    The database refuses UPDATE and DELETE (`ttdn.audit.guards`). `hash` covers every other column and `previous_hash`.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    chain = models.UUIDField()
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=100)
    object_kind = models.CharField(max_length=60)
    object_id = models.UUIDField()
    request_id = models.UUIDField(null=True)
    fields = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "sequence"], name="audit_entry_place")]
        indexes = [
            models.Index(fields=["object_id", "object_kind"], name="audit_entry_object"),
            models.Index(fields=["chain", "-id"], name="audit_entry_chain"),
            models.Index(fields=["actor_id", "-id"], name="audit_entry_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.chain} #{self.sequence} {self.action}"


class AuditValue(models.Model):
    """What the fields of an entry held. A purge blanks it and the salt (the entry and its hashes stay)."""

    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="value")
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    note = models.TextField(blank=True)
    salt = models.CharField(max_length=64, blank=True)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.entry_id}"


class DailyRoot(models.Model):
    """The heads of all chains at the end of a day, and one hash over them and the previous day's root."""

    day = models.DateField(unique=True)
    previous_root = models.CharField(max_length=64)
    root = models.CharField(max_length=64)
    heads = models.JSONField()

    def __str__(self) -> str:
        return f"{self.day} {self.root}"
