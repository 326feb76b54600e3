"""What the portal refuses, each with a sentence for people."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from ttdn.law import VIETNAM
from ttdn.web.errors import Clash, UserError


class ContentChanged(Clash):
    """The draft is no longer what was submitted or approved."""

    def __init__(self) -> None:
        """The sentence says what to do."""
        super().__init__(
            _("Nội dung đã được sửa sau khi trình nên không đăng được bản này. Hãy trình lại bản mới để đọc và duyệt.")
        )


class WrongState(Clash):
    """The edition is in a state in which this cannot be done."""


class Incomplete(UserError):
    """Something that readers need is missing."""


class DuplicateMedia(Clash):
    """The library of the body has these very bytes already; `known` is the public id of the earlier medium."""

    def __init__(self, title: str, added: datetime, known: UUID | None) -> None:
        """The sentence names the earlier one."""
        super().__init__(
            _("Tệp này đã có trong thư viện với tên “%(title)s”, thêm ngày %(day)s. Hãy dùng tư liệu đó.")
            % {"title": title, "day": added.astimezone(VIETNAM).strftime("%d/%m/%Y")}
        )
        self.known = known
