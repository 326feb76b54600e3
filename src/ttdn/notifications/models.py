"""Notices to a person."""

from django.conf import settings
from django.db import models

from ttdn.web.ids import uuid7


class Notice(models.Model):
    """Something a person should know: shown in the list, and mailed once. `key` makes it idempotent per person."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=250)
    text = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=200)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notifications_notice_key")]
        indexes = [
            models.Index(fields=["user", "-id"], name="notifications_notice_list"),
            models.Index(fields=["user"], condition=models.Q(read_at=None), name="notifications_notice_unread"),
        ]

    def __str__(self) -> str:
        return self.subject
