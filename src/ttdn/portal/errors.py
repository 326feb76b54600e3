"""What the portal refuses, each with a sentence for people."""

from django.utils.translation import gettext as _

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
