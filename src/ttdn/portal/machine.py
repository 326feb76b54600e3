"""The hook for machine drafts: a function named in TTDN_MACHINE_TRANSLATOR; none is set by default.

The function takes a list of texts (inline markup as placeholders, `<1>…</1>`), the source language and the target
language, and gives as many texts. What it writes is a draft: marked, and unpublishable until a translator has read it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from ttdn.web.errors import UserError

Translator = Callable[[list[str], str, str], list[str]]
log = logging.getLogger(__name__)


class MachineFailed(UserError):
    """The machine gave no usable draft; nothing was written."""

    status = 502


def is_offered() -> bool:
    """Whether the deployment has a machine translator."""
    return bool(settings.MACHINE_TRANSLATOR)


def machine_words(texts: list[str], source_language: str, language: str) -> list[str]:
    """The drafts of a machine, one for each text.

    Raises:
        MachineFailed: none is set, it failed, or it gave something else than as many texts.
    """
    if not is_offered():
        raise MachineFailed(_("Hệ thống chưa cài máy dịch."))
    try:
        translate: Translator = import_string(settings.MACHINE_TRANSLATOR)
        words: object = translate(texts, source_language, language)
    except Exception as error:  # a translator of any maker may fail in any way; people are told, the log keeps why
        log.exception("machine translator failed")
        raise MachineFailed(_("Máy dịch không trả lời. Hãy dịch tay hoặc thử lại sau.")) from error
    if not isinstance(words, list) or len(words) != len(texts) or not all(isinstance(each, str) for each in words):
        raise MachineFailed(_("Máy dịch trả về kết quả không khớp với các đoạn nên không dùng được."))
    return words
