"""Bytes over HTTP: public media at their lasting address, and the private ones of the library; ranges for players."""

from __future__ import annotations

import re
from http import HTTPStatus

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.utils.http import content_disposition_header, parse_etags
from django.views.decorators.http import require_safe

from ttdn.files.actions import open_stored
from ttdn.files.models import StoredFile
from ttdn.portal.media_queries import public_bytes_of, public_picture_of
from ttdn.portal.outputs import gone
from ttdn.portal.tombstones import purge_of_bytes

SMALL = 2 * 1024 * 1024
FOREVER = "public, max-age=31536000, immutable"
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_SHOWN = ("image/", "video/", "audio/", "text/vtt")


class Sha256Converter:
    """64 hexadecimal digits of an address."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        """The digits."""
        return value

    def to_url(self, value: str) -> str:
        """The digits."""
        return value


@require_safe
def public_bytes(request: HttpRequest, sha256: str, name: str) -> HttpResponseBase:
    """The bytes with this hash, as long as something published shows them; anything else does not exist.

    The address of a private original leads to the largest public form of that picture.
    """
    found = public_bytes_of(sha256)
    if found is None:
        if purge := purge_of_bytes(sha256):
            return gone(request, "vi", purge)
        picture = public_picture_of(sha256)
        if picture is None:
            raise Http404
        response: HttpResponseBase = HttpResponseRedirect(picture.address)
        response["Cache-Control"] = "public, max-age=300"
        return response
    if name != found.name:
        return HttpResponsePermanentRedirect(found.address)
    return stored_response(request, found.file, found.name, public=True)


def stored_response(request: HttpRequest, file: StoredFile, name: str, *, public: bool) -> HttpResponseBase:
    """A kept file: whole, not changed, or the one range asked for; nothing in it is ever run by a browser.

    Raises:
        Http404: its bytes are gone.
    """
    etag = f'"{file.sha256}"'
    wanted = _range(request, file.size, etag)
    if {etag, "*"} & set(parse_etags(request.headers.get("If-None-Match", ""))):
        response: HttpResponseBase = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    elif wanted is None:
        response = _whole(file)
    elif wanted == (0, 0):
        response = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        response["Content-Range"] = f"bytes */{file.size}"
    else:
        response = _part(request, file, *wanted)
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = FOREVER if public else "private, no-cache"
    if not file.mime.startswith(_SHOWN):
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response


def _whole(file: StoredFile) -> HttpResponseBase:
    """The whole file: a small one at once, a large one as it is read."""
    try:
        stream = open_stored(file)
    except FileNotFoundError as error:
        raise Http404 from error
    if file.size > SMALL:
        large = FileResponse(stream, content_type=file.mime)
        del large["Content-Disposition"]
        return large
    with stream:
        return HttpResponse(stream.read(), content_type=file.mime)


def _part(request: HttpRequest, file: StoredFile, first: int, after: int) -> HttpResponse:
    """Bytes from `first` up to, not with, `after`."""
    try:
        with open_stored(file) as stream:
            stream.seek(first)
            data = stream.read(after - first) if request.method == "GET" else b""
    except FileNotFoundError as error:
        raise Http404 from error
    response = HttpResponse(data, status=HTTPStatus.PARTIAL_CONTENT, content_type=file.mime)
    response["Content-Range"] = f"bytes {first}-{after - 1}/{file.size}"
    response["Content-Length"] = after - first
    return response


def _range(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """The one range asked for; (0, 0): it cannot be satisfied; None: the whole file (RFC 9110, 14.2)."""
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if found is None or found[0] == "bytes=-" or request.headers.get("If-Range", etag) != etag:
        return None
    if not found[1]:
        length = min(int(found[2]), size)
        return (size - length, size) if length else (0, 0)
    first = int(found[1])
    after = min(int(found[2]) + 1, size) if found[2] else size
    return (first, after) if first < after else (0, 0)
