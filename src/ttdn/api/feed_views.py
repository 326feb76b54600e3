"""Feeds with full text: of a language, a body, a kind, a topic, and of what a search finds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ttdn.api.answers import answer, for_machines, origin_of
from ttdn.api.feed_formats import FORMATS, Feed, FeedEntry
from ttdn.api.limits import limited
from ttdn.api.representations import bytes_url, full_html, permanent_url
from ttdn.organisations.models import Body
from ttdn.organisations.queries import name_on, names_on
from ttdn.portal.addresses import page_path
from ttdn.portal.choices import Kind
from ttdn.portal.languages import chrome_language, content_languages
from ttdn.portal.models import PublicRecord
from ttdn.portal.outgoing_queries import records_at, topics_by_item
from ttdn.portal.public_queries import LISTED, body_label, public_records, record_at
from ttdn.search.queries import search

ENTRIES = 40
"""Entries of a feed; older items are in the archive, the API and OAI-PMH."""
_NEVER = datetime(2020, 1, 1, tzinfo=UTC)
Rows = QuerySet[PublicRecord]


@for_machines
@limited
def of_language(request: HttpRequest, language: str, form: str) -> HttpResponse:
    """Everything new in a language."""
    rows = public_records(language).filter(kind__in=LISTED)
    return _feed(request, language, form, title="", page=f"/{language}/", rows=rows)


@for_machines
@limited
def of_body(request: HttpRequest, language: str, code: str, form: str) -> HttpResponse:
    """Everything new of a body."""
    body = Body.objects.filter(code=code).first()
    if body is None:
        raise Http404
    rows = public_records(language).filter(kind__in=LISTED, body=body)
    if not rows.exists():
        raise Http404
    name = body_label(name_on(body, timezone.localdate()), language)
    return _feed(request, language, form, title=name, page=f"/{language}/{code}/", rows=rows)


@for_machines
@limited
def of_kind(request: HttpRequest, language: str, kind: str, form: str) -> HttpResponse:
    """Everything new of a kind."""
    if kind not in LISTED:
        raise Http404
    with translation.override(chrome_language(language)):
        title, page = str(Kind(kind).label), page_path("kind", language, kind=kind)
    rows = public_records(language).filter(kind=kind)
    return _feed(request, language, form, title=title, page=page, rows=rows)


@for_machines
@limited
def of_topic(request: HttpRequest, language: str, slug: str, form: str) -> HttpResponse:
    """Everything new on a topic."""
    path = f"{page_path('topics', language)}{slug}/"
    found = record_at(path)
    if found is None or found[1].kind != Kind.TOPIC or not found[1].in_force:
        raise Http404
    rows = public_records(language).filter(kind__in=LISTED, item__topics=found[1].item_id)
    return _feed(request, language, form, title=found[1].title, page=path, rows=rows)


def _feed(request: HttpRequest, language: str, form: str, *, title: str, page: str, rows: Rows) -> HttpResponse:
    """The feed of the newest rows, or of those among them that a search finds (`?q=`)."""
    if language not in content_languages() or form not in FORMATS:
        raise Http404
    on, origin, asked = timezone.localdate(), origin_of(request), request.GET.get("q", "").strip()[:200]
    chosen = rows.select_related("item", "edition", "body").order_by("-first_published_at", "-pk")
    newest = _found(asked, language, rows) if asked else list(chosen[:ENTRIES])
    with translation.override(chrome_language(language)):
        site = _("Thông tin đối ngoại Việt Nam")
        name = " – ".join(part for part in (f"“{asked}”" if asked else "", title, site) if part)
        feed = Feed(
            title=name,
            description=_("Tin, bài chính thức của các cơ quan nhà nước Việt Nam, có dấu xác thực của hệ thống."),
            language=language,
            page=origin + page,
            address=origin + request.get_full_path(),
            changed=max((row.changed_at for row in newest), default=_NEVER),
            entries=tuple(_entries(newest, origin, on)),
        )
    content_type, write = FORMATS[form]
    return answer(request, write(feed), content_type, changed=feed.changed)


def _found(asked: str, language: str, rows: Rows) -> list[PublicRecord]:
    """What a search finds among the rows, the best first; the words are never read from the index."""
    hits = search(text=asked, on=timezone.localdate(), public=True, languages=[language], limit=ENTRIES).hits
    order = {hit.url: number for number, hit in enumerate(hits)}
    found = records_at(order, language).filter(pk__in=rows.values("pk")).select_related("item", "edition", "body")
    return sorted(found, key=lambda row: order.get(row.path, len(order)))


def _entries(rows: list[PublicRecord], origin: str, on: Any) -> list[FeedEntry]:
    names = names_on({row.body_id for row in rows}, on)
    topics = topics_by_item({row.item_id for row in rows})
    return [
        FeedEntry(
            id=permanent_url(row, origin),
            url=origin + row.path,
            title=row.title,
            lead=row.lead,
            html=full_html(row, origin),
            author=body_label(names.get(row.body_id), row.language),
            language=row.language,
            published=row.first_published_at,
            changed=row.changed_at,
            kind=str(Kind(row.kind).label),
            topics=tuple(title for _topic, title in topics.get(row.item_id, [])),
            picture=bytes_url(row.picture, row, origin) if row.picture else "",
        )
        for row in rows
    ]
