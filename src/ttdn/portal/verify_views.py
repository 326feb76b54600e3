"""Xác thực / Verify: by address, by file, by pasted text. Nothing that is asked is kept; no cookie, no script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from ttdn.files.uploads import TooLargeUpload
from ttdn.portal.addresses import page_path
from ttdn.portal.languages import chrome_language, content_languages
from ttdn.portal.reader import answer, frame
from ttdn.portal.verifying import by_file, by_reference, by_text
from ttdn.portal.visitors import asks_too_often
from ttdn.proofs.errors import PastedTextRefused
from ttdn.proofs.matching import LONGEST_TEXT

MOST_QUESTIONS = 30
WINDOW = 300
_TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, language: str) -> HttpResponse:
    """Three answers apart: unchanged? still in force? issued by whom, when?"""
    if language not in content_languages():
        raise Http404
    with translation.override(chrome_language(language)):
        reference = request.GET.get("dia-chi", "").strip()
        if request.method == "POST":
            return _private(request, language, _posted)
        if reference:
            return _private(request, language, lambda _request: _asked(reference), reference=reference)
        return answer(request, "portal/reader/verify.html", _context(request, language))


def _context(request: HttpRequest, language: str) -> dict[str, Any]:
    alternates = {code: page_path("verify", code) for code in content_languages()}
    return frame(request, language, alternates=alternates) | {
        "most": LONGEST_TEXT,
        "most_megabytes": settings.UPLOAD_MAX_BYTES // 1024**2,
        "by": "",
        "status": 200,
    }


def _private(
    request: HttpRequest, language: str, find: Callable[[HttpRequest], dict[str, Any]], *, reference: str = ""
) -> HttpResponse:
    """The page with answers: kept by nobody, asked not too often."""
    context = _context(request, language) | {"reference": reference}
    at = timezone.now()
    if asks_too_often(request, "verify", most=MOST_QUESTIONS, window=WINDOW, at=at):
        context |= {"error": _("Bạn hỏi quá nhiều lần trong ít phút. Hãy đợi năm phút rồi thử lại."), "status": 429}
    else:
        context |= find(request)
    response = answer(request, "portal/reader/verify.html", context, status=context["status"])
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    del response["ETag"]
    if context["status"] == 429:  # noqa: PLR2004
        response["Retry-After"] = str(WINDOW)
    return response


def _asked(reference: str) -> dict[str, Any]:
    return {"by": "reference", "answers": by_reference(reference, at=timezone.now())}


@sensitive_variables()
def _posted(request: HttpRequest) -> dict[str, Any]:
    """The answers for what was posted; whatever cannot be read is said in a sentence."""
    try:
        pasted, upload = request.POST.get("van-ban", ""), request.FILES.get("tep")
    except _TOO_BIG:
        return {"error": _("Nội dung gửi lên quá lớn. Hãy gửi tệp nhỏ hơn hoặc dán từng phần."), "status": 413}
    except (MultiPartParserError, UnreadablePostError, UnicodeDecodeError):
        return {"error": _("Không đọc được nội dung gửi lên. Hãy thử lại."), "status": 400}
    try:
        if upload is not None:
            return _file(upload)
        if not pasted.strip():
            return {"error": _("Hãy dán văn bản hoặc chọn tệp cần kiểm tra."), "status": 422, "by": "text"}
        found = by_text(pasted, at=timezone.now())
    except PastedTextRefused as refused:
        return {"error": refused.sentence, "status": 422, "by": "file" if upload else "text", "pasted": pasted}
    return {"by": "text", "answers": found, "pasted": pasted}


@sensitive_variables()
def _file(upload: Any) -> dict[str, Any]:
    if isinstance(upload, TooLargeUpload):
        return {"error": _("Tệp quá lớn. Hãy gửi tệp nhỏ hơn."), "status": 413, "by": "file"}
    return {"by": "file", "answers": by_file(upload.read(), at=timezone.now())}
