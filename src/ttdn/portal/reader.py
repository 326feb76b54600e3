"""The frame of every readers' page: its language, what it may be cached by, and the words around the content.

Readers' pages are rendered without a request context: no session, no user, no cookie ever touches them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from ttdn.portal.addresses import page_path
from ttdn.portal.languages import KNOWN, chrome_language, content_languages

View = Callable[..., HttpResponse]
MENU = (
    "bodies",
    "topics",
    "contact",
    "search",
    "archive",
    "completeness",
    "verify",
    "press",
    "log",
    "sources",
    "corrections",
    "accessibility",
)
"""The pages that the head and the foot of every page lead to."""
CACHED = "public, max-age=0, must-revalidate"
"""Browsers ask again each time (a 304 costs little); the page cache in front answers them."""


def reader_page(view: View) -> View:
    """A page for readers: GET and HEAD only, in the interface language of the address."""

    @wraps(view)
    @require_safe
    def framed(request: HttpRequest, language: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if language not in content_languages():
            raise Http404
        with translation.override(chrome_language(language)):
            return view(request, language, *args, **kwargs)

    return framed


def frame(request: HttpRequest, language: str, *, alternates: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What the template of every page needs around its content.

    Args:
        request: for the address.
        language: content language of the page.
        alternates: address of the same page by language; those that do not exist are left out. None: the home pages.
    """
    own = alternates if alternates is not None else {code: f"/{code}/" for code in content_languages()}
    return {
        "language": KNOWN[language],
        "chrome": chrome_language(language),
        "origin": f"{request.scheme}://{request.get_host()}",
        "path": request.path,
        "alternates": [(KNOWN[code], address) for code, address in own.items() if code in KNOWN],
        "menu": {name: page_path(name, language) for name in MENU},
        "demo": settings.DEMO,
    }


def answer(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    changed: datetime | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with the ETag of its bytes; a reader who has these bytes gets 304 and nothing else."""
    body = render_to_string(template, context).encode()
    etag = quote_etag(sha256(body).hexdigest()[:32])
    if request.headers.get("If-None-Match") == etag and status == HttpResponse.status_code:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, status=status)
    response["ETag"] = etag
    response["Cache-Control"] = CACHED
    response["Content-Language"] = context["language"].code
    if changed is not None:
        response["Last-Modified"] = http_date(changed.timestamp())
    return response
