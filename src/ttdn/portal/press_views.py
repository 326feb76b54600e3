"""The press room: what bodies say officially, whom to ask, and everything of an item as one file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from ttdn.organisations.models import Body
from ttdn.organisations.queries import names_on
from ttdn.portal.addresses import page_path
from ttdn.portal.choices import Kind, Standing
from ttdn.portal.contacts import contacts_of
from ttdn.portal.languages import content_languages
from ttdn.portal.models import PublicRecord
from ttdn.portal.outputs import json_answer, refused
from ttdn.portal.press_kit import kit_parts, kit_tag, stream_zip
from ttdn.portal.proof_views import WINDOW, sealed_of, too_often
from ttdn.portal.public_queries import body_label, entries, public_records
from ttdn.portal.reader import CACHED, answer, frame, reader_page
from ttdn.portal.visitors import asks_too_often
from ttdn.web.paging import keyset

OFFICIAL = (Kind.PRESS_RELEASE, Kind.STATEMENT, Kind.CLARIFICATION)
ON_PAGE = 20
IN_JSON = 50
MOST_KITS = 20


def _official(language: str, body: Body | None) -> QuerySet[PublicRecord]:
    found = public_records(language).filter(kind__in=OFFICIAL)
    return found.filter(body=body) if body else found


def _body(request: HttpRequest) -> Body | None:
    """The body that the list is narrowed to; one that is not known is an address that does not exist."""
    code = request.GET.get("co-quan", "")
    if not code:
        return None
    found = Body.objects.filter(code=code[:80]).first()
    if found is None:
        raise Http404
    return found


@reader_page
def press(request: HttpRequest, language: str) -> HttpResponse:
    """The newest press releases, statements and clarifications, of all bodies or of one, and whom to ask."""
    on = timezone.localdate()
    body = _body(request)
    page = keyset(
        _official(language, body).select_related("item"),
        order=("-first_published_at", "-id"),
        cursor=request.GET.get("trang"),
        size=ON_PAGE,
    )
    speaking = list(
        Body.objects.filter(pk__in=_official(language, None).values("body").distinct()).order_by("sort_key")
    )
    names = names_on(speaking, on)
    shown = [body] if body else list({row.body_id: row.body for row in page.rows if row.body_id}.values())
    context = frame(request, language, alternates={code: page_path("press", code) for code in content_languages()}) | {
        "rows": entries(page.rows, language, on),
        "page": page,
        "chosen": body,
        "bodies": [(each, body_label(names.get(each.pk), language)) for each in speaking],
        "contacts": [contact for contact in contacts_of(shown[:6], language, on) if contact],
    }
    return answer(request, "portal/reader/press.html", context)


@reader_page
def press_json(request: HttpRequest, language: str) -> HttpResponse:
    """The newest of the press room as JSON, of all bodies or of one."""
    body, on = _body(request), timezone.localdate()
    rows = _official(language, body).select_related("item", "body").order_by("-first_published_at", "-id")[:IN_JSON]
    found = entries(rows, language, on)
    return json_answer(request, {"language": language, "items": [_item(each.record, each.body_name) for each in found]})


def _item(record: PublicRecord, body_name: str) -> dict[str, Any]:
    permanent = f"{settings.SITE_ORIGIN}/s/{record.item.public_id}"
    return {
        "id": str(record.item.public_id),
        "kind": record.kind,
        "title": record.title,
        "lead": record.lead,
        "body": {"code": record.body.code, "name": body_name},
        "number": record.item.number,
        "published_at": record.first_published_at.isoformat(),
        "changed_at": record.changed_at.isoformat(),
        "url": f"{settings.SITE_ORIGIN}{record.path}",
        "permanent_url": f"{permanent}/{record.language}",
        "pdf": f"{permanent}/{record.language}.pdf",
        "proof": f"{permanent}/{record.language}/proof.json",
        "kit": f"{permanent}/bo-bao-chi.zip",
    }


@require_safe
def kit(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Everything of an item as one zip. Nothing of it in force: its page says why."""
    records = list(
        PublicRecord.objects.filter(item__public_id=public_id)
        .select_related("edition", "item", "body")
        .order_by("language")
    )
    if not records:
        raise Http404
    current = [each for each in records if each.standing == Standing.IN_FORCE]
    sealed = {each.language: text for each in current if (text := sealed_of(each))}
    current = [each for each in current if each.language in sealed]
    if not current:
        return HttpResponseRedirect(records[0].path)
    etag = quote_etag(kit_tag(current))
    if request.headers.get("If-None-Match") == etag:
        return _marked(HttpResponse(status=304), etag)
    at = timezone.now()
    if asks_too_often(request, "kit", most=MOST_KITS, window=WINDOW, at=at):
        return refused(request, current[0].language, too_often(current[0].language), status=429, wait=WINDOW)
    stamp = max(each.changed_at for each in current)
    parts = kit_parts(current, sealed, at=at)
    response = StreamingHttpResponse(stream_zip(parts, stamp=stamp), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="kit-{public_id}.zip"'
    return _marked(response, etag)


def _marked(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Cache-Control"] = CACHED
    return response
