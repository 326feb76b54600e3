"""Readers' pages: home, lists, bodies, topics, one item. All of it public records, nothing of it drafts."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from ttdn.organisations.models import Body
from ttdn.organisations.queries import name_on, names_on, successor_for
from ttdn.portal import provenance
from ttdn.portal.addresses import page_path
from ttdn.portal.choices import Kind
from ttdn.portal.contacts import contacts_of
from ttdn.portal.languages import content_languages
from ttdn.portal.models import Item, PublicRecord
from ttdn.portal.outputs import gone
from ttdn.portal.public_queries import (
    LISTED,
    bodies_with_content,
    body_label,
    entries,
    history_of,
    languages_of,
    newest,
    public_records,
    record_at,
    topics_of,
)
from ttdn.portal.queries import is_stale
from ttdn.portal.reader import answer, frame, reader_page
from ttdn.portal.rendering import item_context
from ttdn.portal.tombstones import purge_of
from ttdn.purging.models import Purge
from ttdn.web.paging import keyset

ON_HOME = 9
ON_BODY = 12


@require_safe
def front_door(request: HttpRequest) -> HttpResponse:
    """The address of the site leads to the language the browser asks for first, Vietnamese when it asks for none of ours."""
    wanted = (each.split(";")[0].strip().lower() for each in request.headers.get("Accept-Language", "").split(","))
    ours = content_languages()
    chosen = next((code for each in wanted for code in (each, each.split("-")[0]) if code in ours), "vi")
    response = HttpResponseRedirect(f"/{chosen}/")
    response["Vary"] = "Accept-Language"
    response["Cache-Control"] = "no-cache"
    return response


@reader_page
def home(request: HttpRequest, language: str) -> HttpResponse:
    """What is new, by kind, and the ways into everything else."""
    on = timezone.localdate()
    context = frame(request, language) | {
        "news": newest(language, on, limit=ON_HOME),
        "official": newest(language, on, limit=5, kinds=(Kind.STATEMENT, Kind.PRESS_RELEASE, Kind.CLARIFICATION)),
        "facts": newest(language, on, limit=3, kinds=(Kind.FACT_SHEET,)),
        "kinds": [(kind, Kind(kind).label, page_path("kind", language, kind=kind)) for kind in LISTED],
        "topics": entries(public_records(language).filter(kind=Kind.TOPIC).order_by("title")[:12], language, on),
    }
    return answer(request, "portal/reader/home.html", context)


@reader_page
def kind_list(request: HttpRequest, language: str, kind: str) -> HttpResponse:
    """Everything of one kind, the newest first."""
    if kind not in LISTED:
        raise Http404
    on = timezone.localdate()
    found = public_records(language).filter(kind=kind)
    page = keyset(found, order=("-first_published_at", "-id"), cursor=request.GET.get("trang"), size=30)
    context = frame(
        request, language, alternates={code: page_path("kind", code, kind=kind) for code in content_languages()}
    ) | {
        "title": Kind(kind).label,
        "rows": entries(page.rows, language, on),
        "page": page,
    }
    return answer(request, "portal/reader/list.html", context)


@reader_page
def body_list(request: HttpRequest, language: str) -> HttpResponse:
    """The bodies that publish here, with the number of their items."""
    on = timezone.localdate()
    counts = dict(bodies_with_content(language))
    profiles = {record.body_id: record for record in public_records(language).filter(kind=Kind.PROFILE)}
    bodies = Body.objects.filter(pk__in={*counts, *profiles}).order_by("sort_key")
    names = names_on(bodies, on)
    rows = [(body, body_label(names.get(body.pk), language), counts.get(body.pk, 0)) for body in bodies]
    context = frame(request, language, alternates={code: page_path("bodies", code) for code in content_languages()}) | {
        "rows": rows
    }
    return answer(request, "portal/reader/bodies.html", context)


@reader_page
def topic_list(request: HttpRequest, language: str) -> HttpResponse:
    """The topics that have a page in the language."""
    on = timezone.localdate()
    rows = entries(public_records(language).filter(kind=Kind.TOPIC).order_by("title"), language, on)
    context = frame(request, language, alternates={code: page_path("topics", code) for code in content_languages()}) | {
        "rows": rows
    }
    return answer(request, "portal/reader/topics.html", context)


@reader_page
def page_at(request: HttpRequest, language: str, rest: str) -> HttpResponse:
    """What was published under an address: the item, or the way to where it is now."""
    found = record_at(f"/{language}/{rest}/")
    if found is None:
        return _body_page(request, language, rest)
    known, record = found
    if purge := purge_of(record):
        return _gone(request, record, purge, rest)
    if not known.current:
        return HttpResponseRedirect(record.path, status=301)
    return item_page(request, record)


def _gone(request: HttpRequest, record: PublicRecord, purge: Purge, rest: str = "") -> HttpResponse:
    """What two people had erased: the address says so and nothing else; the page of a body stays the page of the body."""
    if record.kind == Kind.PROFILE and rest:
        with suppress(Http404):
            return _body_page(request, record.language, rest)
    return gone(request, record.language, purge)


def item_page(request: HttpRequest, record: PublicRecord) -> HttpResponse:
    """One item in one language, with its standing, its history and its other languages."""
    on = timezone.localdate()
    item, language = record.item, record.language
    versions = languages_of(item)
    context = frame(request, language, alternates={code: each.path for code, each in versions.items()})
    context |= item_context(record.edition.snapshot) | {
        "record": record,
        "item": item,
        "history": history_of(record),
        "stale": is_stale(record, versions.get(item.source_language)),
        "source": versions.get(item.source_language),
        "topics": topics_of(record),
        "successor": _replacing(item, language),
        "provenance": provenance.of(record),
    }
    context |= _body_context(item.body, language)
    if item.kind == Kind.PROFILE:
        context["contact"] = contacts_of([item.body], language, on)[0]
        context["rows"] = newest(language, on, limit=ON_BODY, body=item.body)
    if item.kind == Kind.TOPIC:
        about = public_records(language).filter(item__topics=item).order_by("-first_published_at", "-pk")
        context["rows"] = entries(about[: ON_BODY * 2], language, on)
    return answer(request, "portal/reader/item.html", context, changed=record.changed_at)


def _replacing(item: Item, language: str) -> PublicRecord | None:
    """What took the place of a replaced item, in the language or else in its own."""
    if item.replaced_by is None:
        return None
    there = languages_of(item.replaced_by)
    return there.get(language) or there.get(item.replaced_by.source_language)


def _body_context(body: Body, language: str) -> dict[str, Any]:
    """The body as readers see it today, with its successor when it is no more (decisions.md 19)."""
    on = timezone.localdate()
    heir = None if body.alive_on(on) else successor_for(body, "ttdn", on)
    return {
        "body": body,
        "body_name": body_label(name_on(body, on), language),
        "body_path": f"/{language}/{body.code}/",
        "heir": heir,
        "heir_name": body_label(name_on(heir, on), language) if heir and heir.pk != body.pk else "",
        "heir_path": f"/{language}/{heir.code}/" if heir else "",
    }


def _body_page(request: HttpRequest, language: str, code: str) -> HttpResponse:
    """A body without a profile in the language still has its page, once it publishes in it or says whom to turn to."""
    body = Body.objects.filter(code=code).first()
    if body is None:
        raise Http404
    on = timezone.localdate()
    rows = newest(language, on, limit=ON_BODY, body=body)
    contact = contacts_of([body], language, on)[0]
    if not rows and not contact:
        raise Http404
    context = frame(request, language, alternates={}) | _body_context(body, language)
    context |= {"rows": rows, "contact": contact}
    return answer(request, "portal/reader/body.html", context)


@require_safe
def permanent(request: HttpRequest, public_id: UUID, language: str = "") -> HttpResponse:
    """The permanent address of an item leads to where it is read now, in the language asked or its own."""
    item = Item.objects.filter(public_id=public_id).first()
    versions = languages_of(item) if item else {}
    if item is None or not versions:
        raise Http404
    record = versions.get(language) or versions.get(item.source_language) or next(iter(versions.values()))
    if language and language not in versions:
        raise Http404
    if purge := purge_of(record):
        return _gone(request, record, purge)
    response = HttpResponseRedirect(record.path)
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response
