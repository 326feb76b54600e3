"""Refusals of the search."""

from django.utils.translation import gettext as _

from ttdn.web.errors import UserError


class SearchDownError(UserError):
    """The search server does not answer, or answers that it cannot."""

    status = 503

    def __init__(self, reason: str) -> None:
        """Keep the server's own words for the log; the reader gets a sentence."""
        super().__init__(_("Tìm kiếm đang tạm ngừng. Hãy thử lại sau ít phút; các trang khác vẫn mở được."))
        self.reason = reason

    def __str__(self) -> str:
        """What the server said."""
        return self.reason
