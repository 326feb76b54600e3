"""States, stages and kinds of the harvest."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SourceKind(models.TextChoices):
    """Whether the other side is this product (sealed items, agreement) or any OAI-PMH repository."""

    OURS = "ours", _("Hệ thống cùng loại (có dấu xác thực)")
    FOREIGN = "foreign", _("Kho OAI-PMH khác (Dublin Core)")


class Stage(models.TextChoices):
    """Where in a run something went wrong."""

    FETCH = "fetch", _("Lấy về")
    PARSE = "parse", _("Đọc")
    CHECK = "check", _("Kiểm tra dấu xác thực")
    KEEP = "keep", _("Lưu")
    AGREE = "agree", _("Đối chiếu hai bên")


class RunState(models.TextChoices):
    """How a run ended; one that was killed stays "running" and is taken up again."""

    RUNNING = "running", pgettext_lazy("harvest", "Đang chạy")
    DONE = "done", pgettext_lazy("harvest", "Xong")
    FAILED = "failed", pgettext_lazy("harvest", "Dừng vì lỗi")


class Agreement(models.TextChoices):
    """What the count and set hash of both sides said at the end of a run."""

    UNKNOWN = "unknown", _("Chưa đối chiếu")
    AGREED = "agreed", _("Hai bên khớp")
    DIFFERENT = "different", _("Hai bên khác nhau")
