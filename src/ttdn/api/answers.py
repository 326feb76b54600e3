"""How every answer to machines leaves: ETag, Last-Modified, 304, HEAD, open to scripts of any site, never private."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_http_date_safe, quote_etag

from ttdn.portal.reader import CACHED

View = Callable[..., HttpResponseBase]
Response = TypeVar("Response", bound=HttpResponseBase)
READING = ("GET", "HEAD", "OPTIONS")
JSON = "application/json"


def origin_of(request: HttpRequest) -> str:
    """Scheme and host of the request, before every address that leaves the site."""
    return f"{request.scheme}://{request.get_host()}"


def as_json(value: Any) -> bytes:
    """A value as JSON: UTF-8, without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def answer(
    request: HttpRequest, body: bytes, content_type: str, *, changed: datetime | None = None, etag: str | None = None
) -> HttpResponse:
    """A public answer with its validators; the one who has it already gets 304 and nothing else.

    Args:
        request: for its conditions.
        body: the bytes.
        content_type: with its charset.
        changed: moment of the last change of what is in it.
        etag: a quoted validator when the bytes are not their own (OAI-PMH tells the time in each answer).
    """
    response = HttpResponse(body, content_type=content_type)
    return finish(request, response, changed=changed, etag=etag or etag_of(body))


def etag_of(body: bytes) -> str:
    """The validator of these bytes."""
    return quote_etag(hashlib.sha256(body).hexdigest()[:32])


def finish(request: HttpRequest, response: HttpResponse, *, changed: datetime | None, etag: str) -> HttpResponse:
    """Give an answer its validators and caching rule, or make it a 304."""
    response["ETag"] = etag
    response["Cache-Control"] = CACHED
    if changed is not None:
        response["Last-Modified"] = http_date(changed.timestamp())
    if response.status_code == HTTPStatus.OK and is_known(request, etag, changed):
        response.status_code = HTTPStatus.NOT_MODIFIED
        response.content = b""
        del response["Content-Type"]
    return response


def is_known(request: HttpRequest, etag: str, changed: datetime | None) -> bool:
    """Whether the asker has this answer: by its ETag, or, when it names none, by the moment of the last change."""
    if tags := request.headers.get("If-None-Match"):
        known = {each.strip().removeprefix("W/") for each in tags.split(",")}
        return "*" in known or etag.removeprefix("W/") in known
    since = request.headers.get("If-Modified-Since")
    moment = parse_http_date_safe(since) if since else None
    return moment is not None and changed is not None and int(changed.timestamp()) <= moment


def for_machines(view: View) -> View:
    """GET and HEAD for everybody, scripts of other sites included; no cookie, no session, nothing to forge."""

    @wraps(view)
    def open_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase
        if request.method == "OPTIONS":
            response = HttpResponse(status=HTTPStatus.NO_CONTENT)
            response["Allow"] = ", ".join(READING)
        elif request.method not in READING:
            response = HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED)
            response["Allow"] = ", ".join(READING)
        else:
            response = _read(view, request, *args, **kwargs)
        return open_to_all(response)

    return open_view


def _read(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """HEAD is GET without the bytes."""
    if request.method != "HEAD":
        return view(request, *args, **kwargs)
    request.method = "GET"
    try:
        response = view(request, *args, **kwargs)
    finally:
        request.method = "HEAD"
    empty = HttpResponse(status=response.status_code, headers=dict(response.items()))
    if isinstance(response, HttpResponse):
        empty["Content-Length"] = str(len(response.content))
    return empty


def asked_again(response: HttpResponse) -> HttpResponse:
    """An answer that other things change than publishing: no cache gives it without asking, the page cache keeps it not."""
    if response.headers.get("Cache-Control") == CACHED:
        response["Cache-Control"] = "public, no-cache"
    return response


def open_to_all(response: Response) -> Response:
    """Scripts of any site may read the answer (it carries nothing that is anybody's own)."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = ", ".join(READING)
    response["Access-Control-Allow-Headers"] = "Authorization, X-API-Key, If-None-Match, If-Modified-Since"
    response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link, Retry-After"
    return response


def never_kept(response: HttpResponse, *vary: str) -> HttpResponse:
    """An answer that is for this asker and this moment only."""
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, vary)
    return response
