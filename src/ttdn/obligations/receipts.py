"""How receipt is proved: kept without words of any language, told in the reader's.

Kept: `product`, `incoming:<day>:<number in the register of incoming documents>`, `answered:<receipt code of an answer
link>`, or the number of the document itself.
"""

from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PRODUCT = "product"
INCOMING = "incoming"
ANSWERED = "answered"
CHANNELS = {
    "product": gettext_lazy("trong phần mềm"),
    "link": gettext_lazy("qua đường dẫn có ký"),
    "email": gettext_lazy("qua thư điện tử"),
    "paper": gettext_lazy("bằng văn bản giấy"),
    "package": gettext_lazy("qua gói trao đổi"),
}


def incoming(number: str, day: date | None) -> str:
    """What is kept of an entry in the register of incoming documents."""
    return f"{INCOMING}:{day.isoformat() if day else ''}:{number}"[:200]


def answered(code: str) -> str:
    """What is kept of an answer through a link until the register gives it an incoming number."""
    return f"{ANSWERED}:{code}"[:200]


def receipt_text(kept: str) -> str:
    """A receipt as the reader's language says it; what is no code of ours is shown as it was written."""
    if kept == PRODUCT:
        return _("giao trong phần mềm")
    kind, _colon, rest = kept.partition(":")
    if kind == ANSWERED and rest:
        return _("mã biên nhận %(code)s") % {"code": rest}
    day, _colon, number = rest.partition(":")
    if kind != INCOMING or not number:
        return kept
    if not day:
        return _("số đến %(number)s") % {"number": number}
    return _("số đến %(number)s, ngày đến %(day)s") % {"number": number, "day": f"{date.fromisoformat(day):%d/%m/%Y}"}


def receipt_vi(kept: str) -> str:
    """A receipt in Vietnamese, for official documents and the audit record."""
    with translation.override("vi"):
        return receipt_text(kept)


def channel_text(code: str) -> str:
    """How a document came, in the reader's language; an unknown code as it is."""
    return str(CHANNELS.get(code, code))
