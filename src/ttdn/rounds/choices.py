"""Words of collection rounds."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Ask(TextChoices):
    """What a round asks the units for."""

    TASK = "task", _("Nhiệm vụ đề xuất")
    ESTIMATE = "estimate", _("Dự toán kinh phí")
    ACTIVITY = "activity", _("Hoạt động đã thực hiện")
    RESULT = "result", _("Kết quả nhiệm vụ")


class AnswerState(TextChoices):
    """The life of a unit's answer."""

    WAITING = "waiting", pgettext_lazy("round answer", "Chưa trả lời")
    DRAFT = "draft", pgettext_lazy("round answer", "Đang nhập")
    SUBMITTED = "submitted", pgettext_lazy("round answer", "Chờ lãnh đạo đơn vị duyệt")
    RETURNED = "returned", pgettext_lazy("round answer", "Trả lại để sửa")
    APPROVED = "approved", pgettext_lazy("round answer", "Đơn vị đã duyệt")
    MERGED = "merged", pgettext_lazy("round answer", "Đã tổng hợp")


EDITABLE = frozenset({AnswerState.WAITING, AnswerState.DRAFT, AnswerState.RETURNED})
ANSWERED = frozenset({AnswerState.APPROVED, AnswerState.MERGED})


class ResultState(TextChoices):
    """What a unit says of a task."""

    NOT_BEGUN = "not_begun", _("Chưa triển khai")
    UNDER_WAY = "under_way", _("Đang triển khai")
    DONE = "done", _("Đã hoàn thành")
