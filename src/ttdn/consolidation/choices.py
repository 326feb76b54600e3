"""Words of consolidation: where a batch of reminder letters stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BatchState(models.TextChoices):
    """The life of a batch; each letter has its own state as a filing."""

    MAKING = "making", pgettext_lazy("reminder batch", "Đang lập")
    DRAFT = "draft", pgettext_lazy("reminder batch", "Đã lập, chờ trình")
    IN_REVIEW = "in_review", pgettext_lazy("reminder batch", "Chờ duyệt")
    APPROVED = "approved", pgettext_lazy("reminder batch", "Đã duyệt, chờ phát hành")
    ISSUED = "issued", pgettext_lazy("reminder batch", "Đã phát hành")


class Dimension(models.TextChoices):
    """What totals are broken down by."""

    CHANNEL = "channel", _("Phương thức")
    LANGUAGE = "language", _("Ngôn ngữ")
    REGION = "region", _("Khu vực")
    TOPIC = "topic", _("Nội dung tập huấn")
    THEME = "theme", _("Nhiệm vụ trọng tâm")
    MONTH = "month", _("Tháng")


SHOWN_DIMENSIONS = (Dimension.CHANNEL, Dimension.LANGUAGE, Dimension.REGION)
