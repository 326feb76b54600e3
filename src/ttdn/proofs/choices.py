"""Kinds of log entries, states of keys, and the answers of a check."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryKind(models.TextChoices):
    """What an entry of the public log tells of."""

    RELEASE = "release", _("Công bố")
    CORRECTION = "correction", _("Đính chính")
    WITHDRAWAL = "withdrawal", _("Rút lại")
    REPLACEMENT = "replacement", _("Thay thế")
    KEY_MADE = "key_made", _("Lập khóa")
    KEY_RETIRED = "key_retired", _("Ngừng dùng khóa")
    KEY_REVOKED = "key_revoked", _("Thu hồi khóa")


TEXT_ENTRIES = frozenset({EntryKind.RELEASE, EntryKind.CORRECTION})
"""Entries that carry a sealed text."""


class Revocation(models.TextChoices):
    """Why a key was revoked; it decides what becomes of the seals made before."""

    SUPERSEDED = "superseded", _("Thay bằng khóa khác")
    COMPROMISED = "compromised", _("Khóa bị lộ")


class SealCode(models.TextChoices):
    """The answer of a check of a seal."""

    VALID = "valid", _("Dấu xác thực của hệ thống đúng.")
    MALFORMED = "malformed", _("Dấu xác thực bị hỏng: không đọc được.")
    WRONG_TYPE = "wrong_type", _("Đây không phải là dấu xác thực của một văn bản.")
    WRONG_ALGORITHM = "wrong_algorithm", _("Dấu xác thực dùng thuật toán không được chấp nhận.")
    UNKNOWN_KEY = "unknown_key", _("Dấu xác thực dùng khóa không có trong danh sách khóa đã công bố.")
    BAD_SIGNATURE = "bad_signature", _("Dấu xác thực giả hoặc nội dung đã bị sửa sau khi đóng dấu.")
    BAD_CLAIMS = "bad_claims", _("Dấu xác thực thiếu thông tin hoặc thông tin sai dạng.")
    WRONG_ISSUER = "wrong_issuer", _("Khóa này không phải của cơ quan ghi trong dấu xác thực.")
    IN_FUTURE = "in_future", _("Dấu xác thực ghi thời điểm ở tương lai; hãy kiểm tra đồng hồ của máy.")
    BEFORE_KEY = "before_key", _("Dấu xác thực ghi thời điểm trước khi khóa có hiệu lực.")
    AFTER_RETIREMENT = "after_retirement", _("Dấu xác thực ghi thời điểm sau khi khóa đã ngừng dùng.")
    AFTER_REVOCATION = "after_revocation", _("Dấu xác thực ghi thời điểm sau khi khóa đã bị thu hồi.")
    COMPROMISED = (
        "compromised",
        _("Khóa đã bị lộ và dấu này không có trong nhật ký công khai trước thời điểm bị lộ: không được tin."),
    )


class Verdict(models.TextChoices):
    """Is the pasted text unchanged?"""

    IDENTICAL = "identical", _("Nguyên văn")
    SAME_WORDS = "same_words", _("Đủ và đúng từng chữ, chỉ khác cách trình bày")
    EXCERPT = "excerpt", _("Đoạn trích nguyên văn")
    UNMARKED = "unmarked", _("Các chữ trùng nhau khi bỏ dấu; không kiểm được dấu tiếng Việt")
    ALTERED = "altered", _("Có chữ bị thay đổi")


class StandingState(models.TextChoices):
    """Is the statement still in force?"""

    IN_FORCE = "in_force", _("Đang có hiệu lực")
    CORRECTED = "corrected", _("Đã được đính chính")
    REPLACED = "replaced", _("Đã được thay thế")
    WITHDRAWN = "withdrawn", _("Đã rút lại")
    UNKNOWN = "unknown", _("Không xác định được")
