"""Downloading kept files."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from ttdn.files.actions import open_stored
from ttdn.files.models import StoredFile
from ttdn.files.registry import check_access


@login_required
@require_safe
def files_download(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """The bytes, as an attachment that no browser interprets; 404 for missing and foreign files alike."""
    file = StoredFile.objects.filter(public_id=public_id).first()
    if file is None:
        raise Http404
    check_access(request.user, file.owner_kind, file.owner_id, timezone.localdate())
    etag = f'"{file.sha256}"'
    response: HttpResponse | FileResponse
    if {etag, "*"} & set(parse_etags(request.headers.get("If-None-Match", ""))):
        response = HttpResponseNotModified()
    else:
        try:
            response = FileResponse(open_stored(file), as_attachment=True, filename=file.name, content_type=file.mime)
        except FileNotFoundError as error:
            raise Http404 from error
    response.headers["ETag"] = etag
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
