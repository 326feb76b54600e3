"""Kinds, states and named sets of the official items that a body keeps for the public."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What an official item is."""

    PROFILE = "profile", _("Giới thiệu cơ quan")
    NEWS = "news", _("Tin")
    PRESS_RELEASE = "press_release", _("Thông cáo báo chí")
    STATEMENT = "statement", _("Phát ngôn")
    CLARIFICATION = "clarification", _("Thông tin làm rõ")
    PUBLICATION = "publication", _("Ấn phẩm")
    EVENT = "event", pgettext_lazy("kind of item", "Sự kiện")
    FACT_SHEET = "fact_sheet", _("Số liệu")
    GALLERY = "gallery", _("Thư viện ảnh, phim")
    TOPIC = "topic", _("Chủ đề")


class State(models.TextChoices):
    """Where an edition stands between its submission and its place in the archive."""

    IN_REVIEW = "in_review", _("Chờ người thứ hai đọc")
    REVIEWED = "reviewed", _("Đã đọc, chờ duyệt")
    APPROVED = "approved", _("Đã duyệt, chờ đăng")
    SCHEDULED = "scheduled", _("Đã hẹn giờ đăng")
    PUBLISHED = "published", _("Đang đăng")
    SUPERSEDED = "superseded", _("Đã có bản đính chính")
    WITHDRAWN = "withdrawn", _("Đã rút")
    RETURNED = "returned", pgettext_lazy("state of content", "Trả lại để sửa")
    DROPPED = "dropped", pgettext_lazy("state of content", "Đã bỏ")


OPEN = frozenset({State.IN_REVIEW, State.REVIEWED, State.APPROVED, State.SCHEDULED})
"""Editions on their way: an item has at most one per language."""

APPROVED = frozenset({State.APPROVED, State.SCHEDULED})
PUBLIC = frozenset({State.PUBLISHED, State.SUPERSEDED, State.WITHDRAWN})
"""Editions that were public at some time."""


class Change(models.TextChoices):
    """What an edition does to what readers had before it."""

    FIRST = "first", _("Đăng lần đầu")
    CORRECTION = "correction", _("Đính chính")


class Standing(models.TextChoices):
    """What readers are told of an item in a language."""

    IN_FORCE = "in_force", _("Còn hiệu lực")
    WITHDRAWN = "withdrawn", _("Đã rút")
    REPLACED = "replaced", _("Đã được thay thế")


class Audience(models.TextChoices):
    PUBLIC = "public", _("Công chúng")
    FOREIGN_PRESS = "foreign_press", _("Báo chí nước ngoài")
    DOMESTIC_PRESS = "domestic_press", _("Báo chí trong nước")
    OVERSEAS_VIETNAMESE = "overseas_vietnamese", _("Người Việt Nam ở nước ngoài")
    FOREIGN_PUBLIC = "foreign_public", _("Công chúng nước ngoài")
    BUSINESS = "business", _("Doanh nghiệp, nhà đầu tư")


class Rights(models.TextChoices):
    """How others may use an item or a picture; official documents of the State carry no copyright (Luật SHTT Đ15)."""

    OFFICIAL = "official", _("Văn bản, tin chính thức: dùng lại tự do, ghi rõ nguồn")
    ATTRIBUTION = "attribution", _("Được dùng lại, ghi rõ tác giả và nguồn")
    EDITORIAL = "editorial", _("Chỉ dùng cho báo chí, ghi rõ tác giả và nguồn")
    RESERVED = "reserved", _("Muốn dùng lại phải xin phép cơ quan")


class MediaKind(models.TextChoices):
    PICTURE = "picture", _("Ảnh")
    VIDEO = "video", _("Phim")
    AUDIO = "audio", _("Âm thanh")
    DOCUMENT = "document", _("Tài liệu")


class GroupState(models.TextChoices):
    """Where a release group stands."""

    OPEN = "open", _("Đang gom")
    SCHEDULED = "scheduled", _("Đã hẹn giờ")
    RELEASED = "released", _("Đã đăng")
    STOPPED = "stopped", _("Đã dừng")
    CANCELLED = "cancelled", _("Đã huỷ")
