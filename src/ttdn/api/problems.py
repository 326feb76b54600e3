"""Refusals to machines: problem details (RFC 9457) with a sentence in the language that the asker prefers."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ttdn.api.answers import as_json, never_kept, open_to_all

CONTENT_TYPE = "application/problem+json"
SENTENCES: dict[int, Any] = {
    400: _("Yêu cầu không đúng dạng. Hãy xem tài liệu ở /api/."),
    401: _("Khóa API không đúng hoặc đã bị thu hồi. Hãy bỏ khóa ra, hoặc xin khóa mới."),
    404: _("Không có gì được công bố ở địa chỉ này."),
    405: _("Địa chỉ này chỉ để đọc: hãy dùng GET."),
    410: _("Bài này đã bị rút; nội dung không còn được cung cấp."),
    422: _("Có tham số không đúng. Hãy xem mục “errors” và sửa lại."),
    429: _("Đã quá số lần hỏi trong một phút. Hãy chờ rồi hỏi tiếp, hoặc xin khóa API."),
    503: _("Tệp đang được làm lại sau một lần rút bài. Hãy hỏi lại sau ít phút."),
}


class Problem(Exception):
    """A refusal with its status."""

    def __init__(self, status: int, sentence: Promise | str = "") -> None:
        """Keep status and sentence (empty: the usual one of the status)."""
        super().__init__(status)
        self.status = status
        self.sentence = sentence


def preferred_language(request: HttpRequest) -> str:
    """Vi or en, whichever the asker names first; Vietnamese when neither is named."""
    wanted = (each.split(";")[0].strip().lower()[:2] for each in request.headers.get("Accept-Language", "").split(","))
    return next((code for code in wanted if code in {"vi", "en"}), "vi")


def problem(
    request: HttpRequest, status: int, sentence: Promise | str = "", *, retry_after: int | None = None, **more: Any
) -> HttpResponse:
    """The refusal as a document; `more` are further members."""
    language = preferred_language(request)
    with translation.override(language):
        detail = str(sentence or SENTENCES.get(status, SENTENCES[400]))
    document = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.path,
    }
    response = HttpResponse(as_json(document | more), status=status, content_type=CONTENT_TYPE)
    response["Content-Language"] = language
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return open_to_all(never_kept(response, "Accept-Language"))


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Whatever is not an address of the API."""
    return problem(request, 404)
