"""States and named sets of states of a filing, its deliveries and its signing blocks."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """The life of a version; only ISSUED_STATES have left the body."""

    DRAFT = "draft", pgettext_lazy("filing state", "Đang soạn")
    IN_REVIEW = "in_review", pgettext_lazy("filing state", "Đang trình duyệt")
    RETURNED = "returned", pgettext_lazy("filing state", "Trả lại để sửa")
    APPROVED = "approved", pgettext_lazy("filing state", "Đã duyệt, chờ phát hành")
    ISSUED = "issued", pgettext_lazy("filing state", "Đã phát hành")
    SUPERSEDED = "superseded", pgettext_lazy("filing state", "Đã được thay thế")
    RECALLED = "recalled", pgettext_lazy("filing state", "Đã thu hồi")


OPEN_STATES = (State.DRAFT, State.IN_REVIEW, State.RETURNED, State.APPROVED)
EDITABLE_STATES = (State.DRAFT, State.RETURNED)
FROZEN_STATES = (State.IN_REVIEW, State.APPROVED)
ISSUED_STATES = (State.ISSUED, State.SUPERSEDED, State.RECALLED)


class Authority(models.TextChoices):
    """In what right the signer signs (Nghị định 30/2020/NĐ-CP, Điều 13 and Phụ lục I, II.7)."""

    NONE = "none", _("Người đứng đầu ký trực tiếp")
    KT = "kt", _("KT. – ký thay người đứng đầu")
    TM = "tm", _("TM. – thay mặt tập thể")
    TM_KT = "tm_kt", _("TM. và KT. – cấp phó ký thay mặt tập thể")
    TL = "tl", _("TL. – thừa lệnh")
    TUQ = "tuq", _("TUQ. – thừa ủy quyền")
    Q = "q", _("Q. – quyền, được giao quyền")


class Urgency(models.TextChoices):
    """Mức độ khẩn."""

    NONE = "", _("Thường")
    URGENT = "KHẨN", _("Khẩn")
    VERY_URGENT = "THƯỢNG KHẨN", _("Thượng khẩn")
    MOST_URGENT = "HỎA TỐC", _("Hỏa tốc")


class Origin(models.TextChoices):
    """How the version came into the product."""

    PRODUCT = "product", _("Soạn trong phần mềm")
    PAPER = "paper", _("Văn bản giấy, nhập lại")
    LINK = "link", _("Qua đường dẫn có ký")
    EMAIL = "email", _("Qua thư điện tử, nhập lại")
    PACKAGE = "package", _("Qua gói trao đổi")


class Step(models.TextChoices):
    """A step of the approval sheet."""

    SUBMIT = "submit", _("Trình duyệt")
    APPROVE = "approve", _("Duyệt")
    RETURN = "return", _("Trả lại")
    REOPEN = "reopen", _("Mở lại để sửa")
    REMARK = "remark", _("Ý kiến")


class Part(models.TextChoices):
    """Whether the addressee is the one asked to act, or gets it for information."""

    TO = "to", _("Nơi nhận chính")
    COPY = "copy", _("Để biết")


class Channel(models.TextChoices):
    """How a document reached its addressee."""

    PRODUCT = "product", _("Trong phần mềm")
    LINK = "link", _("Đường dẫn có ký")
    EMAIL = "email", _("Thư điện tử")
    PAPER = "paper", _("Văn bản giấy")
    PACKAGE = "package", _("Gói trao đổi")


class DeliveryState(models.TextChoices):
    """Where a delivery stands at its addressee."""

    SENT = "sent", _("Đã gửi")
    RECEIVED = "received", _("Đã nhận")
    ACCEPTED = "accepted", _("Đã chấp nhận")
    RETURNED = "returned", _("Trả lại để bổ sung")


class SentenceState(models.TextChoices):
    """What became of a drafted sentence."""

    IN_TEXT = "in_text", _("Nguyên văn trong mục")
    EDITED = "edited", _("Đã được sửa")
    REMOVED = "removed", _("Đã bỏ")


CORRECTION = "correction_letter"
RECALL = "recall_notice"
"""Forms of the two letters about an issued document (Nghị định 30/2020/NĐ-CP, Điều 18, khoản 3 and 4)."""
