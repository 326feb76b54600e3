"""The floor under every request: its id for the audit trail, the reader's language, refusals shown as sentences."""

import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from ttdn.web.errors import Clash, UserError
from ttdn.web.ids import uuid7
from ttdn.web.language import language_of
from ttdn.web.once import AlreadyDone
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
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        if is_staff_side(request) and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A `UserError` becomes its sentence, with its status (a fragment for htmx); other errors stay errors.

        A form sent twice ends here only when its view does not lead to what the first sending made.
        """
        if isinstance(exception, AlreadyDone):
            exception = Clash(
                _("Biểu mẫu này đã được gửi trước đó; việc chỉ được làm một lần. Hãy mở lại danh sách để xem.")
            )
        if not isinstance(exception, UserError):
            return None
        template = "web/refused_fragment.html" if getattr(request, "htmx", False) else "web/refused.html"
        return render(request, template, {"sentence": exception.sentence}, status=exception.status)
