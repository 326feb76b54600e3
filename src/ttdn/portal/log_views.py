"""The public log for people (a page) and for mirrors (JSON, a feed of daily roots, the whole log as lines)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from ttdn.organisations.models import Body
from ttdn.organisations.queries import names_on
from ttdn.portal.addresses import page_path
from ttdn.portal.languages import content_languages
from ttdn.portal.models import PublicRecord
from ttdn.portal.outputs import ASKED_AGAIN, bytes_answer, json_answer, refused
from ttdn.portal.proof_views import too_often
from ttdn.portal.public_queries import body_label
from ttdn.portal.reader import answer, frame, reader_page
from ttdn.portal.visitors import asks_too_often
from ttdn.proofs import log
from ttdn.proofs.bundle import root_document
from ttdn.proofs.export import log_lines
from ttdn.proofs.models import LogEntry, LogRoot
from ttdn.proofs.seal import stamp
from ttdn.web.paging import keyset

ON_PAGE = 40
ROOTS_ON_PAGE = 14
ROOTS_IN_FEED = 90
ENTRIES_IN_ANSWER = 500
WINDOW = 600
_MOST_DIGITS = 12
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Line:
    """An entry as the page shows it: of which body, and where what it tells of is read (if it still is)."""

    entry: LogEntry
    body_name: str
    title: str
    path: str
    language: str


@reader_page
def log_page(request: HttpRequest, language: str) -> HttpResponse:
    """The newest entries of the log, and the signed roots of the last days."""
    page = keyset(LogEntry.objects.all(), order=("-index",), cursor=request.GET.get("trang"), size=ON_PAGE)
    context = frame(request, language, alternates={code: page_path("log", code) for code in content_languages()}) | {
        "lines": _lines(page.rows, language),
        "page": page,
        "tree": log.current(),
        "roots": LogRoot.objects.order_by("-day")[:ROOTS_ON_PAGE],
    }
    return answer(request, "portal/reader/log.html", context)


def _lines(entries: Iterable[LogEntry], language: str) -> list[Line]:
    """Entries with the names of their bodies and the pages they tell of (three queries)."""
    rows = list(entries)
    named = [row.body for row in rows if row.body is not None]
    bodies = {body.public_id: body.pk for body in Body.objects.filter(public_id__in=named)}
    names = names_on(bodies.values(), timezone.localdate())
    found: dict[tuple[uuid.UUID, str], PublicRecord] = {}
    for record in PublicRecord.objects.filter(item__public_id__in={row.item for row in rows}).select_related("item"):
        found[record.item.public_id, record.language] = record
    lines = []
    for row in rows:
        read = found.get((row.item, row.language))
        name = body_label(names.get(bodies[row.body]), language) if row.body in bodies else ""
        lines.append(
            Line(
                row,
                name,
                read.title if read else "",
                read.path if read else "",
                read.language if read else language,
            )
        )
    return lines


@require_safe
def head_json(request: HttpRequest) -> HttpResponse:
    """How large the log is now, its root, and the newest signed root."""
    head, tree, newest = log.head(), log.current(), LogRoot.objects.order_by("-day").first()
    value = {
        "log": str(head.public_id) if head else None,
        "size": tree.size,
        "root": tree.root,
        "daily": root_document(newest) if newest else None,
    }
    return json_answer(request, value, control=ASKED_AGAIN)


@require_safe
def entries_json(request: HttpRequest) -> HttpResponse:
    """The leaves of the log from `?tu=` on, some hundred at a time; `next` is where to go on."""
    start = _number(request, "tu", 0)
    tree = log.current()
    rows = LogEntry.objects.filter(index__gte=start, index__lt=tree.size).order_by("index")[:ENTRIES_IN_ANSWER]
    leaves = [log.leaf(each) for each in rows]
    following = start + len(leaves)
    value = {
        "size": tree.size,
        "root": tree.root,
        "entries": leaves,
        "next": following if following < tree.size else None,
    }
    return json_answer(request, value, control=ASKED_AGAIN)


@require_safe
def entry_json(request: HttpRequest, index: int) -> HttpResponse:
    """One leaf with the path that proves it in the log of the size `?co=` (of now, when none is named)."""
    tree = log.current()
    size = _number(request, "co", tree.size)
    entry = LogEntry.objects.filter(index=index).first() if index < size <= tree.size else None
    if entry is None:
        raise Http404
    shown = tree if size == tree.size else log.tree_at(size)
    value = {
        "size": size,
        "root": shown.root,
        "leaf": log.leaf(entry),
        "leaf_hash": entry.leaf_hash,
        "path": log.inclusion_path(index, size),
    }
    return json_answer(request, value, control=ASKED_AGAIN)


@require_safe
def consistency_json(request: HttpRequest) -> HttpResponse:
    """The proof that the log of the size `?den=` begins with the log of the size `?tu=` (RFC 9162, 2.1.4)."""
    tree = log.current()
    old, new = _number(request, "tu", 0), _number(request, "den", tree.size)
    if not 0 < old <= new <= tree.size:
        raise Http404
    before, after = log.tree_at(old), tree if new == tree.size else log.tree_at(new)
    value = {
        "from": {"size": old, "root": before.root},
        "to": {"size": new, "root": after.root},
        "path": log.consistency_path(old, new),
    }
    return json_answer(request, value, control=ASKED_AGAIN)


@require_safe
def roots_json(request: HttpRequest) -> HttpResponse:
    """Every signed daily root, the oldest first."""
    rows = LogRoot.objects.order_by("day").iterator()
    return json_answer(request, {"roots": [root_document(each) for each in rows]}, control=ASKED_AGAIN)


@require_safe
def roots_atom(request: HttpRequest) -> HttpResponse:
    """The signed daily roots as a feed, so that many keep them who are not us."""
    rows = list(LogRoot.objects.order_by("-day")[:ROOTS_IN_FEED])
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    address = f"{settings.SITE_ORIGIN}/so-ghi/goc.atom"
    head = log.head()
    _add(feed, "id", f"urn:uuid:{head.public_id}" if head else address)
    _add(feed, "title", "Gốc hằng ngày của sổ ghi công khai / Daily roots of the public log")
    _add(feed, "updated", stamp(rows[0].signed_at) if rows else "1970-01-01T00:00:00Z")
    ElementTree.SubElement(feed, f"{{{_ATOM}}}link", rel="self", href=address)
    author = ElementTree.SubElement(feed, f"{{{_ATOM}}}author")
    _add(author, "name", settings.SITE_ORIGIN)
    for root in rows:
        entry = ElementTree.SubElement(feed, f"{{{_ATOM}}}entry")
        _add(entry, "id", f"{address}#{root.day.isoformat()}")
        _add(entry, "title", f"{root.day.isoformat()} · {root.size} · {root.root_hash}")
        _add(entry, "updated", stamp(root.signed_at))
        content = ElementTree.SubElement(entry, f"{{{_ATOM}}}content", type="text")
        content.text = json.dumps(root_document(root), sort_keys=True)
    body = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return bytes_answer(request, body, "application/atom+xml; charset=utf-8", control=ASKED_AGAIN)


@require_safe
def log_jsonl(request: HttpRequest) -> HttpResponseBase:
    """The whole log as JSON lines from the entry `?tu=` on, for mirrors; memory does not grow with it."""
    start = _number(request, "tu", 0)
    if asks_too_often(request, "log", most=12, window=WINDOW, at=timezone.now()):
        return refused(request, "vi", too_often("vi"), status=429, wait=WINDOW)
    response = StreamingHttpResponse(_jsonl(start), content_type="application/jsonl; charset=utf-8")
    response["Cache-Control"] = ASKED_AGAIN
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _jsonl(start: int) -> Iterator[bytes]:
    for line in log_lines(start=start):
        yield json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _add(parent: ElementTree.Element, name: str, words: str) -> None:
    ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}").text = words


def _number(request: HttpRequest, name: str, otherwise: int) -> int:
    """A whole number of the query; anything else is an address that does not exist."""
    text: Any = request.GET.get(name)
    if text is None:
        return otherwise
    if not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS:
        raise Http404
    return int(text)
