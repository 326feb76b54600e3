"""What the actions of this app are called in the audit trail."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: "dict[str, Promise | str]" = {
    "portal.item.begun": _("Lập bài"),
    "portal.item.described": _("Sửa thông tin của bài"),
    "portal.item.submitted": _("Trình bài"),
    "portal.item.reviewed": _("Đọc và chuyển duyệt"),
    "portal.item.approved": _("Duyệt đăng"),
    "portal.item.returned": _("Trả lại để sửa"),
    "portal.item.dropped": _("Bỏ bản trình"),
    "portal.item.scheduled": _("Hẹn giờ đăng"),
    "portal.item.unscheduled": _("Huỷ hẹn giờ đăng"),
    "portal.item.published": _("Đăng"),
    "portal.item.withdrawn": _("Rút bài"),
    "portal.item.translation_begun": _("Bắt đầu dịch"),
    "portal.item.translation_renewed": _("Dịch theo bản gốc mới"),
    "portal.item.translation_imported": _("Nhập bản dịch từ tệp"),
    "portal.item.translation_drafted": _("Cho máy dịch nháp"),
    "portal.group.made": _("Lập đợt đăng"),
    "portal.group.joined": _("Thêm bài vào đợt đăng"),
    "portal.group.left": _("Đưa bài ra khỏi đợt đăng"),
    "portal.group.scheduled": _("Hẹn giờ đăng cả đợt"),
    "portal.group.released": _("Đăng cả đợt"),
    "portal.group.stopped": _("Đợt đăng bị dừng"),
    "portal.group.cancelled": _("Huỷ đợt đăng"),
    "portal.spokesperson.named": _("Cử người phát ngôn"),
    "portal.spokesperson.ended": _("Ghi ngày thôi phát ngôn"),
    "portal.contact.shown": _("Công khai liên hệ của đầu mối"),
    "portal.contact.hidden": _("Thôi công khai liên hệ của đầu mối"),
    "portal.media.added": _("Thêm tư liệu vào thư viện"),
    "portal.media.described": _("Sửa thông tin của tư liệu"),
    "portal.media.subtitled": _("Thêm phụ đề"),
    "portal.media.unsubtitled": _("Bỏ phụ đề"),
    "portal.media.retired": _("Cất tư liệu"),
    "portal.media.restored": _("Đưa tư liệu ra dùng lại"),
}

FIELDS: "dict[str, Promise | str]" = {
    "language": _("Ngôn ngữ"),
    "ordinal": _("Bản số"),
    "content_hash": _("Dấu nội dung"),
    "approved_hash": _("Dấu nội dung được duyệt"),
    "release_at": _("Giờ hẹn đăng"),
    "path": _("Địa chỉ"),
    "audience": _("Dành cho"),
    "rights": _("Quyền dùng lại"),
    "edition": _("Bản trình"),
    "sha256": _("Dấu của tệp"),
    "credit": _("Tác giả, nguồn"),
    "title_vi": _("Chức vụ (tiếng Việt)"),
    "title_en": _("Chức vụ (tiếng Anh)"),
}
"""What the entries keep."""
