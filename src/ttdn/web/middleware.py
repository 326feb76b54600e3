"""The floor under every request: its id for the audit trail, the reader's language, refusals shown as sentences."""

import uuid
from collections.abc import Callable
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from ttdn.web.errors import Clash, NotAllowed, UserError
from ttdn.web.ids import uuid7
from ttdn.web.language import language_of
from ttdn.web.once import AlreadyDone
from ttdn.web.refusals import typed_in
from ttdn.web.staff_side import is_staff_side

request_id: ContextVar[uuid.UUID | None] = ContextVar("request_id", default=None)


class RequestFloor:
    """Give the request an id and a language, and turn `UserError` into an answer people can read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        token = request_id.set(uuid7())
        language = language_of(request) if is_staff_side(request) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        try:
            response = _explained(request, self.get_response(request))
        finally:
            request_id.reset(token)
        if is_staff_side(request) and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """An address with a NUL character names nothing; PostgreSQL would refuse even to compare it.

        Raises:
            Http404: there is one.
        """
        if "\x00" in request.path:
            raise Http404

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A `UserError` becomes its sentence, with its status (a fragment for htmx); other errors stay errors.

        A form sent twice ends here only when its view does not lead to what the first sending made.
        """
        if isinstance(exception, AlreadyDone):
            exception = Clash(
                _("Biểu mẫu này đã được gửi trước đó; việc chỉ được làm một lần. Hãy mở lại danh sách để xem.")
            )
        if isinstance(exception, DataError) and "NUL" in str(exception):  # PostgreSQL takes no such character anywhere
            exception = UserError(
                _("Nội dung gửi lên có ký tự NUL, hệ thống không nhận. Hãy gõ lại phần đã dán từ chương trình khác.")
            )
        if not isinstance(exception, UserError):
            return None
        template = "web/refused_fragment.html" if getattr(request, "htmx", False) else "web/refused.html"
        context = {
            "sentence": exception.sentence,
            "ways": exception.ways,
            "back": _page_before(request),
            # There is nothing to correct where the reader has not the right to it.
            "typed": None if isinstance(exception, NotAllowed) else typed_in(request),
        }
        return render(request, template, context, status=exception.status)


def _explained(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer; an address opened by hand that only takes forms says so instead of showing an empty page."""
    if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.method != "GET" or response.content:
        return response
    sentence = _("Địa chỉ này chỉ nhận biểu mẫu, không mở riêng được. Hãy về trang có biểu mẫu và bấm nút ở đó.")
    context = {"sentence": sentence, "back": _page_before(request)}
    page = render(request, "web/refused.html", context, status=response.status_code)
    page.headers["Allow"] = response.headers["Allow"]
    return page


def _page_before(request: HttpRequest) -> str:
    """The page of this site that the refused form was on (the browser's Referer); the root where it is not told."""
    before = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(
        before, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return "/"
    address = urlsplit(before)
    # A form that is refused at its own address is there again when that address is opened.
    itself = address.path == request.path and request.method != "POST"
    return "/" if itself else urlunsplit(("", "", address.path, address.query, ""))
