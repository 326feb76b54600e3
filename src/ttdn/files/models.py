"""Kept files: a row per attachment; the bytes lie once per content under FILES_ROOT."""

from django.conf import settings
from django.db import models

from ttdn.web.ids import uuid7

ERASED_SHA256 = "0" * 64
"""Stands where a purge erased the content; the true hash stays with the purge."""


class StoredFile(models.Model):
    """One file of one owner. The bytes are found by `sha256`, outside MEDIA; two rows may share them.

    `owner_kind` and `owner_id` name the object whose access decides who may download it (`ttdn.files.registry`).
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    mime = models.CharField(max_length=100)
    name = models.CharField(max_length=150)
    owner_kind = models.CharField(max_length=60)
    owner_id = models.UUIDField()
    body_public_id = models.UUIDField(null=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["owner_id", "owner_kind"], name="files_storedfile_owner")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_erased(self) -> bool:
        """Whether a purge took its content."""
        return self.sha256 == ERASED_SHA256
