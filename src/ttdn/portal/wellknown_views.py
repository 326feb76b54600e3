"""Files under `/.well-known/`, the pages on how this site works, and the page for addresses that do not exist."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views import defaults
from django.views.decorators.http import require_safe

from ttdn.portal.addresses import page_path
from ttdn.portal.languages import chrome_language, content_languages
from ttdn.portal.outputs import ASKED_AGAIN, bytes_answer, json_answer
from ttdn.portal.public_queries import newest
from ttdn.portal.reader import answer, frame, reader_page
from ttdn.proofs.keys import jwks_document
from ttdn.web.staff_side import is_staff_side

ON_LOST = 5


@require_safe
def keys_json(request: HttpRequest) -> HttpResponse:
    """Every public key that ever signed, with its state (RFC 7517); always asked again, a revocation must be seen."""
    return json_answer(request, jwks_document(), control=ASKED_AGAIN)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116); nothing while no contact is set or its day is over."""
    until = _day(settings.SECURITY_EXPIRES)
    if not settings.SECURITY_CONTACT or until is None or until < timezone.localdate():
        raise Http404
    end = datetime.combine(until, time(23, 59, 59), timezone.get_default_timezone()).astimezone(UTC)
    lines = [
        *(f"Contact: {each.strip()}" for each in settings.SECURITY_CONTACT.split(",") if each.strip()),
        f"Expires: {end:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: vi, en",
        f"Canonical: {settings.SITE_ORIGIN}/.well-known/security.txt",
    ]
    return bytes_answer(request, ("\n".join(lines) + "\n").encode(), "text/plain; charset=utf-8", control=ASKED_AGAIN)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@reader_page
def corrections(request: HttpRequest, language: str) -> HttpResponse:
    """How mistakes are mended here, and how to report one."""
    return _policy(request, language, "corrections")


@reader_page
def accessibility(request: HttpRequest, language: str) -> HttpResponse:
    """What of WCAG 2.2 AA is met, how it was tried, what is not known."""
    return _policy(request, language, "accessibility")


def _policy(request: HttpRequest, language: str, name: str) -> HttpResponse:
    alternates = {code: page_path(name, code) for code in content_languages()}
    return answer(request, f"portal/reader/{name}.html", frame(request, language, alternates=alternates))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that does not exist: readers get help to go on; the workspace keeps its own page."""
    if is_staff_side(request):
        return defaults.page_not_found(request, exception)
    first = request.path.split("/")[1] if request.path.count("/") > 1 else ""
    language = first if first in content_languages() else "vi"
    with translation.override(chrome_language(language)):
        context = frame(request, language) | {"rows": newest(language, timezone.localdate(), limit=ON_LOST)}
        response = answer(request, "portal/reader/lost.html", context, status=404)
    response["Cache-Control"] = "no-cache"
    del response["ETag"]
    return response
