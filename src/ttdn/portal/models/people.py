"""People whom readers may turn to: spokespersons by date, and whether the focal unit's contact is public."""

from django.conf import settings
from django.db import models

from ttdn.organisations.dated import Dated, DatedQuerySet
from ttdn.organisations.models import Body
from ttdn.web.ids import uuid7


class Spokesperson(Dated):
    """Who speaks for a body during some time, and how the press reaches this person (Nghị định 09/2017/NĐ-CP).

    The name stands as it is written in Vietnamese; the title in Vietnamese and English, because contacts are owed in
    English too (Nghị định 42/2022/NĐ-CP). Rows are ended, never deleted: an old statement keeps its speaker.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    title_vi = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    phone = models.CharField(max_length=60, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    document_number = models.CharField(max_length=80, blank=True, default="")
    document_date = models.DateField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["body", "-valid_from"], name="portal_spokesperson_body")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="portal_spokesperson_dates",
            ),
            models.UniqueConstraint(
                fields=["body"], condition=models.Q(valid_to__isnull=True), name="portal_spokesperson_one_open"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PublicContact(models.Model):
    """That a body's leader decided to show readers the telephone and e-mail of its focal unit or officer.

    Without the row readers see which unit is the focal unit, and nothing of how the State reaches it inside.
    """

    body = models.OneToOneField(Body, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.body_id)
