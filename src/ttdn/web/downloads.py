"""Files sent to the reader."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from ttdn.web.filenames import safe_filename


def attachment(content: bytes, name: str, mime: str) -> HttpResponse:
    """An answer that the browser saves under `name` (RFC 6266: marks kept, with a plain fallback), never shows."""
    answer = HttpResponse(content, content_type=mime)
    answer["Content-Disposition"] = str(content_disposition_header(as_attachment=True, filename=safe_filename(name)))
    answer["Content-Length"] = str(len(content))
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
