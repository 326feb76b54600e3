"""Words of the obligations app: origins, ways of fulfilment, states a reader sees."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Origin(TextChoices):
    """Where a duty comes from."""

    LAW = "law", _("Văn bản quy phạm pháp luật")
    GUIDANCE = "guidance", _("Văn bản hướng dẫn")
    REQUEST = "request", _("Yêu cầu đột xuất")


class Fulfilling(TextChoices):
    """What fulfils a duty."""

    FILING = "filing", _("Văn bản")
    ACT = "act", _("Việc đã làm")
    ASSIGNMENT = "assignment", _("Phân công")


class Counts(TextChoices):
    """Which moment counts for being on time."""

    SENT = "sent", _("Ngày gửi")
    RECEIVED = "received", _("Ngày nhận")


class ReliefKind(TextChoices):
    """How a duty is relieved, always by a document."""

    WAIVED = "waived", _("Miễn")
    EXTENDED = "extended", _("Gia hạn")


class StatusCode(TextChoices):
    """What the board shows for a body and a duty."""

    ON_TIME = "on_time", _("Đúng hạn")
    LATE = "late", _("Trễ hạn")
    LATE_OPEN = "late_open", _("Quá hạn, chưa gửi")
    DUE_SOON = "due_soon", _("Sắp đến hạn")
    NOT_DUE = "not_due", _("Chưa đến hạn")
    OPEN = "open", _("Chưa làm (không có hạn ngày)")
    WAIVED = "waived", _("Được miễn")


MET = frozenset({StatusCode.ON_TIME, StatusCode.LATE})
UNMET = frozenset({StatusCode.LATE_OPEN, StatusCode.DUE_SOON, StatusCode.NOT_DUE, StatusCode.OPEN})
DUE_SOON_DAYS = 30
