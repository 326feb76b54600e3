"""Kinds, roles and functions of bodies, and named sets of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BodyKind(models.TextChoices):
    """What a body is by law; what it does (coordinator, finance) is a dated role, not a kind."""

    MINISTRY = "ministry", _("Bộ")
    MINISTERIAL_AGENCY = "ministerial_agency", _("Cơ quan ngang bộ")
    GOVERNMENT_AGENCY = "government_agency", _("Cơ quan thuộc Chính phủ")
    GOVERNMENT = "government", _("Chính phủ, Thủ tướng Chính phủ")
    PROVINCE = "province", _("Ủy ban nhân dân cấp tỉnh")
    UNIT = "unit", _("Đơn vị trực thuộc")
    COMMUNE = "commune", _("Ủy ban nhân dân cấp xã")
    MISSION = "mission", _("Cơ quan đại diện Việt Nam ở nước ngoài")
    PARTY_BODY = "party_body", _("Cơ quan Đảng")
    STEERING_COMMITTEE = "steering_committee", _("Ban chỉ đạo")
    ASSOCIATION = "association", _("Hội")
    ENTERPRISE = "enterprise", _("Doanh nghiệp")
    PRESS_BODY = "press_body", _("Cơ quan báo chí")


MINISTRIES = frozenset({BodyKind.MINISTRY, BodyKind.MINISTERIAL_AGENCY, BodyKind.GOVERNMENT_AGENCY})
"""Thông tư 02/2019/TT-BTTTT calls these three together "các Bộ"."""

KIND_ORDER = {kind.value: f"{position:02d}" for position, kind in enumerate(BodyKind, 1)}


class StateRole(models.TextChoices):
    """A dated part that one body plays for the whole country."""

    COORDINATOR = "coordinator", _("Quản lý nhà nước về thông tin đối ngoại")
    FOREIGN_AFFAIRS = "foreign_affairs", _("Ngoại giao")
    FINANCE = "finance", _("Tài chính")
    GOVERNMENT_OFFICE = "government_office", _("Văn phòng Chính phủ")
    PRIME_MINISTER = "prime_minister", _("Thủ tướng Chính phủ")


class MemberRole(models.TextChoices):
    """What a person may do at a body."""

    OFFICER = "officer", _("Cán bộ phụ trách")
    UNIT_HEAD = "unit_head", _("Trưởng đơn vị")
    LEADER = "leader", _("Lãnh đạo")
    CLERK = "clerk", _("Văn thư")
    EDITOR = "editor", _("Biên tập viên")
    TRANSLATOR = "translator", _("Biên dịch viên")
    AUDITOR = "auditor", _("Kiểm tra viên (chỉ đọc)")
    COORDINATOR_STAFF = "coordinator_staff", _("Chuyên viên cơ quan quản lý nhà nước về TTĐN")


class Function(models.TextChoices):
    """What passes from one body to another: the TTĐN work, everything, or some other part of the work."""

    TTDN = "ttdn", _("Công tác thông tin đối ngoại")
    ALL = "all", _("Toàn bộ chức năng")
    OTHER = "other", _("Chức năng khác")


class SuccessionKind(models.TextChoices):
    MERGER = "merger", _("Hợp nhất, sáp nhập")
    SPLIT = "split", _("Chia, tách")
    RENAMING = "renaming", pgettext_lazy("thay đổi cơ quan", "Đổi tên")
    TRANSFER = "transfer", _("Chuyển chức năng")


class Numbering(models.TextChoices):
    EXTERNAL = "external", _("Số do sổ văn thư của cơ quan cấp")
    INTERNAL = "internal", _("Số do hệ thống này cấp")


class ChannelKind(models.TextChoices):
    PRODUCT = "product", _("Trong hệ thống")
    LINK = "link", _("Đường dẫn ký số có hạn")
    EMAIL = "email", _("Thư điện tử công vụ")
    PAPER = "paper", _("Văn bản giấy")


class Attribute(models.TextChoices):
    """Dated attributes that decide which guidance applies to a province."""

    BORDER_CHINA = "border_china", _("Giáp Trung Quốc")
    BORDER_LAOS = "border_laos", _("Giáp Lào")
    BORDER_CAMBODIA = "border_cambodia", _("Giáp Campuchia")
    COAST = "coast", _("Giáp biển")
    INTERNATIONAL_GATE = "international_gate", _("Có cửa khẩu quốc tế")
