"""Answers of the reader side that are not pages: JSON, feeds, files; and a page that says why something was refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.http import quote_etag

from ttdn.portal.languages import chrome_language
from ttdn.portal.reader import CACHED, answer, frame
from ttdn.purging.models import Purge
from ttdn.purging.queries import inscription

ASKED_AGAIN = "no-cache"
"""For what may change without a public change of an item (keys): always asked of the site itself."""


def json_answer(request: HttpRequest, value: Any, *, control: str = CACHED, status: int = 200) -> HttpResponse:
    """A JSON document with the ETag of its bytes; everybody may read it from any site (mirrors, tools)."""
    body = json.dumps(value, ensure_ascii=False, indent=1).encode()
    return bytes_answer(request, body, "application/json; charset=utf-8", control=control, status=status)


def bytes_answer(
    request: HttpRequest,
    body: bytes,
    content_type: str,
    *,
    control: str = CACHED,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Bytes with their ETag; who has them gets 304."""
    etag = quote_etag(sha256(body).hexdigest()[:32])
    response = HttpResponse(body, content_type=content_type, status=status)
    if status == HttpResponse.status_code and request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    response["ETag"] = etag
    response["Cache-Control"] = control
    response["Access-Control-Allow-Origin"] = "*"
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def gone(request: HttpRequest, language: str, purge: Purge) -> HttpResponse:
    """410 for what two people had erased: by which document and when, and nothing else."""
    with translation.override(chrome_language(language)):
        context = frame(request, language, alternates={}) | {"sentence": inscription(purge)}
        response = answer(request, "portal/reader/gone.html", context, status=410)
    response["Cache-Control"] = ASKED_AGAIN
    del response["ETag"]
    return response


def refused(request: HttpRequest, language: str, sentence: str, *, status: int, wait: int = 0) -> HttpResponse:
    """A reader's page with one sentence: what was refused, why, what to do."""
    with translation.override(chrome_language(language)):
        context = frame(request, language, alternates={}) | {"sentence": sentence}
        response = answer(request, "portal/reader/verify_refused.html", context, status=status)
    response["Cache-Control"] = "no-store"
    if wait:
        response["Retry-After"] = str(wait)
    return response
