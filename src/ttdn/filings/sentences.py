"""What the actions of this app are called in the audit trail."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "filings.version.started": _("Lập văn bản"),
    "filings.version.redrafted": _("Soạn lại từ số liệu hiện tại"),
    "filings.version.section_saved": _("Lưu một mục"),
    "filings.version.header_saved": _("Lưu phần thể thức"),
    "filings.version.row_added": _("Thêm hàng vào bảng"),
    "filings.version.row_saved": _("Lưu một hàng của bảng"),
    "filings.version.row_deleted": _("Xóa một hàng của bảng"),
    "filings.version.row_moved": _("Đổi chỗ hàng của bảng"),
    "filings.version.commented": _("Góp ý"),
    "filings.version.comment_resolved": _("Xử lý góp ý"),
    "filings.version.submitted": _("Trình duyệt"),
    "filings.version.returned": _("Trả lại để sửa"),
    "filings.version.reopened": _("Mở lại để sửa, phê duyệt hết giá trị"),
    "filings.version.approved": _("Duyệt"),
    "filings.version.issued": _("Cấp số và phát hành"),
    "filings.version.keyed_in": _("Nhập văn bản nhận ngoài phần mềm"),
    "filings.version.answered_by_link": _("Cơ quan gửi trả lời qua liên kết"),
    "filings.link.made": _("Tạo liên kết trả lời"),
    "filings.link.mailed": _("Gửi liên kết trả lời bằng thư điện tử"),
    "filings.link.revoked": _("Thu hồi liên kết trả lời"),
    "filings.link.answered": _("Trả lời qua liên kết"),
    "filings.version.revised": _("Lập văn bản thay thế"),
    "filings.version.superseded": _("Được văn bản khác thay thế"),
    "filings.version.corrected": _("Được đính chính"),
    "filings.version.recalled": _("Thu hồi"),
    "filings.version.signed_copy_attached": _("Gắn bản chính đã ký"),
    "filings.version.signed_copy_confirmed": _("Xác nhận bản chính đã ký"),
    "filings.version.file_attached": _("Đính kèm tệp"),
    "filings.delivery.sent": _("Gửi thêm nơi nhận"),
    "filings.delivery.received": _("Ghi sổ văn bản đến"),
    "filings.delivery.accepted": _("Chấp nhận văn bản"),
    "filings.delivery.returned": _("Trả lại để bổ sung"),
    "filings.delivery.given_back": _("Gửi lại hoặc hủy bỏ văn bản đã thu hồi"),
}

FIELDS: "dict[str, Promise | str]" = {
    "link": _("Liên kết trả lời"),
    "expires_at": _("Hết hạn"),
    "receipt": _("Mã biên nhận"),
    "contact": _("Người liên hệ"),
}
"""What the entries about answer links keep."""
