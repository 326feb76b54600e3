"""For news agencies, catalogues and bulk downloads: ninjs, DCAT-AP, files of JSON lines, and the page that explains it all."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.http import quote_etag

from ttdn.api.answers import answer, as_json, asked_again, for_machines, is_known, origin_of
from ttdn.api.catalogue import catalogue_nodes, json_ld, turtle
from ttdn.api.limits import PER_MINUTE, limited
from ttdn.api.ninjs import ninjs_of
from ttdn.api.problems import preferred_language, problem
from ttdn.api.queries import bulk_file_named, bulk_files, bulk_folder, is_current, last_withdrawals
from ttdn.api.read_views import api
from ttdn.organisations.models import Body
from ttdn.organisations.queries import names_on
from ttdn.portal.models import PublicRecord
from ttdn.portal.outgoing_queries import (
    Selection,
    in_sequence,
    public_record,
    public_state,
    published_languages,
    topics_by_item,
)
from ttdn.portal.reader import frame

NINJS_PAGE = 50
_PIECE = 65_536
_JSON = "application/json"
_AFTER = re.compile(r"[0-9]{1,18}")


@for_machines
@limited
def ninjs_list(request: HttpRequest) -> HttpResponse:
    """Items in the order of their last change: `?language=`, `?body=` (code), `?after=` (sequence number)."""
    after, language, code = (request.GET.get(name, "") for name in ("after", "language", "body"))
    if after and not _AFTER.fullmatch(after):
        return problem(request, 400)
    body = Body.objects.filter(code=code).first() if code.isascii() and code.isprintable() else None
    if code and body is None:
        return problem(request, 404)
    if language and language not in published_languages():
        return problem(request, 404)
    selection = Selection(body=body.public_id if body else None, language=language or None)
    found = in_sequence(selection, after=int(after or 0), limit=NINJS_PAGE + 1, content=True)
    rows = found[:NINJS_PAGE]
    document = {
        "items": _ninjs(rows, origin_of(request)),
        "after": rows[-1].sequence if rows else int(after or 0),
        "more": len(found) > NINJS_PAGE,
    }
    return answer(request, as_json(document), _JSON, changed=public_state().changed_at)


@for_machines
@limited
def ninjs_item(request: HttpRequest, public_id: UUID, language: str) -> HttpResponse:
    """One item in one language."""
    record = public_record(public_id, language) if language in published_languages() else None
    if record is None:
        return problem(request, 404)
    return answer(request, as_json(_ninjs([record], origin_of(request))[0]), _JSON, changed=record.changed_at)


def _ninjs(rows: list[PublicRecord], origin: str) -> list[dict[str, Any]]:
    names = names_on({row.body_id for row in rows}, timezone.localdate())
    topics = topics_by_item({row.item_id for row in rows})
    return [ninjs_of(row, origin, names.get(row.body_id), topics.get(row.item_id, [])) for row in rows]


@for_machines
@limited
def catalogue(request: HttpRequest, form: str) -> HttpResponse:
    """The catalogue of what can be taken from here, DCAT-AP as JSON-LD or Turtle."""
    nodes = catalogue_nodes(origin_of(request), published_languages(), bulk_files())
    if form == "ttl":
        return asked_again(answer(request, turtle(nodes).encode(), "text/turtle; charset=utf-8"))
    return asked_again(answer(request, as_json(json_ld(nodes)), "application/ld+json"))


@for_machines
@limited
def bulk_list(request: HttpRequest) -> HttpResponse:
    """Every file of bulk download with its hash: whole languages first, then the changes of each day."""
    origin = origin_of(request)
    files = [
        {
            "url": f"{origin}/api/bulk/{row.name}",
            "language": row.language,
            "day": row.day.isoformat() if row.day else None,
            "records": row.records,
            "first_sequence": row.first,
            "last_sequence": row.last,
            "size": row.size,
            "sha256": row.sha256,
            "made_at": row.made_at.isoformat(),
        }
        for row in bulk_files()
    ]
    return asked_again(answer(request, as_json({"format": "ttdn-bulk-1", "files": files}), _JSON))


@for_machines
@limited
def bulk_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file; its ETag and `Repr-Digest` are the SHA-256 of its bytes. After a withdrawal it is 503 until made again."""
    row = bulk_file_named(name)
    if row is None:
        return problem(request, 404)
    path = bulk_folder() / f"{row.sha256}.jsonl.gz"
    if not is_current(row, last_withdrawals()) or not path.exists():
        return problem(request, 503, retry_after=60)
    etag = quote_etag(row.sha256)
    if is_known(request, etag, row.made_at):
        return asked_again(answer(request, b"", "application/gzip", changed=row.made_at, etag=etag))
    response = StreamingHttpResponse(_pieces(path), content_type="application/gzip")
    response["Content-Length"] = str(row.size)
    response["Content-Disposition"] = f'attachment; filename="{row.name}"'
    response["ETag"] = etag
    response["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(row.sha256)).decode()}:"
    response["Cache-Control"] = "public, no-cache"
    return response


def _pieces(path: Path) -> Iterator[bytes]:
    """The bytes of a file, a piece at a time; the file is opened with the first one."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


@for_machines
@limited
def explained(request: HttpRequest) -> HttpResponse:
    """The page that explains the ways out to people, made from the API's own description; no script, nothing from elsewhere."""
    language = preferred_language(request) if "lang" not in request.GET else request.GET["lang"]
    language = language if language in {"vi", "en"} else "vi"
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    with translation.override(language):
        context = frame(request, language, alternates={code: f"/api/?lang={code}" for code in ("vi", "en")}) | {
            "operations": [
                {"path": path, **operation}
                for path, methods in schema["paths"].items()
                for operation in methods.values()
            ],
            "per_minute": PER_MINUTE,
            "languages": published_languages(),
        }
        body = render_to_string("api/explained.html", context)
    response = answer(request, body.encode(), "text/html; charset=utf-8")
    response["Content-Language"] = language
    response["Vary"] = "Accept-Language"
    return response
