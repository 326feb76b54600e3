"""Keys of those who take much, and the files of bulk download."""

from django.conf import settings
from django.db import models

from ttdn.web.ids import uuid7


class ApiKey(models.Model):
    """A key that raises the limit of the read API for one user of data; it opens nothing that is not public.

    Only the SHA-256 of the key is kept; `hint` is its first characters, by which people tell keys apart.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    owner = models.CharField(max_length=200)
    contact = models.EmailField()
    hint = models.CharField(max_length=12)
    key_hash = models.CharField(max_length=64, unique=True)
    per_minute = models.PositiveIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(per_minute__gte=1), name="api_key_some_requests"),
        ]

    def __str__(self) -> str:
        return f"{self.owner} ({self.hint}…)"


class BulkFile(models.Model):
    """A file of JSON lines that anybody may download: all of a language, or what changed in it on a day.

    `first` and `last` are the sequence numbers of what went in. `text_gone_at` is the last number of a withdrawal in that
    language when the file was made: with a newer withdrawal the file is not given any more (`bulk_queries.is_current`).
    """

    language = models.CharField(max_length=12)
    day = models.DateField(null=True)
    first = models.PositiveBigIntegerField()
    last = models.PositiveBigIntegerField()
    text_gone_at = models.PositiveBigIntegerField(default=0)
    records = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["language", "day"], name="api_bulk_once_a_day"),
            models.UniqueConstraint(fields=["language"], condition=models.Q(day=None), name="api_bulk_one_of_all"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name of the file: `vi.jsonl.gz`, `vi-2026-11-22.jsonl.gz`."""
        return f"{self.language}{f'-{self.day.isoformat()}' if self.day else ''}.jsonl.gz"
