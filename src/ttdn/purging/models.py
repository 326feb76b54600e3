"""Content erased by order of two people: the purge, and the objects it blanked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ttdn.web.ids import uuid7


class PurgeState(models.TextChoices):
    """How far a purge has come."""

    REQUESTED = "requested", _("Chờ người thứ hai duyệt")
    APPROVED = "approved", _("Đang xóa")
    BLANKED = "blanked", _("Đã xóa trong cơ sở dữ liệu, còn dọn tệp và chỉ mục")
    DONE = "done", _("Đã xóa xong")


class Purge(models.Model):
    """Content erased by order of two people (decisions 14); the row is the tombstone, and holds nothing of the content.

    The database lets it go forward only, refuses one person in both places, and opens its other guards for the objects of
    a purge only in the state `approved`, which no transaction ever leaves behind (`ttdn.purging.guards`).
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    object_kind = models.CharField(max_length=60)
    object_id = models.UUIDField()
    chain = models.UUIDField()
    reason = models.TextField()
    document = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=PurgeState.choices, default=PurgeState.REQUESTED)
    requested_by = models.UUIDField()
    requested_name = models.CharField(max_length=120)
    requested_at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    approved_name = models.CharField(max_length=120, blank=True, default="")
    approved_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["object_kind", "object_id"], condition=models.Q(state="requested"), name="purging_one_request"
            ),
            models.CheckConstraint(
                condition=models.Q(state="requested", approved_by=None)
                | models.Q(approved_by__isnull=False, approved_at__isnull=False)
                & ~models.Q(approved_by=models.F("requested_by")),
                name="purging_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.object_kind} {self.object_id}"


class PurgedObject(models.Model):
    """One object that a purge blanked; of a kept file also the SHA-256 under which its bytes lay."""

    purge = models.ForeignKey(Purge, on_delete=models.PROTECT, related_name="blanked")
    kind = models.CharField(max_length=60)
    object_id = models.UUIDField()
    sha256 = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purge", "kind", "object_id"], name="purging_object_once")]
        indexes = [models.Index(fields=["object_id"], name="purging_object_id")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
